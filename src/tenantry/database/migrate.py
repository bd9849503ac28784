"""Bringing the schema up to date: once, whole, and safely when several servers start together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from tenantry.database.connect import connect, connected, require_supported
from tenantry.database.errors import DatabaseError, MigrationError
from tenantry.database.grants import grant, has_grants
from tenantry.database.provision import LOCK, ensure_app_role
from tenantry.database.revisions import current_revision, head_revision, known_revisions
from tenantry.database.urls import app_url_from, login_of
from tenantry.resources.schema import make, unready

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["current_revision", "head_revision", "migrate", "require_current"]

TURN_SECONDS = 60
"""How long to wait for another server that migrates the same database."""
LOCK_SECONDS = 10
STATEMENT_SECONDS = 600


async def migrate(owner_url: str, app_url: str | None = None) -> str | None:
    """Upgrade the schema as its owner and return its new revision, None if it was current.

    All of it is one transaction: it happens whole or not at all. Without `app_url` the app role
    and its password are derived from the owner's. Raises DatabaseError with what to do.
    """
    app_role, password = _app_login(owner_url, app_url)
    if login_of(owner_url).user == app_role:
        raise DatabaseError(
            f"TENANTRY_DATABASE_URL and the app role are both {app_role}: requests must run as a "
            "role that owns nothing, so name another one in TENANTRY_APP_DATABASE_URL."
        )
    async with connected(owner_url) as connection:
        require_supported(connection)
        done = await _is_done(connection, app_role)
    if done and (password is None or await _signs_in(app_url_from(owner_url))):
        return None
    return await _upgrade(owner_url, app_role, password)


async def require_current(connection: asyncpg.Connection) -> None:
    """Refuse to serve a schema this code does not know."""
    revision = await current_revision(connection)
    _require_known(revision)
    if revision != head_revision():
        raise MigrationError(
            f"The schema is at {revision or 'nothing'} and this Tenantry needs "
            f"{head_revision()}: run `tenantry migrate` with TENANTRY_DATABASE_URL."
        )


def _app_login(owner_url: str, app_url: str | None) -> tuple[str, str | None]:
    """Name the app role, and the password to give it: none if the operator manages it."""
    if app_url is None:
        login = login_of(app_url_from(owner_url))
        return login.user or "", login.password
    role = login_of(app_url).user
    if role is None:
        raise DatabaseError(
            "TENANTRY_APP_DATABASE_URL names no role: write postgresql://role:password@host/database."
        )
    return role, None


def _require_known(revision: str | None) -> None:
    if revision is not None and revision not in known_revisions():
        raise MigrationError(
            f"The database has schema {revision} and this Tenantry knows none after "
            f"{head_revision()}: run the newer version that migrated it."
        )


async def _is_done(connection: asyncpg.Connection, app_role: str) -> bool:
    revision = await current_revision(connection)
    _require_known(revision)
    if revision != head_revision() or not await has_grants(connection, app_role):
        return False
    return not await unready(connection, app_role)


async def _signs_in(app_url: str) -> bool:
    """Tell whether the derived password still holds: it changes with the owner's."""
    try:
        connection = await connect(app_url)
    except DatabaseError:
        return False
    await connection.close()
    return True


async def _upgrade(owner_url: str, app_role: str, password: str | None) -> str | None:
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: connect(owner_url), poolclass=NullPool
    )
    try:
        async with engine.begin() as connection:
            return await _take_turn(connection, app_role, password)
    except asyncpg.LockNotAvailableError as error:
        raise MigrationError(
            f"Another server has been migrating this database for {TURN_SECONDS} s: let it "
            "finish, or end its session in pg_stat_activity, then start again."
        ) from error
    except (asyncpg.PostgresError, DBAPIError) as error:
        orig = getattr(error, "orig", None) or error
        reason = str(orig.__cause__ or orig).splitlines()[0]
        raise MigrationError(
            f"Migrating failed and changed nothing ({reason}): correct what that names, or give "
            "Tenantry an empty database, then start again."
        ) from error
    finally:
        await engine.dispose()


async def _take_turn(
    connection: AsyncConnection, app_role: str, password: str | None
) -> str | None:
    """Migrate once nobody else does, and find out then what is left to do."""
    await connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{TURN_SECONDS}s'")
    raw = (await connection.get_raw_connection()).driver_connection
    assert isinstance(raw, asyncpg.Connection)  # noqa: S101
    await raw.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
    await raw.execute(
        f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s';"
        f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s';"
        "SET LOCAL search_path = public"
    )
    before = await current_revision(raw)
    _require_known(before)
    await ensure_app_role(raw, app_role, password)
    if before != head_revision():
        from tenantry.migrations import upgrade

        await connection.run_sync(upgrade, app_role)
    await connection.run_sync(make)
    await grant(raw, app_role)
    after = await current_revision(raw)
    return after if after != before else None
