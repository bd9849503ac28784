"""The queue's schema: what the migration writes is what the installed procrastinate works with."""

from __future__ import annotations

import asyncpg
import pytest
from procrastinate.schema import SchemaManager

import tenantry
from tenantry.database.revisions import VERSIONS


def test_the_schema_in_our_history_is_the_installed_one() -> None:
    """Where this fails, the next migration takes what procrastinate's sql/migrations have added."""
    assert (VERSIONS / "0004_jobs.sql").read_text() == SchemaManager.get_schema()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM procrastinate_events",
        "UPDATE procrastinate_events SET at = now()",
        "TRUNCATE procrastinate_jobs",
        "DROP TABLE procrastinate_jobs",
        "ALTER TABLE procrastinate_jobs DISABLE TRIGGER ALL",
    ],
)
async def test_the_role_of_requests_has_no_more_rights_than_a_worker_needs(
    quiet: tenantry.Service, queue: asyncpg.Connection, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await queue.execute(statement)
