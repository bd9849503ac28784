"""From settings to a database that is ready: the one place that starts, provisions and migrates."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import asyncpg
from pydantic import SecretStr

from tenantry.database.connect import connected, require_supported
from tenantry.database.embedded import APP, DATABASE, OWNER, EmbeddedServer
from tenantry.database.errors import DatabaseError
from tenantry.database.migrate import migrate, require_current
from tenantry.database.provision import provision
from tenantry.database.server_settings import require_settings, server_settings
from tenantry.database.urls import app_url_from
from tenantry.resources.registry import load
from tenantry.resources.schema import require_ready
from tenantry.settings import Settings


@dataclass(frozen=True)
class Booted:
    """A database that is ready; requests connect with `app_url` and with nothing else."""

    app_url: str
    owner_url: str | None
    _server: EmbeddedServer | None = None

    async def close(self) -> None:
        """Let go of the embedded server, which stops it if no other process uses it."""
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)


async def boot(settings: Settings) -> Booted:
    """Make the configured database ready to serve, which is cheap when it is already.

    Raises DatabaseError, and SettingsError for a module of resources that cannot be imported,
    with one sentence that says what to do.
    """
    load(settings)
    if settings.database_url is None and settings.app_database_url is None:
        return await _embedded(settings)
    return await _external(settings)


async def _embedded(settings: Settings) -> Booted:
    server = EmbeddedServer(settings.data_dir)
    try:
        await asyncio.to_thread(server.start)
        await provision(server.admin_url, owner=OWNER, database=DATABASE, app_role=APP)
        await _prepare_schema(settings, server.owner_url, server.app_url)
    except BaseException:
        await asyncio.to_thread(server.stop)  # waits for a start that is still under way
        raise
    return Booted(server.app_url, server.owner_url, server)


async def _external(settings: Settings) -> Booted:
    owner_url = _reveal(settings.database_url)
    given = _reveal(settings.app_database_url)
    if owner_url is None:
        assert given is not None  # noqa: S101 (boot() came here for one of the two)
        await _check_schema(settings, given)
        return Booted(given, None)
    app_url = given or app_url_from(owner_url)
    await _prepare_schema(settings, owner_url, app_url, given=given)
    return Booted(app_url, owner_url)


def _reveal(url: SecretStr | None) -> str | None:
    return url.get_secret_value() if url is not None else None


async def _prepare_schema(
    settings: Settings, owner_url: str, app_url: str, given: str | None = None
) -> None:
    if settings.migrate_on_start:
        await migrate(owner_url, given)
    else:
        async with connected(owner_url) as connection:
            require_supported(connection)
            await require_current(connection)
    await _check_schema(settings, app_url)


async def _check_schema(settings: Settings, app_url: str) -> None:
    asked = server_settings(settings.statement_timeout)
    async with connected(app_url, "TENANTRY_APP_DATABASE_URL", asked) as connection:
        require_supported(connection)
        await _refuse_privileged(connection)
        await require_settings(connection, asked)
        await require_current(connection)
        await require_ready(connection)


async def _refuse_privileged(connection: asyncpg.Connection) -> None:
    if await connection.fetchval(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ):
        raise DatabaseError(
            "The role of TENANTRY_APP_DATABASE_URL is a superuser or has BYPASSRLS, so it would "
            "see every tenant: name an unprivileged one."
        )
