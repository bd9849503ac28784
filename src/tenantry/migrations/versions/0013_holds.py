"""Messages counted and not settled, so that none counts for an answer that never came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenantry.tenancy.rls import isolate

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# What the system itself asks across tenants: ids alone, and of the owner's policy alone.
_POLICY = """
CREATE POLICY system ON usage_holds FOR SELECT TO CURRENT_USER
USING (current_organization_id() IS NULL AND current_setting('tenantry.system', true) = 'on')"""
_LAPSED = """
CREATE FUNCTION lapsed_holds(batch integer) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('tenantry.system', 'on', true);
    RETURN QUERY SELECT DISTINCT h.organization_id FROM usage_holds h
        WHERE h.lapses_at <= now() LIMIT batch;
    PERFORM set_config('tenantry.system', '', true);
END $$"""

# In place of a foreign key, whose check would lock the one row of the organization at every claim.
_GONE = """
CREATE FUNCTION drop_usage_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM usage_holds WHERE organization_id = OLD.id;
    RETURN NULL;
END $$"""


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "usage_holds",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_usage_holds")),
    )
    op.create_index("ix_usage_holds_lapses_at", "usage_holds", ["lapses_at"])
    gone = (
        "CREATE TRIGGER drop_holds AFTER DELETE ON organizations "
        "FOR EACH ROW EXECUTE FUNCTION drop_usage_holds()"
    )
    for statement in (*isolate("usage_holds"), _POLICY, _LAPSED, _GONE, gone):
        op.execute(statement.replace(":", r"\:"))
    op.execute("REVOKE ALL ON FUNCTION lapsed_holds(integer) FROM PUBLIC")


def downgrade() -> None:
    """Take this migration back."""
    op.execute("DROP TRIGGER drop_holds ON organizations")
    op.execute("DROP FUNCTION drop_usage_holds()")
    op.execute("DROP FUNCTION lapsed_holds(integer)")
    op.drop_table("usage_holds")
