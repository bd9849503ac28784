"""What belongs to one user: ways to sign in, sessions, remembered answers."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from tests.factors.helpers import turn_on
from tests.isolation.tables import Table, affected, tables
from tests.people import Person


@pytest.fixture
async def pair(new_person) -> tuple[Person, Person]:
    """Two people with a row each in every private table."""
    people = await new_person("nora"), await new_person("paul")
    for person in people:
        made = await person.post("/orgs", {"name": "Own"}, headers={"Idempotency-Key": "first"})
        assert made.status_code == 201
        await turn_on(person)
    return people


@pytest.fixture
async def private_tables(admin_connection, pair) -> list[Table]:
    found = await tables(admin_connection, "private")
    for table in found:
        for person in pair:
            rows = await table.rows(admin_connection, person.id)
            assert rows, f"let the fixture `pair` make a row in {table.name}"
    return found


def test_the_private_tables_are_those_we_know(private_tables) -> None:
    assert {"identities", "sessions", "idempotency_keys"} <= {t.name for t in private_tables}


async def test_a_user_sees_their_own_rows_only(service, pair, private_tables) -> None:
    nora, _ = pair
    async with service.act(UUID(nora.id)) as actor:
        for table in private_tables:
            assert await table.seen(actor.connection) == {nora.id}, table.name


async def test_a_user_changes_and_deletes_their_own_rows_only(
    service, pair, private_tables, admin_connection
) -> None:
    nora, paul = pair
    for table in filter(lambda table: table.changes, private_tables):
        own = len(await table.rows(admin_connection, nora.id))
        before = await table.rows(admin_connection, paul.id)
        async with service.act(UUID(nora.id)) as actor:
            for statement in (
                f"UPDATE {table.name} SET created_at = '2001-01-01'",
                f"DELETE FROM {table.name}",
            ):
                assert affected(await actor.connection.execute(statement)) == own, statement
        assert await table.rows(admin_connection, paul.id) == before, table.name


async def test_a_user_writes_no_row_of_another(
    service, pair, private_tables, admin_connection
) -> None:
    nora, paul = pair
    for table in private_tables:
        row = (await table.rows(admin_connection, paul.id))[0]
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with service.act(UUID(nora.id)) as actor:
                await table.insert(actor.connection, row)
        if not table.changes:
            continue
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with service.act(UUID(nora.id)) as actor:
                await actor.connection.execute(f"UPDATE {table.name} SET user_id = $1", paul.id)


async def test_an_owner_inside_their_organization_sees_no_sessions_of_its_members(
    service, olivia, acme, private_tables
) -> None:
    async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
        for table in private_tables:
            assert await table.seen(tenant.connection) <= {olivia.id}, table.name
