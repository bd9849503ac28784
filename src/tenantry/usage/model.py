"""What an organization has used, by month and by day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy.model import Base


class UsageMonth(Base):
    """What is counted against the plan, in months of UTC.

    The count of a month is the sum over its shards: each process adds to a row of its own, so that
    processes that need not wait for one another's claims do not.
    """

    __tablename__ = "usage_months"
    __table_args__ = (CheckConstraint("used >= 0", name="used"),)

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    metric: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger)


class UsageDay(Base):
    """Where and when it was used.

    `workspace_id` is no foreign key: what a workspace used stays used after it is deleted.
    """

    __tablename__ = "usage_days"
    __table_args__ = (
        CheckConstraint("used >= 0", name="used"),
        Index("ix_usage_days_day", "organization_id", "metric", "day"),
    )

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger)


class UsageHold(Base):
    """A unit that is counted and not yet settled: where it lapses, it is counted back.

    It says where it was counted, as a receipt does. Whoever deletes it decides: in the transaction
    that stores what it was claimed for it stays counted, in one that counts it back it does not.
    It goes with its organization by a trigger: a foreign key would lock that row at every claim.
    """

    __tablename__ = "usage_holds"
    __table_args__ = (Index("ix_usage_holds_lapses_at", "lapses_at"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    metric: Mapped[str]
    workspace_id: Mapped[UUID]
    day: Mapped[date]
    shard: Mapped[int] = mapped_column(SmallInteger)
    lapses_at: Mapped[datetime]
