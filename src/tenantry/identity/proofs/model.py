"""The email_proofs table."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy.model import Base


class EmailProof(Base):
    """A token that was mailed, as SHA-256: whoever has it reads what is sent to that address.

    A user has one of a kind, so a new one voids the older. It is deleted as it is used. Like a
    refresh token it is looked up by its hash, before anybody is known to act.
    """

    __tablename__ = "email_proofs"
    __table_args__ = (
        CheckConstraint("kind IN ('verify', 'change', 'reset')", name="kind"),
        Index("uq_email_proofs_hash", "hash", unique=True),
        Index("ix_email_proofs_expires_at", "expires_at"),
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    email: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
