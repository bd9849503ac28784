"""The organization_members table."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.permissions import ORGANIZATION_ROLES
from tenantry.tenancy.model import Base, TenantScoped


class OrganizationMember(TenantScoped, Base):
    """A person's place in an organization; leaving it ends their places in its workspaces.

    A user's deletion does not cascade here: an account leaves its organizations one by one, so
    that none is left without an owner and every count stays true.
    """

    __tablename__ = "organization_members"
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id"),
        CheckConstraint(f"role IN {ORGANIZATION_ROLES}", name="role"),
        Index("ix_organization_members_user_id", "user_id", "organization_id"),
        Index("ix_organization_members_joined_at", "organization_id", "joined_at", "id"),
        Index(
            "ix_organization_members_owners",
            "organization_id",
            "id",
            postgresql_where=text("role = 'owner'"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    invited_by: Mapped[UUID | None]
    joined_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
