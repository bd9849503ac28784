"""/orgs/{org_id}/workspaces: workspaces and who is in them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from tenantry.http.parameters import CurrentTenant, CurrentWorkspace, ExpectedVersions
from tenantry.http.route import Router, serves
from tenantry.workspaces import members, service
from tenantry.workspaces.schemas import (
    WorkspaceCreate,
    WorkspaceDetail,
    WorkspaceMemberAdd,
    WorkspaceMemberPage,
    WorkspaceMemberQuery,
    WorkspaceMemberRead,
    WorkspaceMemberUpdate,
    WorkspacePage,
    WorkspaceQuery,
    WorkspaceRead,
    WorkspaceReplace,
    WorkspaceUpdate,
)

router = Router(prefix="/orgs/{org_id}/workspaces", tags=["workspaces"])


@router.get("", **serves(service.list_mine))
async def list_workspaces(
    tenant: CurrentTenant, query: Annotated[WorkspaceQuery, Query()]
) -> WorkspacePage:
    """List the workspaces you can enter, with your role in each."""
    return await service.list_mine(tenant, query)


@router.post("", status_code=201, **serves(service.create))
async def create_workspace(tenant: CurrentTenant, body: WorkspaceCreate) -> WorkspaceRead:
    """Create a workspace; you become its admin."""
    return await service.create(tenant, body)


@router.get("/{workspace_id}", **serves(service.read))
async def read_workspace(tenant: CurrentWorkspace) -> WorkspaceDetail:
    """Read a workspace with the first 50 of its members."""
    return await service.read(tenant)


@router.put("/{workspace_id}", **serves(service.replace))
async def replace_workspace(
    tenant: CurrentWorkspace, body: WorkspaceReplace, versions: ExpectedVersions
) -> WorkspaceRead:
    """Replace all that can be changed of a workspace; a slug left out stays."""
    return await service.replace(tenant, body, versions)


@router.patch("/{workspace_id}", **serves(service.update))
async def update_workspace(
    tenant: CurrentWorkspace, body: WorkspaceUpdate, versions: ExpectedVersions
) -> WorkspaceRead:
    """Change some of a workspace; what is left out stays."""
    return await service.update(tenant, body, versions)


@router.delete("/{workspace_id}", status_code=204, **serves(service.delete))
async def delete_workspace(tenant: CurrentWorkspace) -> None:
    """Delete a workspace and everything in it; the default workspace cannot be deleted."""
    await service.delete(tenant)


@router.put("/{workspace_id}/default", **serves(service.make_default))
async def make_default_workspace(tenant: CurrentWorkspace) -> WorkspaceRead:
    """Make a workspace the organization's default."""
    return await service.make_default(tenant)


@router.get("/{workspace_id}/members", **serves(members.list_all))
async def list_workspace_members(
    tenant: CurrentWorkspace, query: Annotated[WorkspaceMemberQuery, Query()]
) -> WorkspaceMemberPage:
    """List those who were added to a workspace."""
    return await members.list_all(tenant, query)


@router.post("/{workspace_id}/members", status_code=201, **serves(members.add))
async def add_workspace_member(
    tenant: CurrentWorkspace, body: WorkspaceMemberAdd
) -> WorkspaceMemberRead:
    """Add a member of the organization to a workspace."""
    return await members.add(tenant, body)


@router.put("/{workspace_id}/members/{member_id}", **serves(members.update))
async def update_workspace_member(
    tenant: CurrentWorkspace, member_id: UUID, body: WorkspaceMemberUpdate
) -> WorkspaceMemberRead:
    """Change someone's role in a workspace."""
    return await members.update(tenant, member_id, body)


@router.delete("/{workspace_id}/members/{member_id}", status_code=204, **serves(members.remove))
async def remove_workspace_member(tenant: CurrentWorkspace, member_id: UUID) -> None:
    """Take someone out of a workspace (`workspace_member:manage`), or yourself (anyone)."""
    await members.remove(tenant, member_id)
