"""Idempotency keys are forgotten after their day, whether or not their user sends another."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# What the system itself asks across users: ids alone, and of the owner's policy alone.
_POLICY = """
CREATE POLICY system ON idempotency_keys FOR SELECT TO CURRENT_USER
USING (current_organization_id() IS NULL AND current_user_id() IS NULL
       AND current_setting('tenantry.system', true) = 'on')"""
_USERS = """
CREATE FUNCTION users_with_old_keys(batch integer) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('tenantry.system', 'on', true);
    RETURN QUERY SELECT DISTINCT k.user_id FROM idempotency_keys k
        WHERE k.created_at < now() - interval '1 day' LIMIT batch;
    PERFORM set_config('tenantry.system', '', true);
END $$"""


def upgrade() -> None:
    """Apply this migration."""
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])
    for statement in (_POLICY, _USERS):
        op.execute(statement.replace(":", r"\:"))
    op.execute("REVOKE ALL ON FUNCTION users_with_old_keys(integer) FROM PUBLIC")


def downgrade() -> None:
    """Take this migration back."""
    op.execute("DROP FUNCTION users_with_old_keys(integer)")
    op.execute("DROP POLICY system ON idempotency_keys")
    op.drop_index("ix_idempotency_keys_created_at", "idempotency_keys")
