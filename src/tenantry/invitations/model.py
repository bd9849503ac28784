"""Invitations, the workspaces they lead into, and join links."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.permissions import ORGANIZATION_ROLES, WORKSPACE_ROLES
from tenantry.tenancy.model import Base, TenantScoped, WorkspaceScoped, workspace_reference

_OPEN = "accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL"


class Invitation(TenantScoped, Base):
    """Someone asked in, by the email or the wallet they are to prove is theirs.

    Its token is kept as SHA-256. There is one open invitation for an address at a time.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("organization_id", "token_hash"),
        CheckConstraint(f"role IN {ORGANIZATION_ROLES}", name="role"),
        CheckConstraint(
            "(email IS NULL) <> (wallet_provider IS NULL) "
            "AND num_nulls(wallet_provider, wallet_address, wallet_subject) IN (0, 3)",
            name="address",
        ),
        Index(
            "uq_invitations_email",
            "organization_id",
            "email",
            unique=True,
            postgresql_where=text(_OPEN),
        ),
        Index(
            "uq_invitations_wallet",
            "organization_id",
            "wallet_provider",
            "wallet_subject",
            unique=True,
            postgresql_where=text(_OPEN),
        ),
        Index("ix_invitations_created_at", "organization_id", "created_at", "id"),
        Index("ix_invitations_email", "email", postgresql_where=text(_OPEN)),
        Index(
            "ix_invitations_wallet",
            "wallet_provider",
            "wallet_subject",
            postgresql_where=text(_OPEN),
        ),
    )

    email: Mapped[str | None]
    wallet_provider: Mapped[str | None]
    wallet_address: Mapped[str | None]
    wallet_subject: Mapped[str | None]
    """What the identity of that wallet is known by, in one spelling."""
    role: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    invited_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None]
    declined_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class InvitationGrant(WorkspaceScoped, Base):
    """A workspace an invitation leads into, and as what; gone with either of them."""

    __tablename__ = "invitation_grants"
    __table_args__ = (
        workspace_reference(),
        ForeignKeyConstraint(
            ["organization_id", "invitation_id"],
            ["invitations.organization_id", "invitations.id"],
            name="fk_invitation_grants_invitation",
            ondelete="CASCADE",
        ),
        UniqueConstraint(
            "organization_id", "invitation_id", "workspace_id", name="uq_invitation_grants"
        ),
        CheckConstraint(f"role IN {WORKSPACE_ROLES}", name="role"),
    )

    invitation_id: Mapped[UUID]
    role: Mapped[str]


class JoinLink(TenantScoped, Base):
    """A link that lets in whoever has it, as one role, while it lasts and is not used up."""

    __tablename__ = "join_links"
    __table_args__ = (
        UniqueConstraint("organization_id", "token_hash"),
        CheckConstraint("role IN ('admin', 'member')", name="role"),
        CheckConstraint("used <= max_uses", name="uses"),
        Index("ix_join_links_created_at", "organization_id", "created_at", "id"),
    )

    role: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    email_domains: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    max_uses: Mapped[int | None]
    used: Mapped[int] = mapped_column(server_default="0")
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
