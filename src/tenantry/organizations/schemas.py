"""Organizations on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from tenantry.entries import Entries
from tenantry.http.answers import VersionedRead
from tenantry.http.fields import (
    Body,
    Email,
    JsonObject,
    Name,
    Patch,
    Replacement,
    Slug,
    Url,
    none_to_empty,
)
from tenantry.members.schemas import MemberRead
from tenantry.pagination import ListQuery, Page
from tenantry.permissions import OrganizationRole
from tenantry.plans import SubscriptionStatus
from tenantry.workspaces.schemas import WorkspaceRead


def _plain_rules(value: dict[str, Any]) -> dict[str, Any]:
    """Refuse what reads like a rule and would enforce nothing, as `"require_mfa": "true"`."""
    security = value.get("security", {})
    if not isinstance(security, dict):
        raise ValueError('settings.security is an object, as in {"require_mfa": true}')
    if not isinstance(security.get("require_mfa", False), bool):
        raise ValueError("settings.security.require_mfa is true or false, and nothing else")
    return value


OrganizationSettings: TypeAlias = Annotated[
    JsonObject,
    AfterValidator(_plain_rules),
    Field(
        description="A JSON object of your own, at most 32 KiB; `security.require_mfa` (true or "
        "false) is for whether members need a second factor."
    ),
]


class OrganizationCreate(Body):
    """A new organization; without a slug it gets one made from its name."""

    name: Name
    slug: Slug | None = None
    billing_email: Email | None = None
    avatar_url: Url | None = None
    settings: Annotated[OrganizationSettings, BeforeValidator(none_to_empty)] = Field(
        default_factory=dict
    )


class OrganizationReplace(OrganizationCreate, Replacement):
    """PUT: what is left out is emptied, but for the slug, which stays."""


class OrganizationUpdate(Patch):
    """PATCH: what is left out stays as it is."""

    kept = ("name", "slug", "settings")

    name: Name | None = None
    slug: Slug | None = None
    billing_email: Email | None = None
    avatar_url: Url | None = None
    settings: OrganizationSettings | None = None


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
