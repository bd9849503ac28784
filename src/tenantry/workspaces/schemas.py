"""Workspaces and their members on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from tenantry.http.answers import VersionedRead
from tenantry.http.fields import (
    Body,
    Description,
    JsonObject,
    Name,
    OptionalJsonObject,
    Patch,
    Replacement,
    Slug,
    Url,
)
from tenantry.pagination import ListQuery, Page
from tenantry.permissions import WorkspaceRole


class WorkspaceCreate(Body):
    """A new workspace; without a slug it gets one made from its name."""

    name: Name
    slug: Slug | None = None
    description: Description | None = None
    avatar_url: Url | None = None
    settings: OptionalJsonObject = Field(default_factory=dict)


class WorkspaceReplace(WorkspaceCreate, Replacement):
    """PUT: what is left out is emptied, but for the slug, which stays."""


class WorkspaceUpdate(Patch):
    """PATCH: what is left out stays as it is."""

    kept = ("name", "slug", "settings")

    name: Name | None = None
    slug: Slug | None = None
    description: Description | None = None
    avatar_url: Url | None = None
    settings: JsonObject | None = None


class WorkspaceRead(VersionedRead):
    """A workspace as someone who can enter it sees it."""

    id: UUID
    organization_id: UUID
    name: str
    slug: str
    description: str | None
    avatar_url: str | None
    settings: dict[str, Any]
    is_default: bool
    frozen: bool
    user_role: WorkspaceRole
    created_by: UUID
    created_at: datetime
    updated_at: datetime


class WorkspaceMemberAdd(Body):
    """A member of the organization to add to the workspace, and as what."""

    user_id: UUID
    role: WorkspaceRole


class WorkspaceMemberUpdate(Body):
    """The role a member is to have in the workspace."""

    role: WorkspaceRole


class WorkspaceMemberRead(BaseModel):
    """Someone added to a workspace; `id` is this membership's."""

    id: UUID
    workspace_id: UUID
    user_id: UUID
    username: str | None
    email: str | None
    display_name: str | None
    role: WorkspaceRole
    added_by: UUID
    joined_at: datetime
    created_at: datetime


class WorkspaceDetail(WorkspaceRead):
    """A workspace with the first 50 of the people added to it."""

    members: list[WorkspaceMemberRead]
    member_count: int


class WorkspacePage(Page):
    """One page of the workspaces the caller can enter."""

    workspaces: list[WorkspaceRead]


class WorkspaceMemberPage(Page):
    """One page of a workspace's members."""

    members: list[WorkspaceMemberRead]


class WorkspaceQuery(ListQuery):
    """How workspaces are listed."""

    sort: Literal["name", "-name", "created_at", "-created_at"] = "created_at"


class WorkspaceMemberQuery(ListQuery):
    """How a workspace's members are listed."""

    sort: Literal["joined_at", "-joined_at", "name", "-name", "role", "-role"] = "joined_at"
