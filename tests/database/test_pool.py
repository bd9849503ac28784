"""Who waits for a connection: in turn, and for so long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tenantry.database import pool
from tenantry.database.pool import Database
from tenantry.errors import Unavailable


@pytest_asyncio.fixture
async def database(embedded, monkeypatch) -> AsyncIterator[Database]:
    """A pool of one connection, for which nobody waits longer than a second."""
    database = await Database.open(embedded.app_url, size=1, statement_timeout=5000)
    monkeypatch.setattr(pool, "_WAIT_SECONDS", 1.0)
    yield database
    await database.close()


async def test_who_waits_too_long_is_refused_and_who_came_later_waits_on(database) -> None:
    connection = await database.acquire()
    first = asyncio.create_task(database.acquire())
    await asyncio.sleep(0.7)
    second = asyncio.create_task(database.acquire())
    with pytest.raises(Unavailable):
        await first
    assert not second.done()
    database.give_back(connection)
    assert await second is connection
    database.give_back(connection)


async def test_whoever_waits_after_all_were_refused_is_refused_in_time_too(database) -> None:
    connection = await database.acquire()
    for _ in range(2):
        waiting = [asyncio.create_task(database.acquire()) for _ in range(3)]
        async with asyncio.timeout(5):
            refused = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(error) for error in refused] == [Unavailable] * 3
    database.give_back(connection)
    assert await database.acquire() is connection
    database.give_back(connection)


async def test_who_stops_waiting_does_not_take_the_connection_along(database) -> None:
    connection = await database.acquire()
    leaving, staying = (asyncio.create_task(database.acquire()) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    database.give_back(connection)
    assert await staying is connection
    database.give_back(connection)
