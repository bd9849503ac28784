"""Chatbots, the first resource."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenantry.tenancy.rls import isolate

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "chatbots",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.String(1000)),
        sa.Column("model", sa.String(200)),
        sa.Column("instructions", sa.String(32_000)),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        _now("created_at"),
        _now("updated_at"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspaces.organization_id", "workspaces.id"],
            name=op.f("fk_chatbots_organization_id_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_chatbots")),
    )
    op.create_index(
        "ix_chatbots_created_at",
        "chatbots",
        ["organization_id", "workspace_id", "created_at", "id"],
    )
    for statement in isolate("chatbots"):
        op.execute(statement)


def downgrade() -> None:
    """Take this migration back."""
    op.drop_table("chatbots")


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )
