"""A connection handed straight from one request to the next takes nothing along."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio

import tenantry
from tenantry import Service
from tenantry.database.statements import Statement
from tenantry.errors import NotFound
from tests.isolation.pool import assert_clean
from tests.people import Person, Place

NAMES = Statement("SELECT name FROM organizations")
OWN_NAMES = Statement("SELECT name FROM own_organizations")
RENAME = Statement("UPDATE organizations SET name = name || '!' RETURNING name")
ROUNDS = 25


@pytest_asyncio.fixture(params=[1, 2])
async def narrow(request: pytest.FixtureRequest, service: Service) -> AsyncIterator[Service]:
    """So few connections that nearly every request waits for another's."""
    settings = service.settings.model_copy(update={"pool_size": request.param})
    async with tenantry.open(settings) as narrow:
        yield narrow


@pytest_asyncio.fixture
async def nora(new_person, acme: Place, globex: Place) -> Person:
    """A member of both."""
    nora = await new_person()
    await acme.add(nora, "admin")
    await globex.add(nora, "admin")
    return nora


async def test_readers_writers_and_visitors_in_turn_each_see_their_own(
    narrow, nora, eve, acme, globex
) -> None:
    async def read(place: Place, name: str) -> None:
        async with narrow.enter(UUID(nora.id), UUID(place.id)).reading() as tenant:
            assert [row["name"].rstrip("!") for row in await tenant.all(NAMES)] == [name]

    async def write(place: Place, name: str) -> None:
        async with narrow.enter(UUID(nora.id), UUID(place.id)) as tenant:
            assert [row["name"].rstrip("!") for row in await tenant.all(RENAME)] == [name]

    async def act() -> None:
        async with narrow.act(UUID(nora.id)).reading() as actor:
            names = {row["name"].rstrip("!") for row in await actor.all(OWN_NAMES)}
            assert names == {"Acme", "Globex"}
            assert await actor.all(NAMES) == []

    async def visit() -> None:
        async with narrow.visit() as visitor:
            assert await visitor.all(NAMES) == []

    async def intrude() -> None:
        with pytest.raises(NotFound):
            async with narrow.enter(UUID(eve.id), UUID(acme.id)).reading() as tenant:
                await tenant.all(NAMES)

    await asyncio.gather(
        *(
            work
            for _ in range(ROUNDS)
            for work in (
                read(acme, "Acme"),
                visit(),
                read(globex, "Globex"),
                act(),
                write(acme, "Acme"),
                intrude(),
                visit(),
                write(globex, "Globex"),
            )
        )
    )
    assert (await nora.get(acme.path)).json()["name"] == "Acme" + "!" * ROUNDS
    assert (await nora.get(globex.path)).json()["name"] == "Globex" + "!" * ROUNDS
    await assert_clean(narrow)


async def test_a_reader_who_is_cancelled_leaves_nothing_to_the_next(narrow, nora, acme) -> None:
    async def read() -> None:
        async with narrow.enter(UUID(nora.id), UUID(acme.id)).reading() as tenant:
            await tenant.all(NAMES)

    async def visit() -> None:
        async with narrow.visit() as visitor:
            assert await visitor.all(NAMES) == []

    for steps in range(20):
        readers = [asyncio.create_task(read()) for _ in range(4)]
        visitors = [asyncio.create_task(visit()) for _ in range(4)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*visitors)
        await asyncio.gather(*readers, return_exceptions=True)
    await assert_clean(narrow)


async def test_a_read_that_follows_a_change_sees_it(narrow, nora, acme) -> None:
    for number in range(10):
        async with narrow.enter(UUID(nora.id), UUID(acme.id)) as tenant:
            await tenant.connection.execute(f"UPDATE organizations SET name = 'No {number}'")
        async with narrow.enter(UUID(nora.id), UUID(acme.id)).reading() as tenant:
            assert [row["name"] for row in await tenant.all(NAMES)] == [f"No {number}"]
