"""Emailed proofs, and the language people have mail in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("users", sa.Column("locale", sa.Text(), nullable=True))
    op.create_table(
        "email_proofs",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('verify', 'change', 'reset')", name=op.f("ck_email_proofs_kind")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_email_proofs_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_email_proofs")),
    )
    op.create_index("uq_email_proofs_hash", "email_proofs", ["hash"], unique=True)
    op.create_index("ix_email_proofs_expires_at", "email_proofs", ["expires_at"])


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("email_proofs")
    op.drop_column("users", "locale")
