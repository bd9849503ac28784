"""The two roles and the database: the owner migrates, the app role serves and owns nothing."""

from __future__ import annotations

import asyncpg

from tenantry.database.connect import connected, literal, quoted
from tenantry.database.errors import DatabaseError

LOCK = 0x74656E616E7479
"""The advisory lock under which Tenantry changes roles, databases and schema."""

OWNER_OPTIONS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
APP_OPTIONS = f"{OWNER_OPTIONS} NOINHERIT"

IS_PROVISIONED = """
SELECT EXISTS (
    SELECT FROM pg_database d JOIN pg_roles o ON o.oid = d.datdba
    WHERE d.datname = $1 AND o.rolname = $2
      AND EXISTS (SELECT FROM pg_roles a WHERE a.rolname = $3
                  AND has_database_privilege(a.oid, d.oid, 'CONNECT'))
      AND NOT EXISTS (SELECT FROM aclexplode(d.datacl) WHERE grantee = 0)
      AND d.datacl IS NOT NULL
)"""

FIND_ROLE = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = $1"


async def provision(admin_url: str, *, owner: str, database: str, app_role: str) -> None:
    """Make the roles and the database of an embedded server; done already costs one query.

    The lock makes it safe for several processes to begin at once.
    """
    names = (database, owner, app_role)
    async with connected(admin_url) as connection:
        if await connection.fetchval(IS_PROVISIONED, *names):
            return
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        if not await connection.fetchval(IS_PROVISIONED, *names):
            await _make(connection, owner, database, app_role)


async def _make(connection: asyncpg.Connection, owner: str, database: str, app_role: str) -> None:
    for role, options in ((owner, OWNER_OPTIONS), (app_role, APP_OPTIONS)):
        exists = await connection.fetchval(FIND_ROLE, role) is not None
        verb = "ALTER" if exists else "CREATE"
        await connection.execute(f"{verb} ROLE {quoted(role)} {options}")
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
        await connection.execute(f"CREATE DATABASE {quoted(database)}")
    for statement in (
        f"ALTER DATABASE {quoted(database)} OWNER TO {quoted(owner)}",
        f"REVOKE ALL ON DATABASE {quoted(database)} FROM PUBLIC",
        "REVOKE ALL ON DATABASE postgres FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {quoted(database)} TO {quoted(app_role)}",
    ):
        await connection.execute(statement)


async def ensure_app_role(
    connection: asyncpg.Connection, app_role: str, password: str | None
) -> None:
    """Make the app role on a server that is not ours, or set its password where we may.

    Raises DatabaseError with the SQL for an administrator if the role is missing and we lack
    CREATEROLE, and if the role could look past row-level security.
    """
    above_policies = await connection.fetchval(FIND_ROLE, app_role)
    if above_policies:
        raise DatabaseError(
            f"The app role {app_role} is a superuser or has BYPASSRLS, so it would see every "
            f"tenant: run `ALTER ROLE {quoted(app_role)} NOSUPERUSER NOBYPASSRLS`, or name "
            "another role in TENANTRY_APP_DATABASE_URL."
        )
    secret = f" PASSWORD {literal(password)}" if password else ""
    if above_policies is None:
        await _create(connection, app_role, secret)
    elif password:
        await _attempt(connection, f"ALTER ROLE {quoted(app_role)}{secret}")


async def _create(connection: asyncpg.Connection, role: str, secret: str) -> None:
    if await _attempt(connection, f"CREATE ROLE {quoted(role)} {APP_OPTIONS}{secret}"):
        return
    if await connection.fetchval(FIND_ROLE, role) is None:
        raise DatabaseError(
            f"The app role {role} is missing and the role of TENANTRY_DATABASE_URL may not create "
            f"it: have an administrator run `CREATE ROLE {quoted(role)} LOGIN NOINHERIT PASSWORD "
            "'…'`, then set TENANTRY_APP_DATABASE_URL to the URL of this database as that role."
        )


async def _attempt(connection: asyncpg.Connection, statement: str) -> bool:
    """Run a statement that a server may refuse us, or another process may run as well."""
    try:
        async with connection.transaction():
            await connection.execute(statement)
    except (
        asyncpg.InsufficientPrivilegeError,
        asyncpg.DuplicateObjectError,
        asyncpg.UniqueViolationError,
    ):
        return False
    return True
