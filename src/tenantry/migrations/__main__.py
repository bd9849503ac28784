"""`make migration name="…"`: write a migration from the models, against an up-to-date database."""

from __future__ import annotations

import asyncio
import sys

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tenantry.database.boot import boot
from tenantry.database.connect import connect
from tenantry.database.errors import DatabaseError
from tenantry.database.urls import APP_ROLE, login_of
from tenantry.migrations import write
from tenantry.settings import SettingsError, read_settings


async def main(name: str) -> None:
    """Migrate the configured database, then compare it with the models."""
    booted = await boot(read_settings())
    try:
        url = booted.owner_url
        if url is None:
            raise DatabaseError("Writing a migration needs TENANTRY_DATABASE_URL: the owner's.")
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=lambda: connect(url), poolclass=NullPool
        )
        async with engine.connect() as connection:
            await connection.run_sync(write, login_of(booted.app_url).user or APP_ROLE, name)
    finally:
        await booted.close()


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1]))
    except (DatabaseError, SettingsError) as error:
        sys.exit(str(error))
