"""`tenantry worker`: a process that runs jobs and nothing else."""

from __future__ import annotations

import asyncio
import signal

import structlog

from tenantry import service as services
from tenantry.jobs.worker import Worker
from tenantry.logs import configure
from tenantry.settings import Settings

_log = structlog.get_logger("tenantry.jobs")


def work(settings: Settings) -> None:
    """Run jobs until SIGINT or SIGTERM, then finish those under way.

    Raises SettingsError or DatabaseError with what to do.
    """
    configure(settings)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with services.open(settings) as service, Worker(service):
        _log.info("worker started")
        await stop.wait()
    _log.info("worker stopped")
