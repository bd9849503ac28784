"""A pooler between the service and PostgreSQL: nothing it drops is lost unseen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import asyncpg
import pytest
from pydantic import SecretStr

import tenantry
from tenantry.database.embedded import APP, DATABASE, EmbeddedServer
from tenantry.database.errors import DatabaseError
from tenantry.database.server_settings import TRACKED, server_settings
from tenantry.doctor import Finding, examine
from tenantry.settings import Settings
from tests.database.pooler import pooler

KNOWN = ("user", "database", "client_encoding")
ASKED = server_settings(15_000)


@asynccontextmanager
async def behind(
    service: tenantry.Service, knows: Collection[str], drops: Collection[str] = ()
) -> AsyncIterator[Settings]:
    socket = f"{service.settings.data_dir}/postgres/.s.PGSQL.5432"
    async with pooler(socket, {*KNOWN, *knows}, drops) as address:
        url = SecretStr(f"postgresql://{APP}@{address}/{DATABASE}?sslmode=disable")
        yield service.settings.model_copy(update={"app_database_url": url})


async def session_finding(settings: Settings) -> Finding:
    findings = await examine(settings)
    return next(finding for finding in findings if finding.what == "server settings")


async def test_a_pooler_that_refuses_a_setting_is_no_place_to_start_and_the_sentence_says_so(
    service: tenantry.Service,
) -> None:
    async with behind(service, TRACKED) as settings:
        with pytest.raises(DatabaseError, match=r"parameter: statement_timeout\).*operations\.md"):
            async with tenantry.open(settings):
                pass
        findings = await examine(settings)
        assert "statement_timeout" in findings[-1].found and not findings[-1].well


async def test_the_doctor_names_what_a_pooler_drops_and_the_statements_that_make_up_for_it(
    service: tenantry.Service, admin_connection: asyncpg.Connection
) -> None:
    async with behind(service, TRACKED, ASKED) as settings:
        found = await session_finding(settings)
        assert not found.well
        named, _, statements = found.found.partition("; have an administrator run ")
        assert set(re.findall(r"\w+", named)) >= set(ASKED) - set(TRACKED)
        assert not set(re.findall(r"\w+", found.found)) & set(TRACKED)
        await admin_connection.execute(statements)
        try:
            assert (await session_finding(settings)).well
            async with tenantry.open(settings) as behind_it, behind_it.visit() as visitor:
                assert visitor is not None
        finally:
            await admin_connection.execute(f"ALTER ROLE {APP} IN DATABASE {DATABASE} RESET ALL")


async def test_the_doctor_asks_to_have_followed_what_a_role_cannot_be_given(
    service: tenantry.Service,
) -> None:
    async with behind(service, set(ASKED) - set(TRACKED), TRACKED) as settings:
        found = await session_finding(settings)
    assert not found.well
    assert found.found.endswith(f"; have it track {', '.join(TRACKED)}")
    assert "ALTER ROLE" not in found.found


async def test_without_a_pooler_a_connection_has_what_it_asks_for(
    service: tenantry.Service, embedded: EmbeddedServer
) -> None:
    assert (await session_finding(service.settings)).well
