"""A pooler between the service and PostgreSQL: nothing it drops is lost unseen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import asyncpg
import pytest
from pydantic import SecretStr

import tenantry
from tenantry.database.connect import connect, connected
from tenantry.database.embedded import APP, DATABASE
from tenantry.database.errors import DatabaseError
from tenantry.database.server_settings import TRACKED, require_settings, server_settings
from tenantry.database.statements import Statement
from tenantry.doctor import Finding, examine
from tenantry.settings import Settings
from tests.database.pooler import pooler

KNOWN = ("user", "database", "client_encoding", "application_name")
ASKED = server_settings(15_000)


@asynccontextmanager
async def behind(
    service: tenantry.Service, knows: Collection[str], drops: Collection[str] = ()
) -> AsyncIterator[Settings]:
    socket = f"{service.settings.data_dir}/postgres/.s.PGSQL.5432"
    async with pooler(socket, DATABASE, {*KNOWN, *knows}, drops) as address:
        url = SecretStr(f"postgresql://{APP}@{address}/{DATABASE}?sslmode=disable")
        yield service.settings.model_copy(update={"app_database_url": url})


async def refusal(settings: Settings) -> str:
    with pytest.raises(DatabaseError) as refused:
        async with tenantry.open(settings):
            pass
    (*_, finding) = await examine(settings)
    assert finding == Finding("database", False, str(refused.value))
    return str(refused.value)


async def test_a_pooler_that_refuses_a_setting_is_no_place_to_start(
    service: tenantry.Service,
) -> None:
    async with behind(service, TRACKED) as settings:
        said = await refusal(settings)
    assert "(unsupported startup parameter: statement_timeout)" in said
    assert "docs/operations.md" in said


async def test_what_a_pooler_drops_is_named_with_the_statements_that_make_up_for_it(
    service: tenantry.Service, admin_connection: asyncpg.Connection
) -> None:
    async with behind(service, TRACKED, ASKED) as settings:
        named, _, statements = (await refusal(settings)).partition("\n")
        assert set(ASKED) - set(TRACKED) <= set(re.findall(r"\w+", named))
        assert not set(TRACKED) & set(re.findall(r"\w+", named + statements))
        await admin_connection.execute(statements)
        try:
            async with tenantry.open(settings) as opened, opened.visit() as visitor:
                assert await visitor.value(Statement("SELECT current_setting('jit')")) == "off"
        finally:
            await admin_connection.execute(f"ALTER ROLE {APP} IN DATABASE {DATABASE} RESET ALL")


async def test_what_a_role_cannot_be_given_for_all_its_connections_the_pooler_is_to_track(
    service: tenantry.Service, admin_connection: asyncpg.Connection
) -> None:
    await admin_connection.execute(f"ALTER DATABASE {DATABASE} SET timezone = 'Asia/Tokyo'")
    try:
        async with behind(service, set(ASKED) - set(TRACKED), TRACKED) as settings:
            said = await refusal(settings)
    finally:
        await admin_connection.execute(f"ALTER DATABASE {DATABASE} RESET timezone")
    assert said.endswith(f": have it track {', '.join(TRACKED)}, then restart it.")


async def test_a_pooler_that_does_not_follow_prepared_statements_is_told_from_a_fault_of_ours(
    service: tenantry.Service,
) -> None:
    with pytest.raises(DatabaseError, match="max_prepared_statements"):
        async with connected(service.app_url) as connection:
            await connection.fetchval("SELECT 1")
            await connection.execute("DEALLOCATE ALL")  # as in a session that was another's
            await connection.fetchval("SELECT 1")


async def test_a_mistyped_database_is_not_blamed_on_the_pooler(service: tenantry.Service) -> None:
    async with behind(service, ASKED) as settings:
        url = settings.app_database_url.get_secret_value().replace(f"/{DATABASE}", "/nowhere")
        with pytest.raises(DatabaseError, match=r"no such database: nowhere\): correct TENANTRY_"):
            await connect(url)


async def test_a_connection_with_all_it_asks_for_is_taken(app_connection) -> None:
    with pytest.raises(DatabaseError, match="plan_cache_mode"):
        await require_settings(app_connection, {"plan_cache_mode": "force_generic_plan"})
    await app_connection.execute("SET plan_cache_mode = force_generic_plan")
    await require_settings(app_connection, {"plan_cache_mode": "force_generic_plan"})
