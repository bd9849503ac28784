"""Who and what the database is filled with: ids that follow from a number, so none is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tenantry.permissions import OrganizationRole, WorkspaceRole

Kind = Literal["user", "session", "organization", "member", "workspace", "workspace_member"]

_KINDS: dict[Kind, int] = {
    "user": 1,
    "session": 2,
    "organization": 3,
    "member": 4,
    "workspace": 5,
    "workspace_member": 6,
}
_EPOCH_MS = 1_767_225_600_000
_AFTER_OWNER = (0, 1, 7, 31, 127)
ROLES: tuple[OrganizationRole, ...] = ("owner", "admin", "member", "member", "member")
MEMBERS = len(ROLES)
"""Members of an ordinary organization: one owner, one admin, three members."""

READERS = 200
"""How many different people a measurement asks as."""


@dataclass(frozen=True)
class Size:
    """How much a database holds. The giant organization is the first, where there is one."""

    organizations: int
    workspaces_each: int = 3
    giant_members: int = 0

    @property
    def users(self) -> int:
        """As many as organizations: everyone founded one and belongs to five."""
        return self.organizations

    @property
    def memberships(self) -> int:
        """Count all memberships."""
        return self.organizations * MEMBERS + max(0, self.giant_members - MEMBERS)

    @property
    def name(self) -> str:
        """Name the data directory."""
        return f"{self.organizations}x{self.workspaces_each}-{self.giant_members}"


def hexed(kind: Kind, number: int) -> str:
    """Write the id of a thing as 32 hexadecimal digits, a UUIDv7 that sorts by its number."""
    return f"{_EPOCH_MS + number:012x}7{_KINDS[kind]:03x}8{number:015x}"


def id_of(kind: Kind, number: int) -> UUID:
    """Make the id of a thing."""
    return UUID(hexed(kind, number))


def user_in(size: Size, organization: int, place: int) -> int:
    """Say which user holds a place in an organization: 0 its owner, 1 its admin, then members."""
    if organization == 0 and size.giant_members:
        return place
    return (organization + _AFTER_OWNER[place]) % size.users


def membership(size: Size, organization: int, place: int) -> int:
    """Number a membership; those of the giant beyond the usual five come after all others."""
    if place < MEMBERS:
        return organization * MEMBERS + place
    return size.organizations * MEMBERS + place


@dataclass(frozen=True)
class Caller:
    """Someone who asks: a user in an organization, in its default workspace."""

    user: int
    organization: int
    role: OrganizationRole
    workspace_role: WorkspaceRole
    workspace: int
    subordinate: int
    """The number of a membership whose role this caller may change."""

    @classmethod
    def at(cls, size: Size, organization: int, place: int) -> Caller:
        """Take whoever holds a place in an organization (0 the owner, 2 a member)."""
        return cls(
            user_in(size, organization, place),
            organization,
            ROLES[place] if place < MEMBERS else "member",
            "admin" if place < 2 else "editor",
            organization * size.workspaces_each,
            membership(size, organization, 3),
        )


def readers(size: Size) -> list[Caller]:
    """Choose who reads: spread over all organizations, every second an owner, the rest members."""
    step = size.organizations // READERS
    return [Caller.at(size, 1 + number * step, 2 * (number % 2)) for number in range(READERS)]


def writers(size: Size) -> list[Caller]:
    """Choose who writes: owners whom no reader meets, so that what is read stays what it was."""
    step = size.organizations // READERS
    return [Caller.at(size, 4 + number * step, 0) for number in range(READERS)]


def giants(size: Size) -> list[Caller]:
    """Choose people of the giant organization: its owner, its admin and members."""
    return [Caller.at(size, 0, place) for place in range(READERS)]
