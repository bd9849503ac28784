"""Every tenant table, as one tenant through the app role, with no WHERE of ours."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from tenantry import Service
from tests.isolation.tables import Table, affected, tables, use
from tests.people import Person, Place

REFUSED = asyncpg.InsufficientPrivilegeError


@pytest.fixture
async def tenant_tables(admin_connection: asyncpg.Connection, acme: Place, globex: Place):
    """Every table under the policy, all holding rows of both tenants."""
    for place in (acme, globex):
        await use(admin_connection, place.id)
    found = await tables(admin_connection, "tenant")
    for table in found:
        for place in (acme, globex):
            rows = await table.rows(admin_connection, place.id)
            assert rows, f"give {table.name} a row in the fixture that makes {place.slug}"
    return found


async def theirs(
    service: Service, eve: Person, globex: Place, tenant_tables: list[Table]
) -> dict[str, list]:
    """Globex as Eve sees it, bound to it."""
    async with service.enter(UUID(eve.id), UUID(globex.id)) as tenant:
        return {
            table.name: await table.rows(tenant.connection, globex.id) for table in tenant_tables
        }


async def test_select_shows_own_rows_and_no_others(
    service, olivia, acme, tenant_tables, admin_connection
) -> None:
    async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
        for table in tenant_tables:
            everything = await tenant.connection.fetchval(f"SELECT count(*) FROM {table.name}")
            own = await table.rows(admin_connection, acme.id)
            assert await table.seen(tenant.connection) == {acme.id}, table.name
            assert everything == len(own), table.name


async def test_an_update_of_everything_touches_own_rows_only(
    service, olivia, eve, acme, globex, tenant_tables, admin_connection
) -> None:
    before = await theirs(service, eve, globex, tenant_tables)
    for table in filter(lambda table: table.changes, tenant_tables):
        own = len(await table.rows(admin_connection, acme.id))
        async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
            statement = f"UPDATE {table.name} SET {table.key} = {table.key}"
            assert affected(await tenant.connection.execute(statement)) == own, table.name
    assert await theirs(service, eve, globex, tenant_tables) == before


async def test_a_delete_of_everything_touches_own_rows_only(
    service, olivia, eve, acme, globex, tenant_tables, admin_connection
) -> None:
    before = await theirs(service, eve, globex, tenant_tables)
    for table in filter(lambda table: table.changes, tenant_tables):
        own = len(await table.rows(admin_connection, acme.id))
        with pytest.raises(ZeroDivisionError):
            async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
                status = await tenant.connection.execute(f"DELETE FROM {table.name}")
                assert affected(status) == own, table.name
                raise ZeroDivisionError
    async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
        await tenant.connection.execute("DELETE FROM organizations")
    for table in tenant_tables:
        assert await table.rows(admin_connection, acme.id) == [], table.name
    assert await theirs(service, eve, globex, tenant_tables) == before


async def test_a_row_of_another_tenant_cannot_be_inserted(
    service, olivia, acme, globex, tenant_tables, admin_connection
) -> None:
    for table in filter(lambda table: table.grows, tenant_tables):
        row = (await table.rows(admin_connection, globex.id))[0]
        with pytest.raises(REFUSED, match="row-level security"):
            async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
                await table.insert(tenant.connection, row)


async def test_an_upsert_does_not_reach_another_tenants_row(
    service, olivia, acme, globex, admin_connection
) -> None:
    with pytest.raises(REFUSED, match="row-level security"):
        async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
            await tenant.connection.execute(
                "INSERT INTO organizations (id, name, slug, subscription_tier, "
                "subscription_status, created_by) VALUES ($1, 'x', $2, 'free', 'active', $3) "
                "ON CONFLICT (slug) DO UPDATE SET name = 'taken over'",
                acme.id,
                globex.slug,
                olivia.id,
            )
    name = "SELECT name FROM organizations WHERE id = $1"
    assert await admin_connection.fetchval(name, globex.id) == "Globex"


async def test_an_own_row_cannot_be_moved_to_another_tenant(
    service, olivia, acme, globex, tenant_tables
) -> None:
    for table in filter(lambda table: table.changes, tenant_tables):
        with pytest.raises(REFUSED, match="row-level security"):
            async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
                await tenant.connection.execute(
                    f"UPDATE {table.name} SET {table.key} = $1", globex.id
                )


async def test_rows_of_another_tenant_cannot_be_locked(
    service, olivia, acme, globex, tenant_tables
) -> None:
    async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
        for table in filter(lambda table: table.changes, tenant_tables):
            locked = await tenant.connection.fetch(
                f"SELECT 1 FROM {table.name} WHERE {table.key} = $1 FOR UPDATE", globex.id
            )
            assert locked == [], table.name


async def test_a_reference_between_tenant_tables_carries_the_tenant_on_both_sides(
    admin_connection,
) -> None:
    references = await admin_connection.fetch("""
        SELECT k.conname AS name, k.confrelid::regclass::text AS target,
               ARRAY(SELECT attname::text FROM pg_attribute
                     WHERE attrelid = k.conrelid AND attnum = ANY(k.conkey)) AS source_columns,
               ARRAY(SELECT attname::text FROM pg_attribute
                     WHERE attrelid = k.confrelid AND attnum = ANY(k.confkey)) AS target_columns
        FROM pg_constraint k WHERE k.contype = 'f'""")
    scoped = {table.name for table in await tables(admin_connection, "tenant")}
    scoped.discard("organizations")
    between = [row for row in references if row["target"] in scoped]
    assert len(between) >= 2
    for row in between:
        assert "organization_id" in row["source_columns"], row["name"]
        assert "organization_id" in row["target_columns"], row["name"]


async def test_a_reference_to_another_tenant_cannot_be_written_even_by_a_superuser(
    admin_connection, olivia, eve, acme, globex
) -> None:
    insert = """INSERT INTO workspace_members
        (organization_id, id, workspace_id, user_id, role, added_by)
        VALUES ($1, gen_random_uuid(), $2, $3, 'viewer', $4)"""
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="workspaces"):
        await admin_connection.execute(insert, acme.id, globex.default_id, olivia.id, olivia.id)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="organization_member"):
        await admin_connection.execute(insert, acme.id, acme.default_id, eve.id, olivia.id)


async def test_inside_one_organization_ones_membership_of_another_does_not_show(
    service, olivia, acme, eve, globex
) -> None:
    await globex.add(olivia, "admin")
    async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
        mine = await tenant.connection.fetch(
            "SELECT organization_id FROM organization_members WHERE user_id = $1", olivia.id
        )
        names = await tenant.connection.fetch("SELECT name FROM organizations")
    assert [str(row["organization_id"]) for row in mine] == [acme.id]
    assert [row["name"] for row in names] == ["Acme"]
