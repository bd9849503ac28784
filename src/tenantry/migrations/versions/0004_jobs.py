"""The queue of jobs, by procrastinate.

0004_jobs.sql is the schema of procrastinate 3.10 as the package brings it, kept here because a
migration goes on doing what it did after the package has moved on. A test compares the two; what
procrastinate changes then is in its folder sql/migrations, and goes into our next migration.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SCHEMA = Path(__file__).with_suffix(".sql")
_DROP_FUNCTIONS = r"""
DO $$
DECLARE
    function regprocedure;
BEGIN
    FOR function IN SELECT oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'procrastinate\_%'
    LOOP
        EXECUTE 'DROP FUNCTION ' || function || ' CASCADE';
    END LOOP;
END $$"""


def upgrade() -> None:
    """Apply this migration."""
    schema = _SCHEMA.read_text(encoding="utf-8")
    connection = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(schema))  # type: ignore[union-attr]


def downgrade() -> None:
    """Take this migration back."""
    op.execute(_DROP_FUNCTIONS)
    for table in ("events", "periodic_defers", "jobs", "workers"):
        op.execute(f"DROP TABLE procrastinate_{table}")
    for kind in ("job_to_defer_v1", "job_event_type", "job_status"):
        op.execute(f"DROP TYPE procrastinate_{kind}")
