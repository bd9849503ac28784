"""/orgs: the organizations themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from tenantry.http.parameters import (
    CurrentActor,
    CurrentFounder,
    CurrentService,
    CurrentTenant,
    ExpectedVersions,
)
from tenantry.http.route import Router, serves
from tenantry.organizations import service
from tenantry.organizations.schemas import (
    OrganizationCreate,
    OrganizationDetail,
    OrganizationPage,
    OrganizationQuery,
    OrganizationRead,
    OrganizationReplace,
    OrganizationUpdate,
)

router = Router(prefix="/orgs", tags=["organizations"])


@router.get("", **serves(service.list_mine))
async def list_organizations(
    actor: CurrentActor, query: Annotated[OrganizationQuery, Query()]
) -> OrganizationPage:
    """List the organizations you are a member of, with your role in each."""
    return await service.list_mine(actor, query)


@router.post("", status_code=201, **serves(service.create))
async def create_organization(
    founder: CurrentFounder, tenantry: CurrentService, body: OrganizationCreate
) -> OrganizationRead:
    """Create an organization; you become its owner, and it gets a workspace named Default."""
    return await service.create(founder, tenantry.settings, body)


@router.get("/{org_id}", **serves(service.read))
async def read_organization(tenant: CurrentTenant) -> OrganizationDetail:
    """Read an organization with its first 50 members and the first 50 workspaces you can enter."""
    return await service.read(tenant)


@router.put("/{org_id}", **serves(service.replace))
async def replace_organization(
    tenant: CurrentTenant, body: OrganizationReplace, versions: ExpectedVersions
) -> OrganizationRead:
    """Replace all that can be changed of an organization; a slug left out stays."""
    return await service.replace(tenant, body, versions)


@router.patch("/{org_id}", **serves(service.update))
async def update_organization(
    tenant: CurrentTenant, body: OrganizationUpdate, versions: ExpectedVersions
) -> OrganizationRead:
    """Change some of an organization; what is left out stays."""
    return await service.update(tenant, body, versions)


@router.delete("/{org_id}", status_code=204, **serves(service.delete))
async def delete_organization(tenant: CurrentTenant) -> None:
    """Delete an organization and everything in it, for everyone. There is no way back."""
    await service.delete(tenant)
