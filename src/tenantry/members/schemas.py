"""Members on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from tenantry.entries import Entries
from tenantry.http.fields import Body
from tenantry.pagination import ListQuery, Page
from tenantry.permissions import OrganizationRole


class MemberAdd(Body):
    """An existing user to add, and as what."""

    user_id: UUID
    role: OrganizationRole


class MemberUpdate(Body):
    """The role a member is to have."""

    role: OrganizationRole


class OwnershipTransfer(Body):
    """The member who becomes an owner."""

    member_id: UUID


class MemberRead(BaseModel):
    """A member of an organization; `id` is the membership's."""

    id: UUID
    user_id: UUID
    username: str | None
    email: str | None
    display_name: str | None
    role: OrganizationRole
    invited_by: UUID | None
    joined_at: datetime
    created_at: datetime


class MemberPage(Page):
    """One page of members."""

    members: Entries[MemberRead]


class MemberQuery(ListQuery):
    """How members are listed."""

    sort: Literal["joined_at", "-joined_at", "name", "-name", "role", "-role"] = "joined_at"
