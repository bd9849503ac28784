"""Messages, and what is counted of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenantry.tenancy.rls import isolate

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("usage_months", "usage_days", "messages")


def upgrade() -> None:
    """Apply this migration."""
    _create_usage()
    _create_messages()
    for table in _TABLES:
        for statement in isolate(table):
            op.execute(statement)


def downgrade() -> None:
    """Take this migration back."""
    for table in _TABLES:
        op.drop_table(table)


def _create_usage() -> None:
    for table, place, instant in (
        ("usage_months", (), "month"),
        ("usage_days", (sa.Column("workspace_id", sa.Uuid(), nullable=False),), "day"),
    ):
        op.create_table(
            table,
            sa.Column("organization_id", sa.Uuid(), nullable=False),
            *place,
            sa.Column("metric", sa.Text(), nullable=False),
            sa.Column(instant, sa.Date(), nullable=False),
            sa.Column("shard", sa.SmallInteger(), nullable=False),
            sa.Column("used", sa.BigInteger(), nullable=False),
            sa.CheckConstraint("used >= 0", name=op.f(f"ck_{table}_used")),
            sa.ForeignKeyConstraint(
                ["organization_id"],
                ["organizations.id"],
                name=op.f(f"fk_{table}_organization_id_organizations"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint(
                "organization_id",
                *(column.name for column in place),
                "metric",
                instant,
                "shard",
                name=op.f(f"pk_{table}"),
            ),
        )
    op.create_index("ix_usage_days_day", "usage_days", ["organization_id", "metric", "day"])


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("finish_reason", sa.Text()),
        sa.Column("prompt_tokens", sa.Integer()),
        sa.Column("completion_tokens", sa.Integer()),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("role IN ('user', 'assistant')", name=op.f("ck_messages_role")),
        sa.ForeignKeyConstraint(
            ["organization_id", "chatbot_id"],
            ["chatbots.organization_id", "chatbots.id"],
            name=op.f("fk_messages_organization_id_chatbot_id_chatbots"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_messages")),
    )
    place = ["organization_id", "chatbot_id"]
    op.create_index("ix_messages_created_at", "messages", [*place, "created_at", "id"])
    op.create_index("ix_messages_user_id", "messages", [*place, "user_id", "created_at", "id"])
