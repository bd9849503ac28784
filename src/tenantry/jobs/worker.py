"""The worker: takes jobs from the queue and runs them with the service at hand.

async with tenantry.Worker(service):
    ...
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import format_exception
from types import TracebackType
from typing import TYPE_CHECKING, Any

import procrastinate
import structlog
from procrastinate.jobs import Job

from tenantry.jobs import queries
from tenantry.jobs.connection import connector
from tenantry.jobs.tasks import TASKS, GiveUp, Task

if TYPE_CHECKING:
    from tenantry.service import Service

_log = structlog.get_logger("tenantry.jobs")

NAME = "tenantry"
CONCURRENCY = 4
POLL_SECONDS = 2.0
"""How often to ask for jobs whose time has come; new ones announce themselves."""
FINISH_SECONDS = 10
"""How long jobs under way may take once the worker is told to stop; then another takes them."""
_LONGEST_BREAK = 30.0
_HOMES = (
    "tenantry.attempts.clearing",
    "tenantry.identity.proofs.service",
    "tenantry.jobs.housekeeping",
    "tenantry.mail.sending",
)
"""Where Tenantry's own tasks are; an application's are known once it has imported them."""


class Worker:
    """Runs jobs until it is left, through any number of failures of the database."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Worker:
        self._running = asyncio.create_task(self.run(), name="tenantry jobs")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def run(self) -> None:
        """Run jobs until cancelled, which lets those under way finish first."""
        _keep_quiet()
        rest = 1.0
        while True:
            began = time.monotonic()
            try:
                await self._run_once()
                reason = "the queue could not be reached"
            except Exception as error:
                reason = f"{type(error).__name__}: {error.__cause__ or error}".splitlines()[0]
            rest = 1.0 if time.monotonic() - began > 2 * _LONGEST_BREAK else rest
            _log.warning("jobs interrupted", reason=reason, again_in_seconds=rest)
            await asyncio.sleep(rest)
            rest = min(2 * rest, _LONGEST_BREAK)

    async def _run_once(self) -> None:
        app = application(self._service)
        async with app.open_async():
            await app.run_worker_async(
                name=NAME,
                queues=[name for name in app.tasks if name in TASKS],
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=FINISH_SECONDS,
            )


def application(service: Service) -> procrastinate.App:
    """Make procrastinate's application of every task there is, and put the service in reach."""
    for home in _HOMES:
        importlib.import_module(home)
    app = procrastinate.App(connector=connector(service.app_url))
    for task in TASKS.values():
        run = app.task(name=task.name, queue=task.name, pass_context=True, retry=_Retry(task))(
            _runner(service, task)
        )
        if task.cron is not None:
            app.periodic(cron=task.cron)(run)
    return app


class _Retry(procrastinate.BaseRetryStrategy):
    """Tries again as the task says; what a stopping worker cut short is tried again at once."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> procrastinate.RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            return procrastinate.RetryDecision(retry_in={"seconds": 0})
        wait = self._task.wait_after(exception, job.attempts + 1)
        if wait is None:
            return None
        return procrastinate.RetryDecision(retry_at=datetime.now(UTC) + wait)


def _runner(service: Service, task: Task) -> Any:
    async def run(context: procrastinate.JobContext, /, **arguments: Any) -> None:
        if task.cron is not None:
            arguments.pop("timestamp", None)
        began = time.monotonic()
        told: dict[str, Any] = {
            "task": task.name,
            "job_id": context.job.id,
            "attempt": context.job.attempts + 1,
        }
        try:
            await task.work(service, **arguments)
        except Exception as error:
            wait = task.wait_after(error, context.job.attempts + 1)
            if wait is not None:
                _log.warning("job to be retried", **told, reason=_sentence(error))
            else:
                if not isinstance(error, GiveUp):
                    told["exception"] = "".join(format_exception(error))  # without local variables
                _log.error("job failed", **told, reason=_sentence(error))
                await _give_up(service, task, context.job, error)
            raise
        told["ms"] = round((time.monotonic() - began) * 1000)
        (_log.debug if task.cron is not None else _log.info)("job done", **told)

    return run


async def _give_up(service: Service, task: Task, job: Job, error: Exception) -> None:
    async with service.visit() as visitor:
        await visitor.all(
            queries.GIVE_UP,
            job_id=job.id,
            task=task.name,
            periodic=task.cron is not None,
            secrets=list(task.secrets),
            error=_sentence(error),
        )


def _sentence(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:500]


_OURS: ContextVar[bool] = ContextVar("tenantry_jobs", default=False)
_TALKATIVE = ("manager", "periodic", "utils", "worker", f"worker.{NAME}")


def _of_others(record: logging.LogRecord) -> bool:
    return not _OURS.get()


def _keep_quiet() -> None:
    """Say ourselves what happens to our jobs: procrastinate writes arguments down, secrets too.

    It holds for this task and those it starts; a host's own procrastinate goes on speaking.
    """
    _OURS.set(True)
    for name in ("psycopg.pool", *(f"procrastinate.{part}" for part in _TALKATIVE)):
        logging.getLogger(name).addFilter(_of_others)
