"""The challenges that wallets sign, and whose wallets are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("sessions", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    _create_challenges()
    _create_wallets()


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("wallets")
    op.drop_table("wallet_challenges")
    op.drop_column("sessions", "confirmed_at")


def _create_challenges() -> None:
    op.create_table(
        "wallet_challenges",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("chain_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        _now("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_wallet_challenges")),
        _of_user("wallet_challenges"),
    )
    op.create_index("ix_wallet_challenges_expires_at", "wallet_challenges", ["expires_at"])
    op.create_index("ix_wallet_challenges_user_id", "wallet_challenges", ["user_id"])


def _create_wallets() -> None:
    op.create_table(
        "wallets",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("chain_id", sa.Text(), nullable=False),
        _now("linked_at"),
        sa.PrimaryKeyConstraint("provider", "subject", name=op.f("pk_wallets")),
        _of_user("wallets"),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identities.id"],
            name=op.f("fk_wallets_identity_id_identities"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_wallets_identity_id", "wallets", ["identity_id"])
    op.create_index("ix_wallets_user_id", "wallets", ["user_id"])


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"],
        ["users.id"],
        name=op.f(f"fk_{table}_user_id_users"),
        ondelete="CASCADE",
    )
