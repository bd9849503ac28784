"""What the benchmark takes from the service: its statements, as they are now."""

from __future__ import annotations

import asyncpg
from bench.people import READERS, Size, id_of, readers
from bench.plans import explain

from tenantry.database.embedded import EmbeddedServer
from tests.people import Person

COPY = """
    INSERT INTO users SELECT copy.* FROM users, jsonb_populate_record(users, jsonb_build_object(
        'id', $2::uuid, 'email', 'explained@example.test', 'username', 'explained')) AS copy
    WHERE users.id = $1::uuid"""


async def test_the_benchmark_explains_the_statements_of_every_operation_it_measures(
    embedded: EmbeddedServer, admin_connection: asyncpg.Connection, olivia: Person
) -> None:
    somebody = readers(Size(READERS))[0]
    user_id = id_of("user", somebody.user)
    await admin_connection.execute(COPY, olivia.id, user_id)
    try:
        plans = {plan.name: plan for plan in await explain(embedded.app_url, somebody)}
    finally:
        await admin_connection.execute("DELETE FROM users WHERE id = $1", user_id)
    assert plans.keys() >= {"orgs", "org", "workspaces", "current", "role: set", "create"}
    assert "Insert on workspaces" in plans["create"].text
    asked = [name for name, plan in plans.items() if any("sessions" in s for s in plan.scans)]
    assert set(asked) >= {"orgs", "org", "workspaces", "current", "create"}
    assert [name for name, plan in plans.items() if plan.sequential] == []
