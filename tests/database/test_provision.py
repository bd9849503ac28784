"""The roles: what they may do, made once, on our server and on others."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import asyncpg
import pytest

from tenantry.database.connect import connect, connected, literal
from tenantry.database.embedded import EmbeddedServer
from tenantry.database.errors import DatabaseError
from tenantry.database.provision import ensure_app_role, provision
from tenantry.database.urls import with_login

from .conftest import Names


def url(server: EmbeddedServer, role: str, database: str) -> str:
    return with_login(server.owner_url, role, None).replace("/tenantry?", f"/{database}?")


async def test_provisioning_at_once_and_again_is_safe(
    server: EmbeddedServer, names: Names, admin: asyncpg.Connection
) -> None:
    await asyncio.gather(*(provision(server.admin_url, **asdict(names)) for _ in range(5)))
    await provision(server.admin_url, **asdict(names))
    roles = await admin.fetch(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
        " WHERE rolname IN ($1, $2)",
        names.owner,
        names.app_role,
    )
    assert len(roles) == 2
    assert all(tuple(role)[1:] == (False, False, False, False) for role in roles)


async def test_the_app_role_makes_nothing_and_goes_nowhere_else(
    server: EmbeddedServer, names: Names
) -> None:
    await provision(server.admin_url, **asdict(names))
    async with connected(url(server, names.app_role, names.database)) as connection:
        for statement in (
            "CREATE TABLE mine ()",
            "CREATE TEMP TABLE mine ()",
            "CREATE SCHEMA mine",
            "CREATE ROLE mine",
            f"SET ROLE {names.owner}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    with pytest.raises(DatabaseError, match="refuses the connection"):
        await connect(url(server, names.app_role, "postgres"))


async def test_a_missing_role_is_made_with_its_password_where_we_may(
    admin: asyncpg.Connection, names: Names
) -> None:
    async with admin.transaction():
        await ensure_app_role(admin, names.app_role, "it's a \\ secret")
        await ensure_app_role(admin, names.app_role, "another")
    stored = await admin.fetchval(
        "SELECT rolpassword FROM pg_authid WHERE rolname = $1", names.app_role
    )
    assert stored.startswith("SCRAM-SHA-256$")


async def test_without_the_right_an_administrator_is_told_what_to_run(
    server: EmbeddedServer, names: Names
) -> None:
    await provision(server.admin_url, **asdict(names))
    async with connected(url(server, names.owner, names.database)) as connection:
        with pytest.raises(DatabaseError, match=r"CREATE ROLE .* TENANTRY_APP_DATABASE_URL"):
            await ensure_app_role(connection, f"{names.app_role}_missing", "secret")
        await ensure_app_role(connection, names.app_role, "secret")


async def test_a_role_above_the_policies_is_refused(admin: asyncpg.Connection) -> None:
    with pytest.raises(DatabaseError, match="BYPASSRLS"):
        await ensure_app_role(admin, "postgres", None)


@pytest.mark.parametrize("text", ["plain", "it's", "a \\ b", "\\' or '1"])
async def test_literals_say_what_they_hold(admin: asyncpg.Connection, text: str) -> None:
    assert await admin.fetchval(f"SELECT {literal(text)}") == text
