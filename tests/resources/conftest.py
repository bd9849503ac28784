"""The library, migrated and served by `tenantry serve`, with a crowd and two organizations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.http.process import Serving
from tests.people import Person, Place, found, sign_up

PLANS = """
[plans.free]
price = 0
limits = { workspaces = 10, chatbots = 1, messages = 1, books = 2 }

[plans.pro]
price = 9
limits = { workspaces = 10, chatbots = 1, messages = 1, books = 5 }
"""


@pytest.fixture(scope="session")
def library_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("library")
    (directory / "plans.toml").write_text(PLANS)
    serving = Serving(
        directory,
        TENANTRY_RESOURCES="tests.resources.library",
        TENANTRY_PLANS_FILE=str(directory / "plans.toml"),
        TENANTRY_TRIALS_PER_USER="1000",
        TENANTRY_RATE_LIMITS="off",
        TENANTRY_WORKERS="2",
        PYTHONPATH=str(Path(__file__).parents[2]),
    )
    yield serving
    serving.stop()


@dataclass
class Library:
    """An organization whose workspace Support has an editor, mia, and a viewer, vera."""

    place: Place
    olivia: Person
    mia: Person
    vera: Person
    process: Serving

    @property
    def books(self) -> str:
        return f"{self.place.workspace()}/books"

    @property
    def shelves(self) -> str:
        return f"{self.place.workspace()}/shelves"

    async def book(self, title: str, **fields: object) -> str:
        made = await self.mia.post(self.books, {"title": title, **fields})
        assert made.status_code == 201, made.text
        return f"{self.books}/{made.json()['id']}"


@pytest_asyncio.fixture(scope="session")
async def library_http(library_process: Serving) -> AsyncIterator[httpx.AsyncClient]:
    url = f"{library_process.url}/api/v1"
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield client


@pytest_asyncio.fixture(scope="session")
async def crowd(library_http: httpx.AsyncClient) -> dict[str, Person]:
    return {n: await sign_up(library_http, n) for n in ("olivia", "mia", "vera", "eve")}


@pytest_asyncio.fixture
async def library(crowd: dict[str, Person], library_process: Serving) -> Library:
    place = await found(crowd["olivia"], "Library")
    await place.add_workspace("support")
    for name, role in (("mia", "editor"), ("vera", "viewer")):
        await place.add(crowd[name], "member")
        await place.let_in(crowd[name], role)
    return Library(place, crowd["olivia"], crowd["mia"], crowd["vera"], library_process)
