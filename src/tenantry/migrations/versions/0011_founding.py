"""An organization is born counted: with one member, its founder, and one workspace, its default."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COUNT = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    {shortcut}
    UPDATE organizations SET {column} = {column} + step * tally.n
    FROM (SELECT organization_id, count(*)::int AS n FROM changed {where} GROUP BY 1) AS tally
    WHERE id = tally.organization_id;
    RETURN NULL;
END $$"""
_COUNTED = (
    ("count_members", "member_count", "role = 'owner' AND invited_by IS NULL"),
    ("count_workspaces", "workspace_count", "is_default"),
)
"""What is counted, and which rows only the founding of an organization inserts."""


def upgrade() -> None:
    """Apply this migration."""
    for name, column, founding in _COUNTED:
        op.alter_column("organizations", column, server_default="1")
        op.execute(
            _COUNT.format(
                name=name,
                column=column,
                where=f"WHERE TG_OP = 'DELETE' OR NOT ({founding})",
                shortcut=f"""
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM changed WHERE NOT ({founding})) THEN
        RETURN NULL;
    END IF;""",
            )
        )


def downgrade() -> None:
    """Take this migration back."""
    for name, column, _ in _COUNTED:
        op.alter_column("organizations", column, server_default="0")
        op.execute(_COUNT.format(name=name, column=column, where="", shortcut=""))
