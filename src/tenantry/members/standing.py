"""Where a caller and a member stand towards each other, read under a lock.

Whoever changes roles locks the owners, the member and the caller first, in one order, and judges by
what is true then: two owners who demote each other take turns, and the second finds a new world.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tenantry.errors import LastOwner, NotFound, PermissionDenied, RoleTooHigh
from tenantry.members import queries
from tenantry.members.schemas import MemberRead
from tenantry.permissions import ORGANIZATION_ROLES, OrganizationRole, permissions_of
from tenantry.tenancy.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Standing:
    """Caller and member as they are, and how many owners there are, until the transaction ends."""

    caller: MemberRead
    member: MemberRead
    owners: int

    def require(self, permission: str) -> None:
        """Refuse what the caller's role, as locked, does not allow."""
        if permission not in permissions_of(self.caller.role, None):
            raise PermissionDenied(permission=permission)

    def require_rank(self, role: OrganizationRole) -> None:
        """Refuse to touch or to grant a role above the caller's."""
        if outranks(role, self.caller.role):
            raise RoleTooHigh

    def require_other_owner(self) -> None:
        """Refuse to take the last owner's role away."""
        if self.member.role == "owner" and self.owners == 1:
            raise LastOwner


def outranks(role: OrganizationRole, other: OrganizationRole) -> bool:
    """Say whether a role stands above another."""
    return ORGANIZATION_ROLES.index(role) < ORGANIZATION_ROLES.index(other)


async def lock(tenant: Tenant, member_id: UUID) -> Standing:
    """Lock and read; NotFound where the member, or the caller by now, is not one any more."""
    rows = await tenant.all(queries.LOCK, member_id=member_id)
    caller = next((row for row in rows if row["user_id"] == tenant.user_id), None)
    member = next((row for row in rows if row["id"] == member_id), None)
    if caller is None or member is None:
        raise NotFound
    owners = sum(row["role"] == "owner" for row in rows)
    read = MemberRead.model_validate
    return Standing(read(dict(caller)), read(dict(member)), owners)
