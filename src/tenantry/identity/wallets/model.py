"""Wallets and the challenges they sign: global, as both come before it is known who asks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy.model import Base


class WalletChallenge(Base):
    """A message given out to be signed once, kept as its SHA-256.

    Whatever a message says is bound by the hash; the columns are what a redeemer is asked for
    beside it. `user_id` is set where the message was made for one account.
    """

    __tablename__ = "wallet_challenges"
    __table_args__ = (
        Index("ix_wallet_challenges_expires_at", "expires_at"),
        Index("ix_wallet_challenges_user_id", "user_id"),
    )

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    purpose: Mapped[str]
    provider: Mapped[str]
    address: Mapped[str]
    chain_id: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]


class Wallet(Base):
    """Whose a wallet is: what a sign-in looks up before it knows who asks.

    The identity itself is private to its user, so row-level security hides it until then.
    """

    __tablename__ = "wallets"
    __table_args__ = (
        Index("ix_wallets_identity_id", "identity_id"),
        Index("ix_wallets_user_id", "user_id"),
    )

    provider: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    identity_id: Mapped[UUID] = mapped_column(ForeignKey("identities.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    address: Mapped[str]
    """As the wallet showed it; the subject is one spelling for all chains it stands for."""
    chain_id: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(server_default=func.now())
