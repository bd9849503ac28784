"""A server whose chatbots have a model, beside the one whose chatbots have none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
import pytest_asyncio
import uvicorn

import tenantry
from tests.chatbots.model_server import ModelServer, answers, serving
from tests.people import Person, Place, found
from tests.usage.counts import Counts


@pytest_asyncio.fixture(scope="session")
async def the_model() -> AsyncIterator[ModelServer]:
    async with serving(ModelServer()) as model:
        yield model


@pytest.fixture
def model(the_model: ModelServer) -> ModelServer:
    """The endpoint, which answers until it is told otherwise."""
    the_model.behave(answers("Hello, ", "Ada"))
    return the_model


@pytest_asyncio.fixture(scope="session")
async def talkative(
    settings: tenantry.Settings, service: tenantry.Service, the_model: ModelServer
) -> AsyncIterator[tenantry.Service]:
    """Another service on the same database, with a model."""
    more = {"model_url": the_model.url, "model_name": "small", "model_timeout": 3}
    async with tenantry.open(settings.model_copy(update=more)) as service:
        yield service


@pytest_asyncio.fixture(scope="session")
async def talking(talkative: tenantry.Service) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its API."""
    app = tenantry.create_app(service=talkative)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="on")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn offers no event)
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}/api/v1",
        timeout=30,
        limits=httpx.Limits(max_connections=100),
    ) as client:
        yield client
    server.should_exit = True
    await task


@dataclass
class Bot:
    """A chatbot in the workspace Support, and who speaks to it."""

    place: Place
    id: str
    path: str
    counts: Counts
    olivia: Person
    mia: Person
    vera: Person

    async def stored(self) -> list[tuple[str, str]]:
        """Read what was said, oldest first."""
        found = await self.olivia.get(self.path, params={"sort": "created_at", "limit": 100})
        assert found.status_code == 200, found.text
        return [(message["role"], message["content"]) for message in found.json()["messages"]]


@pytest.fixture
async def bot(
    model: ModelServer,
    talking: httpx.AsyncClient,
    new_person,
    mia: Person,
    vera: Person,
    admin_connection,
) -> Bot:
    """A fresh chatbot; whoever speaks to it does so through the server with a model."""
    olivia = await new_person("olivia")
    place = await found(olivia, "Acme")
    await place.add_workspace("support")
    for person, role in ((mia, "editor"), (vera, "viewer")):
        await place.add(person, "member")
        await place.let_in(person, role)
    made = await olivia.post(
        f"{place.workspace()}/chatbots", {"name": "Helper", "instructions": "Be brief."}
    )
    assert made.status_code == 201, made.text
    path = f"{place.workspace()}/chatbots/{made.json()['id']}/messages"
    speakers = (replace(person, http=talking) for person in (olivia, mia, vera))
    return Bot(place, made.json()["id"], path, Counts(admin_connection, place), *speakers)
