"""Organizations: create, read, change, delete."""

from __future__ import annotations

from typing import Any

from tenantry.audit.changes import changed
from tenantry.entries import written
from tenantry.errors import ChangedMeanwhile, MfaNeededFirst, NotFound, SlugTaken
from tenantry.identity.factors.standing import demand_to_require
from tenantry.organizations import queries
from tenantry.organizations.schemas import (
    OrganizationCreate,
    OrganizationDetail,
    OrganizationPage,
    OrganizationQuery,
    OrganizationRead,
    OrganizationReplace,
    OrganizationUpdate,
)
from tenantry.organizations.slugs import candidates
from tenantry.permissions import allow, refuses
from tenantry.plans import FREE
from tenantry.settings import Settings
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.founder import Founder
from tenantry.tenancy.steps import require_outside
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id


@refuses(reads=True)
async def list_mine(actor: Actor, query: OrganizationQuery) -> OrganizationPage:
    """List the organizations the user is a member of."""
    require_outside(actor)
    found = await queries.MINE.fetch(actor, query)
    return found.shape(OrganizationPage, "organizations")


@refuses(MfaNeededFirst, SlugTaken)
async def create(
    founder: Founder, settings: Settings, body: OrganizationCreate
) -> OrganizationRead:
    """Create an organization with its owner, its default workspace and, if one is due, a trial.

    All in one statement, so there is never an organization without any of them. A trial is taken
    from the user's in the same statement, under the lock of their row, and only with the
    organization it is for.
    """
    await demand_to_require(founder, body.settings)
    for slug in candidates(body.slug, body.name):
        row = await founder.change(
            queries.CREATE,
            "organization.created",
            founder.organization_id,
            body.name,
            **body.model_dump(exclude={"slug"}),
            slug=slug,
            free_tier=FREE,
            trial_tier=settings.trial_tier,
            trial_days=settings.trial_days,
            trials_per_user=settings.trials_per_user,
            member_id=new_id(),
            new_workspace_id=new_id(),
            workspace_member_id=new_id(),
        )
        if row is not None:
            return OrganizationRead.model_validate(dict(row))
    raise SlugTaken


@allow("org:read", reads=True)
async def read(tenant: Tenant) -> OrganizationDetail:
    """Read the organization with its first members and the workspaces the caller can enter."""
    return written(OrganizationDetail, await tenant.one(queries.FIND))


@allow("org:update", raises=(SlugTaken, ChangedMeanwhile, MfaNeededFirst))
async def update(
    tenant: Tenant, body: OrganizationUpdate, versions: list[int] | None = None
) -> OrganizationRead:
    """Change what was sent and leave the rest."""
    return await _change(tenant, body.changes(), versions)


@allow("org:update", raises=(SlugTaken, ChangedMeanwhile, MfaNeededFirst))
async def replace(
    tenant: Tenant, body: OrganizationReplace, versions: list[int] | None = None
) -> OrganizationRead:
    """Set everything that can be changed; a slug left out stays."""
    return await _change(tenant, body.replacement(), versions)


async def _change(
    tenant: Tenant, changes: dict[str, Any], versions: list[int] | None
) -> OrganizationRead:
    await demand_to_require(tenant, changes.get("settings"))
    row = await tenant.first(queries.UPDATE, changes=changes, versions=versions)
    if row is None:
        raise NotFound if versions is None else ChangedMeanwhile
    if differences := changed(row["was"], row):
        tenant.record("organization.updated", row["id"], row["name"], changes=differences)
    return OrganizationRead.model_validate(dict(row))


@allow("org:delete", frees=True)
async def delete(tenant: Tenant) -> None:
    """Delete the organization and everything in it, for everyone, at once; its people stay."""
    await tenant.all(queries.DELETE)
    tenant.record("organization.deleted", tenant.organization_id, tenant.organization_name)
