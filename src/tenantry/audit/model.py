"""What was done: in organizations, chained, and to accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from tenantry.tenancy.model import Base, TenantScoped
from tenantry.tenancy.values import new_id


class AuditHead(Base):
    """The end of an organization's chain; only the trigger of `audit_events` moves it.

    Events refer to it and not to the organization, so that writing one takes no lock there and
    cannot wait in a circle with the organization's deletion.
    """

    __tablename__ = "audit_heads"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class _Happened:
    """What one event is made of, wherever it is kept."""

    at: Mapped[datetime] = mapped_column(sort_order=10)
    actor_id: Mapped[UUID | None] = mapped_column(sort_order=11)
    actor_name: Mapped[str] = mapped_column(sort_order=12)
    action: Mapped[str] = mapped_column(sort_order=13)
    target_type: Mapped[str] = mapped_column(sort_order=14)
    target_id: Mapped[UUID] = mapped_column(sort_order=15)
    target_name: Mapped[str | None] = mapped_column(sort_order=16)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, sort_order=18)
    """As text in its canonical form, which `jsonb` would not keep."""
    ip: Mapped[str | None] = mapped_column(INET, sort_order=19)
    user_agent: Mapped[str | None] = mapped_column(sort_order=20)
    request_id: Mapped[str | None] = mapped_column(sort_order=21)


class AuditEvent(TenantScoped, _Happened, Base):
    """One event of an organization, sealed by the hash of itself and of the one before.

    The app role inserts and reads; place, time and hashes are the trigger's.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        UniqueConstraint("organization_id", "sequence"),
        Index("ix_audit_events_at", "organization_id", "at", "sequence"),
        Index("ix_audit_events_actor_id", "organization_id", "actor_id", "sequence"),
        Index("ix_audit_events_action", "organization_id", "action", "sequence"),
        Index("ix_audit_events_workspace_id", "organization_id", "workspace_id", "sequence"),
    )

    @declared_attr
    def organization_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(
            ForeignKey("audit_heads.organization_id", ondelete="CASCADE"),
            primary_key=True,
            sort_order=-3,
        )

    sequence: Mapped[int] = mapped_column(BigInteger)
    workspace_id: Mapped[UUID | None] = mapped_column(sort_order=17)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary, sort_order=30)
    hash: Mapped[bytes] = mapped_column(LargeBinary, sort_order=31)


class AccountEvent(_Happened, Base):
    """One event of an account: its owner's own history, which they read and nobody changes."""

    __tablename__ = "account_events"
    __table_args__ = (Index("ix_account_events_at", "user_id", "at", "id"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, sort_order=-3
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-2)
