"""What PostgreSQL's catalog says of the tables and of the role requests run as."""

from __future__ import annotations

import asyncpg
import pytest

from tenantry.database.grants import ASTRAY, VIEWS
from tenantry.tenancy.catalog import isolation
from tests.isolation.tables import tables

UNPROTECTED = {
    "no row-level security": "CREATE TABLE notes (organization_id uuid, title text)",
    "enabled without force": """
        CREATE TABLE notes (organization_id uuid);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON notes USING (organization_id = current_organization_id())
            WITH CHECK (organization_id = current_organization_id())""",
    "no policy": """
        CREATE TABLE notes (organization_id uuid);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY""",
    "a policy without a check": """
        CREATE TABLE notes (organization_id uuid);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON notes USING (organization_id = current_organization_id())""",
    "a policy for reading only": """
        CREATE TABLE notes (organization_id uuid);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON notes FOR SELECT
            USING (organization_id = current_organization_id())""",
    "a policy that asks for nobody": """
        CREATE TABLE notes (organization_id uuid);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON notes USING (true) WITH CHECK (true)""",
}


async def test_every_table_of_a_tenant_is_isolated(app_connection) -> None:
    found = await isolation(app_connection)
    assert found.unprotected == found.revealing == ()
    assert {"organizations", "organization_members", "workspaces", "workspace_members"} <= set(
        found.tenant_tables
    )


async def test_every_table_with_an_organization_is_under_one_of_the_two_policies(
    app_connection,
) -> None:
    known = {
        t.name for policy in ("tenant", "private") for t in await tables(app_connection, policy)
    }
    assert set((await isolation(app_connection)).tenant_tables) <= known


async def test_every_policy_names_the_tenant_or_the_user_and_nothing_else(app_connection) -> None:
    policies = await app_connection.fetch(
        "SELECT tablename, policyname, cmd, permissive, qual, with_check FROM pg_policies "
        "WHERE schemaname = 'public'"
    )
    assert policies
    for policy in policies:
        binding = {"tenant": "= current_organization_id()", "private": "= current_user_id()"}
        if policy["policyname"] in binding:
            assert policy["qual"].rstrip(")").endswith(binding[policy["policyname"]].rstrip(")")), (
                policy["tablename"]
            )
            assert policy["with_check"] == policy["qual"], policy["tablename"]
        else:
            assert policy["policyname"] in ("own", "system"), policy["tablename"]
            assert policy["cmd"] == "SELECT", policy["tablename"]
            assert "current_organization_id() IS NULL" in policy["qual"], policy["tablename"]


