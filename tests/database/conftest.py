"""One embedded server for the folder, and fresh databases and roles on it."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from tenantry.database.connect import connect
from tenantry.database.embedded import EmbeddedServer

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    embedded = EmbeddedServer(tmp_path_factory.mktemp("shared"))
    embedded.start()
    yield embedded
    embedded.stop()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped cluster to copy, since making one takes half a second."""
    embedded = EmbeddedServer(tmp_path_factory.mktemp("pristine"))
    embedded.start()
    embedded.stop()
    return embedded.data_dir / "postgres"


@pytest.fixture
def start(data_dir: Path, pristine: Path) -> Iterator[Callable[[], EmbeddedServer]]:
    """Start servers on a data directory of the test's own; whatever is left is stopped after it."""
    started = []

    def _start() -> EmbeddedServer:
        if not data_dir.exists():
            shutil.copytree(pristine, data_dir / "postgres")
        embedded = EmbeddedServer(data_dir)
        embedded.start()
        started.append(embedded)
        return embedded

    yield _start
    for embedded in started:
        embedded.stop()


@pytest.fixture
async def admin(server: EmbeddedServer) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(server.admin_url)
    yield connection
    await connection.close()


@dataclass(frozen=True)
class Names:
    """A database and its roles that no other test knows."""

    owner: str
    database: str
    app_role: str


@pytest.fixture
def names() -> Names:
    number = next(numbers)
    return Names(f"owner_{number}", f"database_{number}", f"app_{number}")
