"""Tasks, and the jobs that have a worker run them.

A job is a row written in the transaction of the change that wants it, so there is a job if and
only if the change was committed. Jobs carry ids; whoever runs one enters again. A worker may die
between doing a job and noting that it is done, so a task must bear being run twice.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tenantry.jobs import queries

if TYPE_CHECKING:
    from tenantry.service import Service
    from tenantry.tenancy.actor import Visitor

Work = Callable[..., Awaitable[Any]]

_LONGEST_WAIT = timedelta(hours=1)


class GiveUp(Exception):
    """Trying again is of no use; the job has failed, and the message says why."""


@dataclass(frozen=True, slots=True)
class Task:
    """What jobs of one name do, how often it is tried, and what of it must not be left to read."""

    name: str
    work: Work
    attempts: int
    secrets: tuple[str, ...]
    """Arguments that are removed from a job that has failed; one that succeeds is deleted."""
    cron: str | None = None

    async def __call__(self, service: Service, /, **arguments: Any) -> Any:
        """Run the task itself, now."""
        return await self.work(service, **arguments)

    def wait_after(self, error: BaseException, attempts: int) -> timedelta | None:
        """Say how long to wait after the n-th attempt failed, counted from 1; None is forever.

        The wait doubles from 2 seconds to an hour, give or take a tenth, so that what failed
        together does not come back together.
        """
        if isinstance(error, GiveUp) or attempts >= self.attempts:
            return None
        wait = min(timedelta(seconds=2**attempts), _LONGEST_WAIT)
        return wait * random.uniform(0.9, 1.1)  # noqa: S311 (spreads load, guards nothing)


TASKS: dict[str, Task] = {}
"""Every task by name; a worker takes the jobs of those that are imported where it runs."""


def task(name: str, *, attempts: int = 18, secrets: tuple[str, ...] = ()) -> Callable[[Work], Task]:
    """Make a task of an async function that takes the Service and named arguments of JSON.

    The default of 18 attempts lasts about eight hours. An error is tried again, but for GiveUp.
    """

    def register(work: Work) -> Task:
        return _register(Task(name, work, attempts, secrets))

    return register


def every(cron: str, name: str) -> Callable[[Work], Task]:
    """Make a task that workers run by the clock, in UTC, once however many of them there are.

    It is tried once: the next turn is the next attempt.
    """

    def register(work: Work) -> Task:
        return _register(Task(name, work, attempts=1, secrets=(), cron=cron))

    return register


def _register(task: Task) -> Task:
    if task.name in TASKS:
        raise ValueError(f"there are two tasks named {task.name}")
    TASKS[task.name] = task
    return task


async def defer(
    holder: Visitor,
    task: Task,
    /,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    **arguments: Any,
) -> int:
    """Have a worker run a task once the holder's transaction has committed; give the job's id.

    at: not before then. lock: jobs with the same one run one after the other, in order.
    arguments: JSON; UUIDs and times travel as text. Never a transaction or what it proved.
    """
    job_id: int = await holder.value(
        queries.DEFER, task=task.name, at=at, lock=lock, arguments=arguments
    )
    return job_id
