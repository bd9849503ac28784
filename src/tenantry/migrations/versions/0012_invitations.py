"""Invitations, the workspaces they lead into, and join links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenantry.tenancy.rls import isolate, show_own

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OPEN = "accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL"
_MINE = """(email = (
        SELECT u.email FROM users u
        WHERE u.id = current_user_id() AND u.email_verified_at IS NOT NULL)
    OR (wallet_provider, wallet_subject) IN (
        SELECT d.provider, d.subject FROM identities d WHERE d.user_id = current_user_id()))"""


def _moment(name: str, *, required: bool = False) -> sa.Column[object]:
    default = sa.text("now()") if required else None
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=default, nullable=not required
    )


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "invitations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("wallet_provider", sa.Text()),
        sa.Column("wallet_address", sa.Text()),
        sa.Column("wallet_subject", sa.Text()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        _moment("created_at", required=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _moment("accepted_at"),
        sa.Column("accepted_by", sa.Uuid()),
        _moment("declined_at"),
        _moment("revoked_at"),
        sa.CheckConstraint(
            "role IN ('owner', 'admin', 'member')", name=op.f("ck_invitations_role")
        ),
        sa.CheckConstraint(
            "(email IS NULL) <> (wallet_provider IS NULL) "
            "AND num_nulls(wallet_provider, wallet_address, wallet_subject) IN (0, 3)",
            name=op.f("ck_invitations_address"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_invitations_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "organization_id", "token_hash", name=op.f("uq_invitations_organization_id_token_hash")
        ),
    )
    for name, columns in (
        ("uq_invitations_email", ["organization_id", "email"]),
        ("uq_invitations_wallet", ["organization_id", "wallet_provider", "wallet_subject"]),
    ):
        op.create_index(name, "invitations", columns, unique=True, postgresql_where=sa.text(_OPEN))
    op.create_index(
        "ix_invitations_created_at", "invitations", ["organization_id", "created_at", "id"]
    )
    op.create_index(
        "ix_invitations_email", "invitations", ["email"], postgresql_where=sa.text(_OPEN)
    )
    op.create_index(
        "ix_invitations_wallet",
        "invitations",
        ["wallet_provider", "wallet_subject"],
        postgresql_where=sa.text(_OPEN),
    )
    op.create_table(
        "invitation_grants",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('admin', 'editor', 'viewer')", name=op.f("ck_invitation_grants_role")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invitation_id"],
            ["invitations.organization_id", "invitations.id"],
            name="fk_invitation_grants_invitation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspaces.organization_id", "workspaces.id"],
            name=op.f("fk_invitation_grants_organization_id_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_invitation_grants")),
        sa.UniqueConstraint(
            "organization_id",
            "invitation_id",
            "workspace_id",
            name="uq_invitation_grants",
        ),
    )
    op.create_table(
        "join_links",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "email_domains", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("max_uses", sa.Integer()),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        _moment("created_at", required=True),
        _moment("expires_at"),
        _moment("revoked_at"),
        sa.CheckConstraint("role IN ('admin', 'member')", name=op.f("ck_join_links_role")),
        sa.CheckConstraint("used <= max_uses", name=op.f("ck_join_links_uses")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_join_links_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_join_links")),
        sa.UniqueConstraint(
            "organization_id", "token_hash", name=op.f("uq_join_links_organization_id_token_hash")
        ),
    )
    op.create_index(
        "ix_join_links_created_at", "join_links", ["organization_id", "created_at", "id"]
    )
    for table in ("invitations", "invitation_grants", "join_links"):
        for statement in isolate(table):
            op.execute(statement)
    op.execute(show_own("invitations", _MINE))


def downgrade() -> None:
    """Take this migration back."""
    for table in ("join_links", "invitation_grants", "invitations"):
        op.drop_table(table)
