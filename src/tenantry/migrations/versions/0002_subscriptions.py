"""What a subscription is, when it ends, and what was kept of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("organizations", sa.Column("subscription_ends_at", sa.DateTime(timezone=True)))
    op.add_column("organizations", sa.Column("suspended_at", sa.DateTime(timezone=True)))
    op.add_column("organizations", sa.Column("kept", sa.ARRAY(sa.Uuid())))
    op.drop_constraint(op.f("ck_organizations_subscription_status"), "organizations")
    op.drop_constraint(op.f("ck_organizations_trial"), "organizations")
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
    op.drop_index("ix_organizations_subscription_ends_at", "organizations")
    op.drop_constraint(op.f("ck_organizations_subscription_ends"), "organizations")
    op.drop_constraint(op.f("ck_organizations_subscription_status"), "organizations")
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
