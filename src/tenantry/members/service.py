"""Members of an organization: who is in it, and as what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tenantry.billing import seats
from tenantry.database.pool import Row
from tenantry.errors import (
    AlreadyMember,
    LastOwner,
    PermissionDenied,
    PlanLimitReached,
    RoleTooHigh,
    UserNotFound,
    ValidationFailed,
)
from tenantry.members import queries
from tenantry.members.listing import name_of
from tenantry.members.schemas import (
    MemberAdd,
    MemberPage,
    MemberQuery,
    MemberRead,
    MemberUpdate,
    OwnershipTransfer,
)
from tenantry.members.standing import lock, outranks
from tenantry.permissions import OrganizationRole, allow, refuses
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id


@allow("member:read", reads=True)
async def list_all(tenant: Tenant, query: MemberQuery) -> MemberPage:
    """List the members of the organization."""
    found = await queries.ALL.fetch(tenant, query)
    return found.shape(MemberPage, "members")


@allow("member:invite", raises=(UserNotFound, AlreadyMember, RoleTooHigh, PlanLimitReached))
async def add(tenant: Tenant, body: MemberAdd) -> MemberRead:
    """Add an existing user; the unique constraint keeps them from being added twice."""
    if outranks(body.role, tenant.organization_role):
        raise RoleTooHigh
    await seats.claim(tenant)
    row = await tenant.one(queries.ADD, member_id=new_id(), user_id=body.user_id, role=body.role)
    return _record(tenant, "member.added", row, None, body.role)


@allow("member:update", raises=(RoleTooHigh, LastOwner))
async def update(tenant: Tenant, member_id: UUID, body: MemberUpdate) -> MemberRead:
    """Give a member another role, judged by the roles as they are under the lock."""
    standing = await lock(tenant, member_id)
    standing.require("member:update")
    standing.require_rank(standing.member.role)
    standing.require_rank(body.role)
    if body.role != "owner":
        standing.require_other_owner()
    return await _set_role(tenant, standing.member, body.role)


@refuses(PermissionDenied, RoleTooHigh, LastOwner)
async def remove(tenant: Tenant, member_id: UUID) -> None:
    """Remove a member, or oneself: only others' removal takes the permission."""
    standing = await lock(tenant, member_id)
    if member_id != tenant.member_id:
        standing.require("member:remove")
        standing.require_rank(standing.member.role)
    standing.require_other_owner()
    row = await tenant.one(queries.REMOVE, member_id=member_id)
    verb = "left" if member_id == tenant.member_id else "removed"
    _record(tenant, f"member.{verb}", row, row["role"], None)


@allow("org:read", raises=(LastOwner,), frees=True)
async def leave(tenant: Tenant) -> None:
    """Leave the organization, and with it every one of its workspaces."""
    await remove(tenant, tenant.member_id)


@allow("org:transfer", raises=(ValidationFailed,))
async def transfer(tenant: Tenant, body: OwnershipTransfer) -> MemberRead:
    """Make a member an owner and the caller an admin, in one step. Returns the new owner."""
    if body.member_id == tenant.member_id:
        raise ValidationFailed("You are an owner already: name another member.")
    standing = await lock(tenant, body.member_id)
    standing.require("org:transfer")
    await _set_role(tenant, standing.caller, "admin")
    owner = await _set_role(tenant, standing.member, "owner")
    tenant.record(
        "organization.transferred",
        tenant.organization_id,
        tenant.organization_name,
        changes={"owner": {"from": tenant.user_id, "to": owner.user_id}},
    )
    return owner


async def _set_role(tenant: Tenant, member: MemberRead, role: OrganizationRole) -> MemberRead:
    """Give a locked member a role; one they have already is no change."""
    if member.role == role:
        return member
    row = await tenant.change(
        queries.SET_ROLE,
        "member.updated",
        member.user_id,
        name_of(member),
        _of_role(member.role, role),
        member_id=member.id,
        role=role,
    )
    assert row is not None  # noqa: S101 (the lock has found them)
    return MemberRead.model_validate(dict(row))


def _record(
    tenant: Tenant,
    action: str,
    row: Row,
    was: OrganizationRole | None,
    role: OrganizationRole | None,
) -> MemberRead:
    """Note that a member came or went; give the member."""
    member = MemberRead.model_validate(dict(row))
    tenant.record(action, member.user_id, name_of(member), changes=_of_role(was, role))
    return member


def _of_role(was: OrganizationRole | None, role: OrganizationRole | None) -> dict[str, Any]:
    return {"role": {"from": was, "to": role}}
