"""Jobs: there if and only if their change is, run once, tried again, and never left to read."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

import tenantry
from tenantry import jobs
from tenantry.database.account import account_for
from tenantry.database.cluster import Cluster
from tenantry.errors import Unavailable
from tenantry.identity import service as identity
from tenantry.identity.schemas import SignUp
from tenantry.jobs.housekeeping import rescue
from tenantry.settings import Settings
from tests.jobs import tasks
from tests.jobs.conftest import held, until
from tests.jobs.tasks import Ran
from tests.people import PASSWORD


class Refused(Exception):
    """What a transaction is rolled back with."""


async def waiting(queue: asyncpg.Connection) -> int:
    return int(await queue.fetchval("SELECT count(*) FROM procrastinate_jobs"))


async def test_a_job_is_run_with_what_it_was_given(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    person = uuid4()
    names = {"context": 1, "service": 2, "task": 3, "id": 4}
    given = {"person": person, "words": ["ä", None, 1.5], **names}
    async with tenantry.Worker(quiet):
        async with quiet.visit() as visitor:
            await jobs.defer(visitor, tasks.note, **given)
        await until(lambda: _has_run(ran, "note"))
        await until(lambda: _is_empty(queue))
    assert ran.of("note") == [given | {"person": str(person)}]


async def _has_run(ran: Ran, name: str, times: int = 1) -> bool:
    return len(ran.of(name)) >= times


async def _is_empty(queue: asyncpg.Connection) -> bool:
    return not await queue.fetchval(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE 'tests.%'"
    )


async def test_a_job_of_a_change_that_was_rolled_back_does_not_exist(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    with pytest.raises(Refused):
        async with quiet.visit() as visitor:
            await jobs.defer(visitor, tasks.note)
            raise Refused
    assert await waiting(queue) == 0


async def test_a_job_is_not_seen_before_its_change_is(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    async with tenantry.Worker(quiet):
        async with quiet.visit() as visitor:
            await jobs.defer(visitor, tasks.note, which="inside")
            async with quiet.visit() as other:
                await jobs.defer(other, tasks.note, which="committed")
            await until(lambda: _has_run(ran, "note"))
            assert ran.of("note") == [{"which": "committed"}]
        await until(lambda: _has_run(ran, "note", 2))
    assert ran.of("note")[1] == {"which": "inside"}


async def test_a_transaction_that_only_reads_cannot_defer(quiet: tenantry.Service) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with quiet.visit().reading() as visitor:
            await jobs.defer(visitor, tasks.note)


async def test_two_workers_do_a_job_once(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    async with tenantry.Worker(quiet), tenantry.Worker(quiet):
        async with quiet.visit() as visitor:
            for number in range(40):
                await jobs.defer(visitor, tasks.note, number=number)
        await until(lambda: _is_empty(queue))
    assert sorted(call["number"] for call in ran.of("note")) == list(range(40))


async def test_jobs_with_the_same_lock_do_not_overlap(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    async with quiet.visit() as visitor:
        for key in "abc":
            await jobs.defer(visitor, tasks.slow, lock="one", key=key)
    async with tenantry.Worker(quiet), tenantry.Worker(quiet):
        await until(lambda: _is_empty(queue))
    assert [(name, call["key"]) for name, call in ran.calls] == [
        (f"slow {what}", key) for key in "abc" for what in ("began", "ended")
    ]


async def test_a_job_that_fails_is_tried_again_later(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    async with quiet.visit() as visitor:
        await jobs.defer(visitor, tasks.fail_twice, key="k")
    async with tenantry.Worker(quiet):
        await until(lambda: _has_run(ran, "fail_twice"))
        again = await until(
            lambda: queue.fetchval(
                "SELECT scheduled_at > now() FROM procrastinate_jobs "
                "WHERE status = 'todo' AND task_name LIKE 'tests.%'"
            )
        )
        assert again
        await until(lambda: _is_empty(queue))
    assert len(ran.of("fail_twice")) == 3


async def test_a_job_that_failed_for_good_says_why_and_keeps_no_secret(
    quiet: tenantry.Service,
    queue: asyncpg.Connection,
    ran: Ran,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("INFO", "procrastinate")
    async with quiet.visit() as visitor:
        await jobs.defer(visitor, tasks.fail, token="sesame", about="ida")
        await jobs.defer(visitor, tasks.give_up, token="sesame")
    async with tenantry.Worker(quiet):
        await until(
            lambda: queue.fetchval(
                "SELECT count(*) = 2 FROM procrastinate_jobs "
                "WHERE status = 'failed' AND task_name LIKE 'tests.%'"
            )
        )
    rows = await queue.fetch(
        "SELECT task_name, args FROM procrastinate_jobs WHERE task_name LIKE 'tests.%' ORDER BY id"
    )
    assert [(row["task_name"], json.loads(row["args"])) for row in rows] == [
        ("tests.fail", {"about": "ida", "error": "ConnectionError: nothing there for ida"}),
        ("tests.give_up", {"error": "GiveUp: no such thing"}),
    ]
    assert (len(ran.of("fail")), len(ran.of("give_up"))) == (2, 1)
    assert "sesame" not in caplog.text + "".join(capsys.readouterr())


async def test_a_worker_leaves_jobs_alone_that_it_does_not_know(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    unknown = jobs.Task("elsewhere.task", tasks.note.work, 3, ())
    async with tenantry.Worker(quiet):
        async with quiet.visit() as visitor:
            await jobs.defer(visitor, unknown)
            await jobs.defer(visitor, tasks.note)
        await until(lambda: _has_run(ran, "note"))
    assert (
        await queue.fetchval(
            "SELECT status FROM procrastinate_jobs WHERE task_name = 'elsewhere.task'"
        )
        == "todo"
    )


async def test_a_stopped_worker_finishes_what_it_began(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    async with quiet.visit() as visitor:
        await jobs.defer(visitor, tasks.slow, key="a")
    async with tenantry.Worker(quiet):
        await until(lambda: _has_run(ran, "slow began"))
    assert ran.of("slow ended") == [{"key": "a"}]
    assert await _is_empty(queue)


async def test_the_job_of_a_worker_that_died_is_handed_on(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    async with quiet.visit() as visitor:
        job_id = await jobs.defer(visitor, tasks.note, which="orphan")
        alive = await jobs.defer(visitor, tasks.note, which="under way")
    dead, living = [
        await queue.fetchval(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            f"VALUES (now() - interval '{age}') RETURNING id"
        )
        for age in ("2 minutes", "2 seconds")
    ]
    await queue.executemany(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = $2 WHERE id = $1",
        [(job_id, dead), (alive, living)],
    )
    await rescue(quiet)
    async with tenantry.Worker(quiet):
        await until(lambda: _has_run(ran, "note"))
    assert ran.of("note") == [{"which": "orphan"}]


async def test_a_job_enters_its_organization_again(
    quiet: tenantry.Service, queue: asyncpg.Connection, ran: Ran
) -> None:
    new = SignUp(email="jo@example.test", password=PASSWORD, organization_name="Jobs & Co")
    organization_id = (await identity.sign_up(quiet, new)).context.organization_id
    assert organization_id is not None
    async with tenantry.Worker(quiet):
        async with quiet.door.tend(organization_id) as steward:
            await jobs.defer(steward, tasks.name_organization, organization_id=organization_id)
        await until(lambda: _has_run(ran, "name_organization"))
    assert ran.of("name_organization") == [{"name": "Jobs & Co"}]


async def test_a_worker_outlives_a_database_that_goes_away(tmp_path: Path, ran: Ran) -> None:
    """The server is stopped under it, and started again."""
    settings = Settings(data_dir=tmp_path, log_level="error")
    async with tenantry.open(settings) as service, tenantry.Worker(service):
        async with service.visit() as visitor:
            await jobs.defer(visitor, tasks.note, which="before")
        await until(lambda: _has_run(ran, "note"))
        server = held(tmp_path)
        cluster = Cluster(tmp_path / "postgres", account_for(tmp_path / "postgres"))
        await asyncio.to_thread(cluster.stop)
        with pytest.raises(Unavailable):
            async with service.visit() as visitor:
                await jobs.defer(visitor, tasks.note, which="never")
        await asyncio.to_thread(cluster.start)
        async with service.visit() as visitor:
            await jobs.defer(visitor, tasks.note, which="after")
        await until(lambda: _has_run(ran, "note", 2), seconds=60)
        server.stop()
    assert ran.of("note") == [{"which": "before"}, {"which": "after"}]
