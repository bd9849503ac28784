"""The counters of attempts, where no Redis keeps them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy.model import Base


class Attempt(Base):
    """How often something was tried in a window of time, and in the window before.

    The key is a hash, so that the table is no list of who tried to sign in; it is unlogged, as
    counts may be forgotten in a crash and are written often.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        Index("ix_attempts_expires_at", "expires_at"),
        {"prefixes": ["UNLOGGED"]},
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(BigInteger)
    """Which window it is, counted from 1970 in windows."""
    previous: Mapped[int]
    current: Mapped[int]
    expires_at: Mapped[datetime]
