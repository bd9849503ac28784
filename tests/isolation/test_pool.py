"""A pooled connection never carries a binding over, however the work before it ended."""

from __future__ import annotations

import asyncio
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import pytest

import tenantry
from tenantry import Service
from tenantry.database.statements import Statement
from tenantry.errors import NotFound, Unavailable
from tests.isolation.pool import assert_clean
from tests.people import Person, Place

SLEEP = Statement("SELECT pg_sleep(30)")
WRONG = Statement("SELECT 1 / 0")
KILL = "SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) pid"

Asleep: TypeAlias = tuple[list[asyncio.Task[None]], list[int]]


async def _sleep(service: Service, person: Person, place: Place, pids: list[int]) -> None:
    async with service.enter(UUID(person.id), UUID(place.id)) as tenant:
        pids.append(tenant.connection.get_server_pid())
        await tenant.all(SLEEP)


async def _enter(service: Service, person: Person, place: Place) -> None:
    async with service.enter(UUID(person.id), UUID(place.id)) as tenant:
        await tenant.connection.fetchval("SELECT count(*) FROM organizations")


async def _asleep(service: Service, person: Person, place: Place, admin: Any) -> Asleep:
    """Fill the pool with work that sleeps in the middle of a statement, and as many that wait."""
    size, pids = service.settings.pool_size, []
    tasks = [asyncio.create_task(_sleep(service, person, place, pids)) for _ in range(size * 2)]
    count = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event = 'PgSleep' AND pid = ANY($1::int[])"
    )
    while await admin.fetchval(count, pids) < size:  # noqa: ASYNC110 (another process's state)
        await asyncio.sleep(0.01)
    return tasks, pids


async def test_after_success(service, olivia, acme) -> None:
    await asyncio.gather(*(_enter(service, olivia, acme) for _ in range(40)))
    await assert_clean(service)


async def test_after_refusals_and_errors(service, olivia, eve, acme) -> None:
    async def refused() -> None:
        with pytest.raises(NotFound):
            await _enter(service, eve, acme)

    async def wrong() -> None:
        with pytest.raises(tenantry.errors.ValidationFailed):
            async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
                await tenant.all(WRONG)

    async def raising() -> None:
        with pytest.raises(ZeroDivisionError):
            async with service.enter(UUID(olivia.id), UUID(acme.id)):
                raise ZeroDivisionError

    await asyncio.gather(*(work() for work in (refused, wrong, raising) for _ in range(15)))
    await assert_clean(service)


async def test_what_a_failed_handler_wrote_is_gone(service, olivia, acme) -> None:
    with pytest.raises(ZeroDivisionError):
        async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
            await tenant.connection.execute("UPDATE organizations SET name = 'half done'")
            raise ZeroDivisionError
    assert (await olivia.get(acme.path)).json()["name"] == "Acme"


async def test_after_work_cancelled_in_the_middle_of_a_statement(
    service, admin_connection, olivia, acme
) -> None:
    for _ in range(3):
        tasks, _ = await _asleep(service, olivia, acme, admin_connection)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(error, asyncio.CancelledError) for error in ended)
        await assert_clean(service)


@pytest.mark.parametrize("opening", ["enter", "found", "act"])
async def test_after_work_cancelled_at_every_step_of_the_event_loop(
    service, olivia, acme, opening: str
) -> None:
    async def work() -> None:
        arguments = [UUID(acme.id)] if opening == "enter" else []
        async with getattr(service, opening)(UUID(olivia.id), *arguments) as actor:
            await actor.connection.fetchval("SELECT count(*) FROM organizations")

    for steps in range(40):
        tasks = [asyncio.create_task(work()) for _ in range(5)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with service.visit() as visitor:
            assert await visitor.connection.fetchval("SELECT count(*) FROM organizations") == 0
    await assert_clean(service)


async def test_cancelling_twice_still_gives_the_connection_back(
    service, admin_connection, olivia, acme
) -> None:
    tasks, _ = await _asleep(service, olivia, acme, admin_connection)
    for task in tasks:
        task.cancel()
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await assert_clean(service)


async def test_after_a_client_hangs_up(base_url, service, olivia, acme, admin_connection) -> None:
    host, port = base_url.removeprefix("http://").split(":")
    head = (
        f"PATCH /api/v1{acme.path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 14\r\n"
        f"Content-Type: application/json\r\nAuthorization: Bearer {olivia.access_token}\r\n\r\n"
    )
    async with admin_connection.transaction():
        await admin_connection.execute(
            "SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE", acme.id
        )
        for _ in range(5):
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(head.encode() + b'{"name": "No"}')
            await writer.drain()
            writer.close()
    await olivia.patch(acme.path, {"name": "After"})
    await assert_clean(service)


async def test_after_a_statement_timeout(service, settings, olivia, acme) -> None:
    brief = settings.model_copy(update={"statement_timeout": 50, "pool_size": 3})
    async with tenantry.open(brief) as hurried:
        for _ in range(4):
            with pytest.raises(Unavailable):
                await _sleep(hurried, olivia, acme, [])
        await assert_clean(hurried)
        await _enter(hurried, olivia, acme)


async def test_after_killed_backends(service, admin_connection, olivia, acme) -> None:
    tasks, pids = await _asleep(service, olivia, acme, admin_connection)
    for waiting in tasks[len(pids) :]:
        waiting.cancel()
    await admin_connection.execute(KILL, pids)
    ended = await asyncio.gather(*tasks[: len(pids)], return_exceptions=True)
    assert all(isinstance(error, Unavailable) for error in ended), ended
    assert not await assert_clean(service) & set(pids)


async def test_after_idle_backends_were_killed(service, admin_connection, olivia, acme) -> None:
    pids = await assert_clean(service)
    await admin_connection.execute(KILL, list(pids))
    statuses = [(await olivia.get(acme.path)).status_code for _ in range(len(pids) + 1)]
    assert set(statuses) <= {200, 503}
    assert statuses[-1] == 200
    assert not await assert_clean(service) & pids


async def test_nobody_waits_forever_for_a_connection(settings, olivia, acme) -> None:
    tiny = settings.model_copy(update={"pool_size": 1})
    async with tenantry.open(tiny) as service:
        for _ in range(5):
            task = asyncio.create_task(_enter(service, olivia, acme))
            waiting = asyncio.create_task(_enter(service, olivia, acme))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(task, waiting, return_exceptions=True)
        await _enter(service, olivia, acme)
        with pytest.raises(NotFound):
            async with service.enter(UUID(olivia.id), uuid4()):
                pass
