"""What second factors leave in the database: secrets sealed or hashed, and public keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy.model import Base


class TotpSecret(Base):
    """The secret an authenticator app shares with the account, sealed with the service's key.

    `last_step` is the newest time step a code was taken of: older ones are spent with it.
    """

    __tablename__ = "totp_secrets"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    tries_since: Mapped[datetime] = mapped_column(server_default=func.now())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RecoveryCode(Base):
    """A code for when the other factors are lost, as SHA-256; a used one stays, marked."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    used_at: Mapped[datetime | None]


class FactorAttempt(Base):
    """How often a second factor was tried for one sign-in, or in one session."""

    __tablename__ = "factor_attempts"
    __table_args__ = (Index("ix_factor_attempts_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    count: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A WebAuthn credential: the public half, which a sign-in looks up before it knows who asks.

    It is the identity of the same id, which is private to its user and hidden until then.
    """

    __tablename__ = "passkeys"
    __table_args__ = (
        UniqueConstraint("credential_id"),
        Index("ix_passkeys_user_id", "user_id"),
    )

    identity_id: Mapped[UUID] = mapped_column(
        ForeignKey("identities.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text))
    name: Mapped[str]
    backed_up: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """A challenge given out, as SHA-256, with what and whom it is for; redeeming takes it away."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (
        Index("ix_passkey_challenges_expires_at", "expires_at"),
        Index("ix_passkey_challenges_user_id", "user_id"),
    )

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
