"""Users, the ways they sign in, and their sessions: global, as people outlive organizations."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy.model import Base, Versioned
from tenantry.tenancy.values import new_id


class User(Versioned, Base):
    """A person. The email is kept in lower case, so two spellings are one account."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("email"),
        Index("uq_users_username", text("lower(username)"), unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str | None]
    email_verified_at: Mapped[datetime | None]
    username: Mapped[str | None]
    display_name: Mapped[str | None]
    avatar_url: Mapped[str | None]
    locale: Mapped[str | None]
    """The language of mail to them, as their browser asked when they signed up."""
    trials_started: Mapped[int] = mapped_column(server_default="0")
    passkey_handle: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
    """Who authenticators know the user as: random, as they show it to whoever holds them."""


class Identity(Base):
    """One way into an account. `subject` is who the provider says it is; a password's is the user.

    `secret` is what proves it, hashed: for a password an argon2id or bcrypt string.
    """

    __tablename__ = "identities"
    __table_args__ = (
        UniqueConstraint("provider", "subject"),
        Index("ix_identities_user_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    provider: Mapped[str]
    subject: Mapped[str]
    secret: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Session(Base):
    """A signed-in device: the family of the refresh tokens that followed one sign-in.

    The context is only what the next sign-in starts from; requests name their own.
    """

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user_id", "user_id", "last_used_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    user_agent: Mapped[str | None]
    ip: Mapped[str | None] = mapped_column(INET)
    organization_id: Mapped[UUID | None]
    workspace_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    mfa_at: Mapped[datetime | None]
    """When a second factor was last proved in it; None is never."""
    confirmed_at: Mapped[datetime | None]
    """When the user last proved again that it is them; None is not since the sign-in."""


class RefreshToken(Base):
    """A refresh token as SHA-256; a used one stays, so that its second use is recognised."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (Index("ix_refresh_tokens_session_id", "session_id"),)

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    user_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    used_at: Mapped[datetime | None]
