"""A service of the folder's own, as a worker takes whatever jobs there are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

import tenantry
from tenantry.database.embedded import EmbeddedServer
from tenantry.settings import Settings
from tests.jobs.tasks import Ran


@pytest_asyncio.fixture(scope="session")
async def quiet(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tenantry.Service]:
    """An open service whose queue only this folder's tests write to."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("jobs"), log_level="error")
    async with tenantry.open(settings) as service:
        yield service


def held(data_dir: Path) -> EmbeddedServer:
    """Hold the server of a data directory too, for the URLs of its other roles."""
    server = EmbeddedServer(data_dir)
    server.start()
    return server


@pytest_asyncio.fixture
async def queue(quiet: tenantry.Service) -> AsyncIterator[asyncpg.Connection]:
    """A look into the queue, as the role that serves."""
    connection = await asyncpg.connect(quiet.app_url)
    await connection.execute("DELETE FROM procrastinate_jobs")
    yield connection
    await connection.close()


@pytest.fixture
def ran() -> Ran:
    """What the tasks of these tests were run with."""
    Ran.calls.clear()
    return Ran()


async def until(condition: Callable[[], Awaitable[Any]], seconds: float = 30) -> Any:
    """Wait for what a worker does, and return what made the condition true."""
    async with asyncio.timeout(seconds):
        while not (found := await condition()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found
