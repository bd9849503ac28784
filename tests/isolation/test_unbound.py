"""A session that nobody bound: it sees nothing and writes nothing, whatever it says."""

from __future__ import annotations

import asyncpg
import pytest

from tests.factors.helpers import turn_on
from tests.isolation.tables import affected, tables, use

BOTH = ("tenant", "private")


@pytest.fixture
async def policed(admin_connection, acme, globex):
    return [table for policy in BOTH for table in await tables(admin_connection, policy)]


@pytest.mark.parametrize("value", [None, ""])
async def test_an_unbound_session_sees_and_changes_nothing(
    app_connection, policed, value: str | None
) -> None:
    if value is not None:
        for setting in ("tenantry.organization_id", "tenantry.user_id"):
            await app_connection.execute("SELECT set_config($1, $2, false)", setting, value)
    assert len(policed) >= 7
    for table in policed:
        assert await table.seen(app_connection) == set(), table.name
        if not table.changes:
            continue
        for statement in (
            f"UPDATE {table.name} SET {table.key} = {table.key}",
            f"DELETE FROM {table.name}",
        ):
            assert affected(await app_connection.execute(statement)) == 0, statement


async def test_an_unbound_session_inserts_nothing(
    app_connection, admin_connection, policed, acme, new_person
) -> None:
    person = await new_person("nora")
    await person.post("/orgs", {"name": "Keyed"}, headers={"Idempotency-Key": "unbound"})
    await turn_on(person)
    await use(admin_connection, acme.id)
    for table in filter(lambda table: table.grows, policed):
        owner = person.id if table.policy == "private" else acme.id
        row = (await table.rows(admin_connection, owner))[0]
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await table.insert(app_connection, row)


@pytest.mark.parametrize("value", ["nonsense", "' OR true --", "%", "NULL", "0", "*"])
async def test_a_malformed_binding_is_refused(app_connection, policed, value: str) -> None:
    for setting in ("tenantry.organization_id", "tenantry.user_id"):
        await app_connection.execute("SELECT set_config($1, $2, false)", setting, value)
    for table in policed:
        changes = (
            f"UPDATE {table.name} SET {table.key} = {table.key}",
            f"DELETE FROM {table.name}",
        )
        for statement in (f"SELECT * FROM {table.name}", *(changes if table.changes else ())):
            with pytest.raises(asyncpg.InvalidTextRepresentationError):
                await app_connection.execute(statement)


async def test_a_binding_ends_with_its_transaction(app_connection, acme) -> None:
    bind = f"SET LOCAL tenantry.organization_id = '{acme.id}'"
    read = "SELECT count(*) FROM organizations"
    async with app_connection.transaction():
        await app_connection.execute(bind)
        assert await app_connection.fetchval(read) == 1
    assert await app_connection.fetchval(read) == 0
    rolled_back = app_connection.transaction()
    await rolled_back.start()
    await app_connection.execute(bind)
    await rolled_back.rollback()
    assert await app_connection.fetchval(read) == 0
