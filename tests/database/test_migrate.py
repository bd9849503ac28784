"""Migrating: once however many start together, whole or not at all, and never backwards."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tenantry import models
from tenantry.database import connect as connect_module
from tenantry.database import migrate as migrate_module
from tenantry.database.boot import boot
from tenantry.database.connect import connect, connected
from tenantry.database.embedded import EmbeddedServer
from tenantry.database.errors import DatabaseError, MigrationError
from tenantry.database.migrate import current_revision, head_revision, migrate
from tenantry.database.provision import LOCK, provision
from tenantry.database.urls import app_url_from, with_login
from tenantry.migrations import is_ours
from tenantry.settings import Settings

from .conftest import Names

MIGRATE = """
import asyncio, sys
from tenantry.database.migrate import migrate
print(asyncio.run(migrate(sys.argv[1], sys.argv[2])))
"""


class Place:
    """An empty database, and the URLs of its two roles."""

    def __init__(self, server: EmbeddedServer, names: Names) -> None:
        database = f"/{names.database}?"
        self.owner_url = with_login(server.owner_url, names.owner, None)
        self.owner_url = self.owner_url.replace("/tenantry?", database)
        self.app_url = with_login(self.owner_url, names.app_role, None)
        self.admin_url = with_login(self.owner_url, "postgres", None)


@pytest.fixture
async def place(server: EmbeddedServer, names: Names) -> Place:
    await provision(server.admin_url, **asdict(names))
    return Place(server, names)


async def test_migrating_happens_once(place: Place) -> None:
    assert await migrate(place.owner_url, place.app_url) == head_revision()
    assert await migrate(place.owner_url, place.app_url) is None


async def test_processes_that_migrate_at_once_do_it_once(place: Place) -> None:
    command = [sys.executable, "-c", MIGRATE, place.owner_url, place.app_url]
    started = [
        await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE) for _ in range(3)
    ]
    said = [(await process.communicate())[0].decode().strip() for process in started]
    assert sorted(said) == sorted([str(head_revision()), "None", "None"])


async def test_tasks_that_migrate_at_once_do_it_once(place: Place) -> None:
    done = await asyncio.gather(*(migrate(place.owner_url, place.app_url) for _ in range(4)))
    assert sorted(map(str, done)) == sorted([str(head_revision()), "None", "None", "None"])


async def test_models_and_migrations_agree(place: Place) -> None:
    def compare(connection: Connection) -> list[object]:
        options = {"compare_server_default": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, models.metadata))

    await migrate(place.owner_url, place.app_url)
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: connect(place.owner_url), poolclass=NullPool
    )
    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []


async def test_the_app_role_reads_the_revision_and_cannot_change_it(place: Place) -> None:
    await migrate(place.owner_url, place.app_url)
    async with connected(place.app_url) as connection:
        assert await current_revision(connection) == head_revision()
        for statement in ("DELETE FROM alembic_version", "DROP TABLE users", "TRUNCATE users"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_another_app_role_gets_its_grants_later(place: Place, server: EmbeddedServer) -> None:
    await migrate(place.owner_url, place.app_url)
    second = f"{place.app_url.split('//')[1].split('@')[0]}_second"
    async with connected(place.admin_url) as connection:
        await connection.execute(f'CREATE ROLE "{second}" LOGIN')
    second_url = with_login(place.owner_url, second, None)
    assert await migrate(place.owner_url, second_url) is None
    async with connected(second_url) as connection:
        assert await connection.fetchval("SELECT count(*) FROM organizations") == 0


async def test_a_database_newer_than_the_code_is_left_alone(place: Place) -> None:
    await migrate(place.owner_url, place.app_url)
    async with connected(place.owner_url) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(MigrationError, match="schema 9999"):
        await migrate(place.owner_url, place.app_url)


async def test_a_migration_that_fails_leaves_nothing(place: Place) -> None:
    async with connected(place.owner_url) as connection:
        await connection.execute("CREATE TABLE users (in_the_way text)")
    with pytest.raises(MigrationError, match="already exists"):
        await migrate(place.owner_url, place.app_url)
    async with connected(place.owner_url) as connection:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname='public'")
    assert [row["tablename"] for row in tables] == ["users"]


async def test_waiting_for_another_migration_has_an_end(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate_module, "TURN_SECONDS", 1)
    async with connected(place.owner_url) as other:
        await other.execute("SELECT pg_advisory_lock($1)", LOCK)
        with pytest.raises(MigrationError, match="Another server has been migrating"):
            await migrate(place.owner_url, place.app_url)


async def test_the_owner_cannot_be_the_app_role(place: Place) -> None:
    with pytest.raises(DatabaseError, match="must run as a role that owns nothing"):
        await migrate(place.owner_url, place.owner_url)


async def test_an_old_server_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect_module, "OLDEST", 99)
    with pytest.raises(DatabaseError, match="needs PostgreSQL 99 or newer"):
        await migrate(place.owner_url, place.app_url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://me:secret@127.0.0.1:1/db", "No PostgreSQL answers"),
        ("postgresql://me:secret@nowhere.invalid/db", "No PostgreSQL answers"),
        ("postgresql://me:secret@host:port/db", "cannot be used"),
    ],
)
async def test_an_unusable_url_is_explained_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(DatabaseError, match=reason) as caught:
        await connect(url)
    assert "secret" not in str(caught.value)


async def test_without_migrating_an_old_schema_is_refused(place: Place) -> None:
    settings = Settings(app_database_url=place.app_url)
    with pytest.raises(MigrationError, match="tenantry migrate"):
        await boot(settings)
    await migrate(place.owner_url, place.app_url)
    booted = await boot(settings)
    assert (booted.app_url, booted.owner_url) == (place.app_url, None)


def test_an_external_server_with_passwords(
    start: Callable[[], EmbeddedServer], data_dir: Path
) -> None:
    server = start()
    url = server.owner_url.replace("tenantry_owner@", "shop:one@").replace("/tenantry?", "/shop?")
    asyncio.run(_protect(server.admin_url, data_dir))
    asyncio.run(_serve_rotated(url, url.replace("shop:one@", "shop:two@")))


async def _protect(admin_url: str, data_dir: Path) -> None:
    async with connected(admin_url) as admin:
        await admin.execute("CREATE ROLE shop LOGIN CREATEROLE PASSWORD 'one'")
        await admin.execute("CREATE DATABASE shop OWNER shop")
        (data_dir / "postgres" / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        await admin.execute("SELECT pg_reload_conf(), pg_sleep(0.2)")


async def _serve_rotated(url: str, rotated: str) -> None:
    booted = await boot(Settings(database_url=url))
    async with connected(booted.app_url) as connection:
        assert await connection.fetchval("SELECT current_user") == "tenantry_app"
    async with connected(url) as owner:
        await owner.execute("ALTER ROLE shop PASSWORD 'two'")
    assert await migrate(rotated) is None
    await (await connect(app_url_from(rotated))).close()
    with pytest.raises(DatabaseError, match="refuses the connection"):
        await connect(app_url_from(url))
