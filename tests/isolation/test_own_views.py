"""What a user sees of their own while they are inside no organization: views, and no table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from tenantry import Service
from tenantry.database.grants import VIEWS
from tests.isolation.tables import affected
from tests.people import Person, Place

TABLES = ("organizations", "organization_members", "invitations")


@pytest.fixture
async def nora(
    new_person, acme: Place, globex: Place, admin_connection: asyncpg.Connection
) -> Person:
    """A member of acme, who is invited to globex at an address they have proved."""
    nora = await new_person("nora")
    await admin_connection.execute(
        "UPDATE users SET email_verified_at = now() WHERE id = $1", nora.id
    )
    await acme.add(nora, "member")
    invited = await globex.owner.post(
        f"{globex.path}/invitations", {"email": nora.email, "role": "member"}
    )
    assert invited.status_code == 201, invited.text
    return nora


async def seen(connection: asyncpg.Connection) -> dict[str, set[str]]:
    """Say which organizations each view tells of."""
    found = {}
    for view in VIEWS:
        column = "id" if view == "own_organizations" else "organization_id"
        rows = await connection.fetch(f"SELECT {column} FROM {view}")
        found[view] = {str(row[0]) for row in rows}
    return found


def nothing() -> dict[str, set[str]]:
    return {view: set() for view in VIEWS}


async def test_outside_they_show_where_one_belongs_and_is_invited_and_the_tables_show_nothing(
    service: Service, nora, acme, globex
) -> None:
    async with service.act(UUID(nora.id)) as actor:
        assert await seen(actor.connection) == {
            "own_organizations": {acme.id},
            "own_memberships": {acme.id},
            "own_invitations": {globex.id},
        }
        for table in TABLES:
            rows = await actor.connection.fetchval(f"SELECT count(*) FROM {table}")
            assert rows == 0, table


async def test_a_membership_shows_with_its_organization(service, nora, acme) -> None:
    async with service.act(UUID(nora.id)) as actor:
        row = await actor.connection.fetchrow("SELECT * FROM own_organizations")
        membership = await actor.connection.fetchrow("SELECT * FROM own_memberships")
    assert (row["name"], row["slug"], row["role"]) == ("Acme", acme.slug, "member")
    assert row["member_id"] == membership["id"]
    assert row["joined_at"] == membership["joined_at"]
    assert str(membership["user_id"]) == nora.id


@pytest.mark.parametrize(
    ("view", "table"),
    [
        ("own_organizations", "organizations"),
        ("own_memberships", "organization_members"),
        ("own_invitations", "invitations"),
    ],
)
async def test_a_column_of_the_table_is_in_the_view_too(app_connection, view, table) -> None:
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = $1"
    shown = {row[0] for row in await app_connection.fetch(columns, view)}
    assert {row[0] for row in await app_connection.fetch(columns, table)} <= shown


async def test_nothing_of_it_is_changed_from_outside(service, nora) -> None:
    async with service.act(UUID(nora.id)) as actor:
        for statement in (
            "UPDATE organization_members SET role = 'owner'",
            "UPDATE organizations SET name = 'mine'",
            "DELETE FROM organization_members",
            "DELETE FROM organizations",
            "DELETE FROM invitations",
        ):
            assert affected(await actor.connection.execute(statement)) == 0, statement


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE own_memberships SET role = 'owner'",
        "DELETE FROM own_memberships",
        "INSERT INTO own_memberships SELECT * FROM own_memberships",
        "UPDATE own_invitations SET role = 'owner'",
        "DELETE FROM own_invitations",
    ],
)
async def test_nothing_is_written_through_them(service, nora, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with service.act(UUID(nora.id)) as actor:
            await actor.connection.execute(statement)


async def test_inside_an_organization_they_are_empty(service, nora, acme) -> None:
    async with service.enter(UUID(nora.id), UUID(acme.id)) as tenant:
        assert await seen(tenant.connection) == nothing()


async def test_bound_to_nobody_they_are_empty(app_connection, nora) -> None:
    assert await seen(app_connection) == nothing()


async def test_bound_to_an_organization_and_nobody_they_are_empty(
    app_connection, nora, acme
) -> None:
    async with app_connection.transaction():
        await app_connection.execute(f"SET LOCAL tenantry.organization_id = '{acme.id}'")
        assert await seen(app_connection) == nothing()


@pytest_asyncio.fixture
async def superuser(
    admin_connection: asyncpg.Connection, nora: Person
) -> AsyncIterator[asyncpg.Connection]:
    """A transaction in which the views are a superuser's, whom no policy holds.

    It locks them, so whoever they are about has signed in before.
    """
    transaction = admin_connection.transaction()
    await transaction.start()
    try:
        for view in VIEWS:
            await admin_connection.execute(f"ALTER VIEW {view} OWNER TO CURRENT_USER")
        yield admin_connection
    finally:
        await transaction.rollback()


async def test_a_superusers_views_keep_to_ones_own_too(superuser, nora, acme, globex) -> None:
    assert await seen(superuser) == nothing()
    await superuser.execute(f"SET LOCAL tenantry.user_id = '{nora.id}'")
    found = await seen(superuser)
    assert found["own_organizations"] == found["own_memberships"] == {acme.id}
    assert found["own_invitations"] == {globex.id}
    await superuser.execute("UPDATE users SET email_verified_at = NULL WHERE id = $1", nora.id)
    assert (await seen(superuser))["own_invitations"] == set()


async def test_no_error_tells_of_a_row_that_is_not_ones_own(superuser, nora, globex) -> None:
    trap = """CREATE FUNCTION pg_temp.sprung(id uuid) RETURNS boolean LANGUAGE plpgsql
        COST 0.000001 AS $$ BEGIN RETURN 1 / CAST(id <> '{}' AS int) = 1; END $$"""
    found = {"own_organizations": "id", "own_memberships": "organization_id"}
    await superuser.execute(trap.format(globex.id))
    await superuser.execute(f"SET LOCAL tenantry.user_id = '{nora.id}'")
    for scan in ("indexscan", "indexonlyscan", "bitmapscan"):
        await superuser.execute(f"SET LOCAL enable_{scan} = off")
    for view, column in found.items():
        rows = f"SELECT 1 FROM {view} WHERE pg_temp.sprung({column})"
        assert len(await superuser.fetch(rows)) == 1, view
