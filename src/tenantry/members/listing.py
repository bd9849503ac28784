"""How people are listed, in an organization and in a workspace alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tenantry.pagination import Sort

PEOPLE_SEARCH = ("u.display_name", "u.username", "u.email")


class Named(Protocol):
    """Somebody as a list of people has them."""

    username: str | None
    email: str | None
    display_name: str | None


def name_of(person: Named) -> str | None:
    """Say what to call somebody."""
    return person.display_name or person.username or person.email


def people_sorts(roles: Sequence[str]) -> dict[str, Sort]:
    """Sort memberships `m` of users `u`: by time, name, or role from most to least."""
    ranks = ", ".join(f"'{role}'" for role in roles)
    return {
        "joined_at": Sort("m.joined_at", "timestamptz"),
        "name": Sort("lower(coalesce(u.display_name, u.username, u.email, ''))"),
        "role": Sort(f"array_position(ARRAY[{ranks}], m.role)", "int"),
    }
