"""After each race, every organization there is must be whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from tests.concurrency.counts import broken


@pytest_asyncio.fixture(autouse=True)
async def whole(admin_connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Counts are exact, and nobody is without an owner or a default workspace."""
    yield
    assert await broken(admin_connection) == []
