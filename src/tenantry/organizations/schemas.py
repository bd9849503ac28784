"""Organizations on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tenantry.entries import Entries
from tenantry.http.answers import VersionedRead
from tenantry.http.fields import (
    Body,
    Email,
    JsonObject,
    Name,
    OptionalJsonObject,
    Patch,
    Replacement,
    Slug,
    Url,
)
from tenantry.members.schemas import MemberRead
from tenantry.pagination import ListQuery, Page
from tenantry.permissions import OrganizationRole
from tenantry.plans import SubscriptionStatus
from tenantry.workspaces.schemas import WorkspaceRead


class OrganizationCreate(Body):
    """A new organization; without a slug it gets one made from its name."""

    name: Name
    slug: Slug | None = None
    billing_email: Email | None = None
    avatar_url: Url | None = None
    settings: OptionalJsonObject = Field(default_factory=dict)


class OrganizationReplace(OrganizationCreate, Replacement):
    """PUT: what is left out is emptied, but for the slug, which stays."""


class OrganizationUpdate(Patch):
    """PATCH: what is left out stays as it is."""

    kept = ("name", "slug", "settings")

    name: Name | None = None
    slug: Slug | None = None
    billing_email: Email | None = None
    avatar_url: Url | None = None
    settings: JsonObject | None = None


class OrganizationRead(VersionedRead):
    """An organization as one of its members sees it."""

    id: UUID
    name: str
    slug: str
    billing_email: str | None
    avatar_url: str | None
    settings: dict[str, Any]
    subscription_tier: str
    subscription_status: SubscriptionStatus
    trial_ends_at: datetime | None
    user_role: OrganizationRole
    created_by: UUID
    created_at: datetime
    updated_at: datetime


class OrganizationDetail(OrganizationRead):
    """An organization, its first 50 members and the first 50 workspaces the caller can enter."""

    members: Entries[MemberRead]
    member_count: int
    workspaces: Entries[WorkspaceRead]
    workspace_count: int


class OrganizationPage(Page):
    """One page of the caller's organizations."""

    organizations: Entries[OrganizationRead]


class OrganizationQuery(ListQuery):
    """How the caller's organizations are listed."""

    sort: Literal["name", "-name", "created_at", "-created_at"] = "created_at"
