"""What is one's own outside any organization shows in views, and in the tables no more.

The policies that showed it were asked of every row of every request, and set up with each plan
though nearly every request is inside an organization: a tenth to a sixth of PostgreSQL's work for
a read. They are the owner's now, whose rights the views read with.
"""

from __future__ import annotations

from alembic import op

from tenantry.tenancy.rls import show_in_view

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("organizations", "organization_members", "invitations")
_VIEWS = {
    "own_memberships": ("SELECT * FROM organization_members", "user_id = current_user_id()"),
    "own_organizations": (
        """SELECT m.id AS member_id, m.role, m.joined_at, o.*
        FROM organization_members m JOIN organizations o ON o.id = m.organization_id""",
        "m.user_id = current_user_id()",
    ),
    "own_invitations": (
        "SELECT * FROM invitations",
        """(email = (
            SELECT u.email FROM users u
            WHERE u.id = current_user_id() AND u.email_verified_at IS NOT NULL)
          OR (wallet_provider, wallet_subject) IN (
            SELECT d.provider, d.subject FROM identities d
            WHERE d.user_id = current_user_id()))""",
    ),
}


def upgrade() -> None:
    """Apply this migration."""
    for table in _TABLES:
        op.execute(f"ALTER POLICY own ON {table} TO CURRENT_USER")
    for name, (rows, condition) in _VIEWS.items():
        op.execute(show_in_view(name, rows, condition))


def downgrade() -> None:
    """Take this migration back."""
    for name in _VIEWS:
        op.execute(f"DROP VIEW {name}")
    for table in _TABLES:
        op.execute(f"ALTER POLICY own ON {table} TO PUBLIC")
