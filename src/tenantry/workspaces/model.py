"""Workspaces and who is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.permissions import WORKSPACE_ROLES
from tenantry.tenancy.model import (
    Base,
    TenantScoped,
    Versioned,
    WorkspaceScoped,
    settings_check,
    workspace_reference,
)


class Workspace(TenantScoped, Versioned, Base):
    """A place for resources inside an organization; each organization has one default."""

    __tablename__ = "workspaces"
    __table_args__ = (
        UniqueConstraint("organization_id", "slug"),
        Index(
            "uq_workspaces_default",
            "organization_id",
            unique=True,
            postgresql_where=text("is_default"),
        ),
        settings_check(),
    )

    slug: Mapped[str]
    name: Mapped[str]
    description: Mapped[str | None]
    avatar_url: Mapped[str | None]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    frozen_at: Mapped[datetime | None]
    created_by: Mapped[UUID]


class WorkspaceMember(WorkspaceScoped, Base):
    """A member's role in one workspace; only members of its organization can hold one."""

    __tablename__ = "workspace_members"
    __table_args__ = (
        workspace_reference(),
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["organization_members.organization_id", "organization_members.user_id"],
            name="fk_workspace_members_organization_member",
            ondelete="CASCADE",
        ),
        UniqueConstraint("organization_id", "workspace_id", "user_id"),
        CheckConstraint(f"role IN {WORKSPACE_ROLES}", name="role"),
        Index("ix_workspace_members_user_id", "organization_id", "user_id"),
        Index(
            "ix_workspace_members_joined_at",
            "organization_id",
            "workspace_id",
            "joined_at",
            "id",
        ),
    )

    user_id: Mapped[UUID]
    role: Mapped[str]
    added_by: Mapped[UUID]
    joined_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
