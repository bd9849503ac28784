"""Who is in a workspace, and as what."""

from __future__ import annotations

from uuid import UUID

from tenantry.audit.changes import changed
from tenantry.errors import AlreadyMember, NotAnOrganizationMember, NotFound, PermissionDenied
from tenantry.members.listing import name_of
from tenantry.permissions import allow, refuses
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id
from tenantry.workspaces import queries
from tenantry.workspaces.schemas import (
    WorkspaceMemberAdd,
    WorkspaceMemberPage,
    WorkspaceMemberQuery,
    WorkspaceMemberRead,
    WorkspaceMemberUpdate,
)


@allow("workspace_member:read", reads=True)
async def list_all(tenant: Tenant, query: WorkspaceMemberQuery) -> WorkspaceMemberPage:
    """List those who were added to the workspace; the organization's admins are in it anyway."""
    found = await queries.MEMBERS.fetch(tenant, query)
    return found.shape(WorkspaceMemberPage, "members")


@allow("workspace_member:manage", raises=(AlreadyMember, NotAnOrganizationMember))
async def add(tenant: Tenant, body: WorkspaceMemberAdd) -> WorkspaceMemberRead:
    """Add a member of the organization; the foreign key refuses anyone else."""
    row = await tenant.one(
        queries.ADD_MEMBER, member_id=new_id(), user_id=body.user_id, role=body.role
    )
    added = WorkspaceMemberRead.model_validate(dict(row))
    tenant.record(
        "workspace_member.added",
        added.user_id,
        name_of(added),
        changes={"role": {"from": None, "to": added.role}},
    )
    return added


@allow("workspace_member:manage", raises=(NotFound,))
async def update(
    tenant: Tenant, member_id: UUID, body: WorkspaceMemberUpdate
) -> WorkspaceMemberRead:
    """Give someone in the workspace another role."""
    row = await tenant.one(queries.SET_MEMBER_ROLE, member_id=member_id, role=body.role)
    updated = WorkspaceMemberRead.model_validate(dict(row))
    if differences := changed({"role": row["was"]}, row):
        tenant.record(
            "workspace_member.updated", updated.user_id, name_of(updated), changes=differences
        )
    return updated


@refuses(PermissionDenied, NotFound)
async def remove(tenant: Tenant, member_id: UUID) -> None:
    """Take someone out of the workspace, or oneself: only others take the permission."""
    may_manage = tenant.can("workspace_member:manage")
    removed = await tenant.first(queries.REMOVE_MEMBER, member_id=member_id, may_manage=may_manage)
    if removed is None:
        await tenant.one(queries.FIND_MEMBER, member_id=member_id)
        tenant.demand("workspace_member:manage")
        return
    gone = WorkspaceMemberRead.model_validate(dict(removed))
    verb = "left" if gone.user_id == tenant.user_id else "removed"
    tenant.record(
        f"workspace_member.{verb}",
        gone.user_id,
        name_of(gone),
        changes={"role": {"from": gone.role, "to": None}},
    )
