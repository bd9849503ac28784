"""One real server for all tests: embedded PostgreSQL, the unprivileged role, HTTP on a socket.

Nothing is reset between tests: each founds its own organizations, and isolation does the rest.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
import uvicorn

import tenantry
from tenantry.database.embedded import EmbeddedServer
from tenantry.database.urls import with_login
from tenantry.http.wire import Protocol
from tenantry.logs import configure
from tenantry.settings import Settings
from tests.people import TOKEN_MINUTES, Person, Place, found, sign_up


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="tenantry-tests-") as directory:
        yield Settings(
            data_dir=Path(directory),
            access_token_minutes=TOKEN_MINUTES,
            rate_limits="off",
            log_level="error",
            log_format="json",
        )


@pytest_asyncio.fixture(scope="session")
async def service(settings: Settings) -> AsyncIterator[tenantry.Service]:
    async with tenantry.open(settings) as service:
        yield service


@pytest_asyncio.fixture(scope="session")
async def base_url(service: tenantry.Service) -> AsyncIterator[str]:
    """The address of a uvicorn that serves the app on a free port."""
    configure(service.settings)
    app = tenantry.create_app(service=service)
    server = uvicorn.Server(
        uvicorn.Config(app, http=Protocol, port=0, log_config=None, access_log=False, lifespan="on")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn offers no event)
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest_asyncio.fixture(scope="session")
async def http(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API, signed in as nobody."""
    async with httpx.AsyncClient(base_url=f"{base_url}/api/v1", timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def embedded(service: tenantry.Service, settings: Settings) -> Iterator[EmbeddedServer]:
    """Another hold on the server that `service` opened, for the URLs of its roles."""
    server = EmbeddedServer(settings.data_dir)
    server.start()
    yield server
    server.stop()


@pytest_asyncio.fixture
async def app_connection(embedded: EmbeddedServer) -> AsyncIterator[asyncpg.Connection]:
    """A bare connection as the unprivileged role, bound to nothing."""
    connection = await asyncpg.connect(embedded.app_url)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def admin_connection(embedded: EmbeddedServer) -> AsyncIterator[asyncpg.Connection]:
    """The superuser, to look past row-level security and to turn back clocks."""
    connection = await asyncpg.connect(with_login(embedded.owner_url, "postgres", None))
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
def new_person(http: httpx.AsyncClient) -> Callable[[str], Awaitable[Person]]:
    """Sign up someone whose account a test may wear out."""

    async def new(name: str = "nora") -> Person:
        return await sign_up(http, name)

    return new


async def _with_trials(embedded: EmbeddedServer, person: Person) -> Person:
    """Let each organization of someone's be their first: it starts on trial, with Pro's limits."""
    connection = await asyncpg.connect(with_login(embedded.owner_url, "postgres", None))
    await connection.execute(
        "UPDATE users SET trials_started = -100000 WHERE id = $1", UUID(person.id)
    )
    await connection.close()
    return person


@pytest_asyncio.fixture(scope="session")
async def olivia(http: httpx.AsyncClient, embedded: EmbeddedServer) -> Person:
    """The owner of acme."""
    return await _with_trials(embedded, await sign_up(http, "olivia"))


@pytest_asyncio.fixture(scope="session")
async def adam(http: httpx.AsyncClient) -> Person:
    """An admin of acme."""
    return await sign_up(http, "adam")


@pytest_asyncio.fixture(scope="session")
async def mia(http: httpx.AsyncClient) -> Person:
    """A member of acme, an editor in its workspace Support."""
    return await sign_up(http, "mia")


@pytest_asyncio.fixture(scope="session")
async def vera(http: httpx.AsyncClient) -> Person:
    """A member of acme, a viewer in its workspace Support."""
    return await sign_up(http, "vera")


@pytest_asyncio.fixture(scope="session")
async def eve(http: httpx.AsyncClient, embedded: EmbeddedServer) -> Person:
    """The owner of globex: an outsider to acme."""
    return await _with_trials(embedded, await sign_up(http, "eve"))


@pytest_asyncio.fixture
async def acme(olivia: Person, adam: Person, mia: Person, vera: Person) -> Place:
    """A fresh acme with the whole cast and the workspaces Default and Support."""
    place = await found(olivia, "Acme")
    for person, role in ((adam, "admin"), (mia, "member"), (vera, "member")):
        await place.add(person, role)
    await place.add_workspace("support")
    await place.let_in(mia, "editor")
    await place.let_in(vera, "viewer")
    await place.add_chatbot("support")
    return place


@pytest_asyncio.fixture
async def globex(eve: Person) -> Place:
    """A fresh globex, Eve's alone."""
    place = await found(eve, "Globex")
    await place.add_chatbot("default")
    return place
