"""The organizations table."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Computed, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy.model import Base, Versioned, settings_check
from tenantry.tenancy.values import new_id


class Organization(Versioned, Base):
    """A customer. Its counts are kept by triggers, so that no list has to count.

    It is born with one member and one workspace, its founder and its default, already counted.

    `created_by` is no foreign key, here and elsewhere: it goes on naming who made a thing after
    their account is gone, and deleting an account need not search every table.
    """

    __tablename__ = "organizations"
    __table_args__ = (
        UniqueConstraint("slug"),
        settings_check(),
        CheckConstraint(
            "subscription_status IN ('trial', 'active', 'past_due', 'cancelled')",
            name="subscription_status",
        ),
        CheckConstraint(
            "(subscription_status = 'active') = (subscription_ends_at IS NULL)",
            name="subscription_ends",
        ),
        Index(
            "ix_organizations_subscription_ends_at",
            "subscription_ends_at",
            postgresql_where=text("subscription_ends_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    slug: Mapped[str]
    billing_email: Mapped[str | None]
    avatar_url: Mapped[str | None]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    subscription_tier: Mapped[str]
    subscription_status: Mapped[str]
    trial_ends_at: Mapped[datetime | None]
    """When the one trial ends or ended; never changed."""
    subscription_ends_at: Mapped[datetime | None]
    """When the status ends by itself: of a trial, a cancelled period, or the grace of a debt."""
    suspended_at: Mapped[datetime | None]
    kept: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    """What the owner chose to keep when the plan admits less than there is."""
    member_count: Mapped[int] = mapped_column(server_default="1")
    workspace_count: Mapped[int] = mapped_column(server_default="1")
    require_mfa: Mapped[bool] = mapped_column(
        Computed(
            "coalesce(settings #> '{security,require_mfa}' = 'true'::jsonb, false)",
            persisted=True,
        )
    )
    """Read out of the settings as they are written: the door asks at every request."""
    created_by: Mapped[UUID]