async def test_what_shows_outside_an_organization_is_a_view_and_the_tables_show_none_of_it(
    app_connection,
) -> None:
    policies = await app_connection.fetch(
        "SELECT tablename, roles::text[] FROM pg_policies WHERE policyname = 'own'"
    )
    tables = {"organizations", "organization_members", "invitations"}
    assert {table for table, _ in policies} == tables
    for table, roles in policies:
        assert roles == ["tenantry_owner"], table
    views = await app_connection.fetch(
        "SELECT c.oid::regclass::text AS name, reloptions, pg_get_viewdef(c.oid) AS definition, "
        "has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS changes "
        "FROM pg_class c WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    assert {view["name"] for view in views} == {*VIEWS}
    for view in views:
        assert view["reloptions"] == ["security_barrier=true"], view["name"]
        assert "current_organization_id() IS NULL" in view["definition"], view["name"]
        assert "current_user_id()" in view["definition"], view["name"]
        assert not view["changes"], view["name"]


async def test_the_policies_of_an_owner_are_looked_for_where_they_are(app_connection) -> None:
    policies = await app_connection.fetch(
        "SELECT DISTINCT tablename FROM pg_policies WHERE policyname IN ('own', 'system')"
    )
    for (table,) in policies:
        assert f"'{table}'" in ASTRAY, table


async def test_the_systems_own_policy_opens_nothing_to_requests(app_connection, acme) -> None:
    policies = await app_connection.fetch(
        "SELECT tablename, roles::text[] FROM pg_policies WHERE policyname = 'system'"
    )
    await app_connection.execute("SET tenantry.system = 'on'")
    for table, roles in policies:
        assert roles == ["tenantry_owner"], table
        assert await app_connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    assert {table for table, _ in policies} == {"organizations", "usage_holds", "idempotency_keys"}


@pytest.mark.parametrize("ddl", UNPROTECTED.values(), ids=UNPROTECTED)
async def test_a_table_without_protection_is_reported(admin_connection, ddl: str) -> None:
    transaction = admin_connection.transaction()
    await transaction.start()
    try:
        await admin_connection.execute(ddl)
        assert "notes" in (await isolation(admin_connection)).unprotected
    finally:
        await transaction.rollback()


async def test_a_protected_table_is_not_reported(admin_connection) -> None:
    transaction = admin_connection.transaction()
    await transaction.start()
    try:
        await admin_connection.execute(UNPROTECTED["no policy"])
        await admin_connection.execute("""
            CREATE POLICY tenant ON notes USING (organization_id = current_organization_id())
                WITH CHECK (organization_id = current_organization_id())""")
        found = await isolation(admin_connection)
    finally:
        await transaction.rollback()
    assert "notes" in found.tenant_tables
    assert found.unprotected == ()


GRANTED = "; GRANT SELECT ON notes TO tenantry_app"
INVOKER = "CREATE VIEW inner_notes WITH (security_invoker) AS SELECT name FROM workspaces;"
REVEALING = {
    "a superuser's": "CREATE VIEW notes AS SELECT id FROM workspaces" + GRANTED,
    "of organizations": "CREATE VIEW notes AS SELECT * FROM organizations" + GRANTED,
    "one column": """CREATE VIEW notes AS SELECT id AS it, name FROM workspaces;
        GRANT SELECT (it) ON notes TO tenantry_app""",
    "of private rows": "CREATE VIEW notes AS SELECT id FROM sessions" + GRANTED,
    "materialized": "CREATE MATERIALIZED VIEW notes AS SELECT id FROM workspaces" + GRANTED,
    "materialized by the owner": """
        CREATE MATERIALIZED VIEW notes AS SELECT id FROM workspaces;
        ALTER MATERIALIZED VIEW notes OWNER TO tenantry_owner"""
    + GRANTED,
    "over one that reads as its invoker": f"{INVOKER} CREATE VIEW notes AS TABLE inner_notes"
    + GRANTED,
}
HARMLESS = {
    "reads as its invoker": """
        CREATE VIEW notes WITH (security_invoker = 1) AS SELECT id FROM workspaces"""
    + GRANTED,
    "asks for the organization": """CREATE VIEW notes AS SELECT id FROM workspaces
        WHERE organization_id = current_organization_id()"""
    + GRANTED,
    "the owner's": """CREATE VIEW notes AS SELECT id FROM workspaces;
        ALTER VIEW notes OWNER TO tenantry_owner"""
    + GRANTED,
    "over what is one's own": "CREATE VIEW notes AS TABLE own_memberships" + GRANTED,
    "of no tenant's table": "CREATE VIEW notes AS SELECT id FROM users" + GRANTED,
    "not granted": "CREATE VIEW notes AS SELECT id FROM workspaces",
}


async def revealing(connection: asyncpg.Connection, ddl: str) -> tuple[str, ...]:
    """Say which views the app role is found to read past the policies by, after a change."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"{ddl}; SET LOCAL ROLE tenantry_app")
        return (await isolation(connection)).revealing
    finally:
        await transaction.rollback()


@pytest.mark.parametrize("ddl", REVEALING.values(), ids=REVEALING)
async def test_a_view_past_the_policies_is_reported(admin_connection, ddl: str) -> None:
    assert await revealing(admin_connection, ddl) == ("notes",)


@pytest.mark.parametrize("ddl", HARMLESS.values(), ids=HARMLESS)
async def test_a_view_that_keeps_tenants_apart_is_not_reported(admin_connection, ddl: str) -> None:
    assert await revealing(admin_connection, ddl) == ()


async def test_a_privileged_role_is_reported(admin_connection) -> None:
    found = await isolation(admin_connection)
    assert "is a superuser" in found.privileges


async def test_an_owner_of_the_tables_is_reported(embedded) -> None:
    owner = await asyncpg.connect(embedded.owner_url)
    try:
        assert (await isolation(owner)).privileges == ("owns tables",)
    finally:
        await owner.close()


async def test_the_owner_is_kept_out_by_force_too(embedded, acme) -> None:
    owner = await asyncpg.connect(embedded.owner_url)
    try:
        assert await owner.fetchval("SELECT count(*) FROM organizations") == 0
    finally:
        await owner.close()


async def test_the_role_of_requests_has_no_way_around(service, app_connection) -> None:
    found = await isolation(app_connection)
    assert found.privileges == ()
    attributes = await app_connection.fetchrow(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit "
        "FROM pg_roles WHERE rolname = current_user"
    )
    assert not any(attributes.values())
    async with service.visit() as visitor:
        assert await visitor.connection.fetchval("SELECT session_user::text") == found.role


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE tenantry_owner",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER TABLE organizations DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE workspaces ADD COLUMN x int",
        "ALTER ROLE tenantry_app BYPASSRLS",
        "ALTER FUNCTION current_organization_id() OWNER TO tenantry_app",
        "CREATE OR REPLACE FUNCTION current_organization_id() RETURNS uuid RETURN NULL::uuid",
        "CREATE TABLE mine (x int)",
        "CREATE POLICY open ON workspaces USING (true)",
        "DROP POLICY tenant ON workspaces",
        "DROP TABLE workspaces CASCADE",
        "TRUNCATE workspaces CASCADE",
        "ALTER TABLE workspaces DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "CREATE ROLE helper LOGIN",
        "GRANT tenantry_owner TO tenantry_app",
        "COPY organizations TO PROGRAM 'cat'",
    ],
)
async def test_the_role_of_requests_cannot_loosen_anything(app_connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app_connection.execute(statement)


async def test_switching_row_security_off_refuses_instead_of_revealing(
    app_connection, acme
) -> None:
    await app_connection.execute("SET row_security = off")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await app_connection.fetch("SELECT * FROM organizations")
