"""/orgs/{org_id}/members, and the two ways out that are not a removal."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from tenantry.http.parameters import CurrentTenant, LeavingTenant
from tenantry.http.route import Router, serves
from tenantry.members import service
from tenantry.members.schemas import (
    MemberAdd,
    MemberPage,
    MemberQuery,
    MemberRead,
    MemberUpdate,
    OwnershipTransfer,
)

router = Router(prefix="/orgs/{org_id}", tags=["members"])


@router.get("/members", **serves(service.list_all))
async def list_members(tenant: CurrentTenant, query: Annotated[MemberQuery, Query()]) -> MemberPage:
    """List the members of an organization."""
    return await service.list_all(tenant, query)


@router.post("/members", status_code=201, **serves(service.add))
async def add_member(tenant: CurrentTenant, body: MemberAdd) -> MemberRead:
    """Add an existing user; you cannot grant a role above your own."""
    return await service.add(tenant, body)


@router.put("/members/{member_id}", **serves(service.update))
async def update_member(tenant: CurrentTenant, member_id: UUID, body: MemberUpdate) -> MemberRead:
    """Change a member's role, neither of nor to one above your own."""
    return await service.update(tenant, member_id, body)


@router.delete("/members/{member_id}", status_code=204, **serves(service.remove))
async def remove_member(tenant: CurrentTenant, member_id: UUID) -> None:
    """Remove a member (`member:remove`) or yourself (anyone): they are out of every workspace."""
    await service.remove(tenant, member_id)


@router.post("/leave", status_code=204, **serves(service.leave))
async def leave_organization(tenant: LeavingTenant) -> None:
    """Leave an organization, unless you are its last owner; no second factor is asked for."""
    await service.leave(tenant)


@router.post("/ownership", **serves(service.transfer))
async def transfer_ownership(tenant: CurrentTenant, body: OwnershipTransfer) -> MemberRead:
    """Make another member the owner and become an admin yourself, in one step."""
    return await service.transfer(tenant, body)
