"""The same shapes on the wire."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["owner", "admin", "member"]


class Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class OrganizationCreate(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    billing_email: str | None = None
    avatar_url: str | None = None
    settings: dict[str, Any] = Field(default_factory=dict)


class OrganizationRead(Read):
    id: uuid.UUID
    name: str
    slug: str
    billing_email: str | None
    avatar_url: str | None
    settings: dict[str, Any]
    subscription_tier: str
    subscription_status: str
    trial_ends_at: datetime | None
    user_role: Role
    created_by: uuid.UUID
    created_at: datetime
    updated_at: datetime


class MemberUpdate(BaseModel):
    role: Role


class MemberRead(Read):
    id: uuid.UUID
    user_id: uuid.UUID
    username: str | None
    email: str | None
    display_name: str | None
    role: Role
    invited_by: uuid.UUID | None
    joined_at: datetime
    created_at: datetime


class WorkspaceRead(Read):
    id: uuid.UUID
    organization_id: uuid.UUID
    name: str
    slug: str
    description: str | None
    avatar_url: str | None
    settings: dict[str, Any]
    is_default: bool
    frozen: bool
    user_role: Literal["admin", "editor", "viewer"]
    created_by: uuid.UUID
    created_at: datetime
    updated_at: datetime


class OrganizationDetail(OrganizationRead):
    members: list[MemberRead]
    member_count: int
    workspaces: list[WorkspaceRead]
    workspace_count: int


class Page(BaseModel):
    total: int
    page: int
    page_size: int
    total_pages: int
    has_next: bool
    has_previous: bool


class OrganizationPage(Page):
    organizations: list[OrganizationRead]


class WorkspacePage(Page):
    workspaces: list[WorkspaceRead]
