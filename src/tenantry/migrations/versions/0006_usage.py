"""Messages, and what is counted of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenantry.tenancy.rls import isolate

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("usage_months", "usage_days")


def upgrade() -> None:
    """Apply this migration."""
    _create_usage()
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
