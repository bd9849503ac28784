"""What the benchmark takes from the service: its statements, as they are now."""

from __future__ import annotations

from uuid import UUID

import asyncpg
from bench.people import READERS, Size, id_of, readers
from bench.plans import explain
from bench.statements import reads

import tenantry
from tenantry.database.embedded import EmbeddedServer
from tenantry.tenancy.rls import ORGANIZATION_SETTING, USER_SETTING
from tests.identity.accounts import claims_of
from tests.people import Person, Place

SETTINGS = {USER_SETTING: "caller_id", ORGANIZATION_SETTING: "organization_id"}

JOINED = "SELECT count(*) FROM organization_members WHERE user_id = $1"
COPY = """
    INSERT INTO users SELECT copy.* FROM users, jsonb_populate_record(users, jsonb_build_object(
        'id', $2::uuid, 'email', 'explained@example.test', 'username', 'explained')) AS copy
    WHERE users.id = $1::uuid"""


async def test_the_floor_reads_what_our_statements_read_without_being_bound(
    service: tenantry.Service, admin_connection: asyncpg.Connection, olivia: Person, acme: Place
) -> None:
    known = {
        "caller_id": UUID(olivia.id),
        "session_id": UUID(claims_of(olivia.access_token)["sid"]),
        "organization_id": UUID(acme.id),
        "workspace_id": UUID(acme.default_id),
    }
    joined = await admin_connection.fetchval(JOINED, olivia.id)
    for name, read in reads().items():
        found = []
        for statement, binding in ((read.unbound, ()), (read.statement, known)):
            async with admin_connection.transaction():
                for setting, value in SETTINGS.items() if binding else ():
                    if name != "orgs" or value == "caller_id":
                        await admin_connection.execute(f"SET LOCAL {setting} = '{known[value]}'")
                row = await admin_connection.fetchrow(
                    statement.sql, *statement.bind({**read.parameters, **known})
                )
            found.append(dict(row))
        assert found[0] == found[1], name
        assert found[0]["door_admits"] is True, name
        assert name != "orgs" or found[0]["total"] == joined


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
