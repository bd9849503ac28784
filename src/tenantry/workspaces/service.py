"""Workspaces: create, read, change, delete, and which one is the default."""

from __future__ import annotations

from typing import Any

from tenantry.audit.changes import changed
from tenantry.billing import limits
from tenantry.billing.freezing import hold, refreeze
from tenantry.errors import (
    ChangedMeanwhile,
    DefaultWorkspace,
    NotFound,
    PlanLimitReached,
    SlugTaken,
)
from tenantry.organizations.slugs import candidates
from tenantry.permissions import allow
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id
from tenantry.workspaces import queries
from tenantry.workspaces.schemas import (
    WorkspaceCreate,
    WorkspaceDetail,
    WorkspacePage,
    WorkspaceQuery,
    WorkspaceRead,
    WorkspaceReplace,
    WorkspaceUpdate,
)


@allow("org:read", reads=True)
async def list_mine(tenant: Tenant, query: WorkspaceQuery) -> WorkspacePage:
    """List the workspaces the caller can enter: all for owners and admins."""
    found = await queries.MINE.fetch(tenant, query)
    return found.shape(WorkspacePage, "workspaces")


@allow("workspace:create", raises=(PlanLimitReached, SlugTaken))
async def create(tenant: Tenant, body: WorkspaceCreate) -> WorkspaceRead:
    """Create a workspace; the creator is its admin, also once they are no admin any more.

    The plan's next one is claimed first, so that two requests cannot share the last.
    """
    await limits.claim(tenant, limits.WORKSPACES.name)
    for slug in candidates(body.slug, body.name):
        row = await tenant.first(
            queries.CREATE,
            **body.model_dump(exclude={"slug"}),
            slug=slug,
            new_id=new_id(),
            member_id=new_id(),
        )
        if row is not None:
            tenant.record("workspace.created", row["id"], row["name"], workspace_id=row["id"])
            return WorkspaceRead.model_validate(dict(row))
    raise SlugTaken


@allow("workspace:read", reads=True)
async def read(tenant: Tenant) -> WorkspaceDetail:
    """Read the workspace with the first of its members."""
    return WorkspaceDetail.model_validate(dict(await tenant.one(queries.FIND)))


@allow("workspace:update", raises=(SlugTaken, ChangedMeanwhile))
async def update(
    tenant: Tenant, body: WorkspaceUpdate, versions: list[int] | None = None
) -> WorkspaceRead:
    """Change what was sent and leave the rest."""
    return await _change(tenant, body.changes(), versions)


@allow("workspace:update", raises=(SlugTaken, ChangedMeanwhile))
async def replace(
    tenant: Tenant, body: WorkspaceReplace, versions: list[int] | None = None
) -> WorkspaceRead:
    """Set everything that can be changed; a slug left out stays."""
    return await _change(tenant, body.replacement(), versions)


async def _change(
    tenant: Tenant, changes: dict[str, Any], versions: list[int] | None
) -> WorkspaceRead:
    row = await tenant.first(queries.UPDATE, changes=changes, versions=versions)
    if row is None:
        raise NotFound if versions is None else ChangedMeanwhile
    if differences := changed(row["was"], row):
        tenant.record("workspace.updated", row["id"], row["name"], changes=differences)
    return WorkspaceRead.model_validate(dict(row))


@allow("workspace:delete", raises=(DefaultWorkspace,), frees=True)
async def delete(tenant: Tenant) -> None:
    """Delete the workspace and everything in it; the default one stays.

    What was frozen for want of room may thaw.
    """
    await hold(tenant)
    name = await tenant.value(queries.DELETE)
    if name is None:
        await tenant.one(queries.FIND)
        raise DefaultWorkspace
    await refreeze(tenant)
    tenant.record("workspace.deleted", tenant.bound["workspace_id"], name)


@allow("org:update")
async def make_default(tenant: Tenant) -> WorkspaceRead:
    """Make this the organization's default workspace in place of the one that was.

    Under the lock of the organization, so that two at once leave exactly one.
    """
    await tenant.one(queries.LOCK_ORGANIZATION)
    cleared = await tenant.first(queries.CLEAR_DEFAULT)
    row = await tenant.one(queries.SET_DEFAULT)
    if cleared is not None:
        await refreeze(tenant)
        tenant.record("workspace.made_default", row["id"], row["name"])
    return WorkspaceRead.model_validate(dict(row))
