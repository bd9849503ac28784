"""What a subscription is, when it ends, and what was kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What the system itself asks across tenants: ids and counts, never a row. The policy is the
# owner's alone, so the setting opens nothing to the app role.
_POLICY = """
CREATE POLICY system ON organizations FOR SELECT TO CURRENT_USER
USING (current_organization_id() IS NULL AND current_setting('tenantry.system', true) = 'on')"""
_FUNCTION = """
CREATE FUNCTION {signature} RETURNS {answers}
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('tenantry.system', 'on', true);
    RETURN QUERY {query};
    PERFORM set_config('tenantry.system', '', true);
END $$"""
_FUNCTIONS = {
    "due_organizations(batch integer)": (
        "SETOF uuid",
        """SELECT o.id FROM organizations o WHERE o.subscription_ends_at <= now()
           ORDER BY o.subscription_ends_at, o.id LIMIT batch""",
    ),
    "next_organizations(after uuid, batch integer)": (
        "SETOF uuid",
        "SELECT o.id FROM organizations o WHERE o.id > after ORDER BY o.id LIMIT batch",
    ),
    "find_organization(wanted text)": (
        "SETOF uuid",
        "SELECT o.id FROM organizations o WHERE o.slug = wanted OR o.id::text = lower(wanted)",
    ),
    "tiers_in_use()": (
        "TABLE (tier text, organizations bigint)",
        "SELECT o.subscription_tier, count(*) FROM organizations o GROUP BY 1 ORDER BY 1",
    ),
}


def upgrade() -> None:
    """Apply this migration."""
    _change_columns()
    op.execute(_POLICY)
    for signature, (answers, query) in _FUNCTIONS.items():
        function = _FUNCTION.format(signature=signature, answers=answers, query=query)
        op.execute(function.replace(":", r"\:"))
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")


def _change_columns() -> None:
    op.add_column("organizations", sa.Column("subscription_ends_at", sa.DateTime(timezone=True)))
    op.add_column("organizations", sa.Column("suspended_at", sa.DateTime(timezone=True)))
    op.add_column("organizations", sa.Column("kept", sa.ARRAY(sa.Uuid())))
    op.drop_constraint(op.f("ck_organizations_subscription_status"), "organizations")
    op.drop_constraint(op.f("ck_organizations_trial"), "organizations")
    with _every_row():
        op.execute("""
            UPDATE organizations SET
                subscription_ends_at =
                    CASE WHEN subscription_status = 'trial' THEN trial_ends_at END,
                suspended_at = CASE WHEN subscription_status = 'suspended' THEN now() END,
                subscription_status =
                    CASE WHEN subscription_status = 'trial' THEN 'trial' ELSE 'active' END""")
    op.create_check_constraint(
        op.f("ck_organizations_subscription_status"),
        "organizations",
        "subscription_status IN ('trial', 'active', 'past_due', 'cancelled')",
    )
    op.create_check_constraint(
        op.f("ck_organizations_subscription_ends"),
        "organizations",
        "(subscription_status = 'active') = (subscription_ends_at IS NULL)",
    )
    op.create_index(
        "ix_organizations_subscription_ends_at",
        "organizations",
        ["subscription_ends_at"],
        postgresql_where=sa.text("subscription_ends_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Take this migration back."""
    for signature in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP POLICY system ON organizations")
    op.drop_index("ix_organizations_subscription_ends_at", "organizations")
    op.drop_constraint(op.f("ck_organizations_subscription_ends"), "organizations")
    op.drop_constraint(op.f("ck_organizations_subscription_status"), "organizations")
    with _every_row():
        op.execute("""
            UPDATE organizations SET subscription_status = 'suspended'
            WHERE suspended_at IS NOT NULL""")
    op.create_check_constraint(
        op.f("ck_organizations_subscription_status"),
        "organizations",
        "subscription_status IN ('trial', 'active', 'past_due', 'cancelled', 'suspended')",
    )
    op.create_check_constraint(
        op.f("ck_organizations_trial"),
        "organizations",
        "(subscription_status = 'trial') <= (trial_ends_at IS NOT NULL)",
    )
    for column in ("kept", "suspended_at", "subscription_ends_at"):
        op.drop_column("organizations", column)


@contextmanager
def _every_row() -> Iterator[None]:
    """Let the owner change all organizations, which forced row-level security hides from it.

    Nobody sees it otherwise: the table is locked until the migration commits.
    """
    op.execute("ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY")
    yield
    op.execute("ALTER TABLE organizations FORCE ROW LEVEL SECURITY")
