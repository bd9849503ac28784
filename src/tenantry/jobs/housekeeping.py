"""What happens by the clock: subscriptions end, holds lapse, and the queue is kept in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantry.billing.sweep import sweep
from tenantry.http.idempotency import forget
from tenantry.jobs import queries
from tenantry.jobs.tasks import every
from tenantry.usage.holds import give_back_lapsed

if TYPE_CHECKING:
    from tenantry.service import Service


@every("* * * * *", "billing.sweep")
async def sweep_subscriptions(service: Service) -> None:
    """Write down which subscriptions are over, and freeze what they no longer admit."""
    await sweep(service)


@every("* * * * *", "usage.give_back_lapsed")
async def give_back(service: Service) -> None:
    """Count back the messages of processes that died over their answers."""
    await give_back_lapsed(service)


@every("* * * * *", "jobs.rescue")
async def rescue(service: Service) -> None:
    """Hand on the jobs of workers that died over them."""
    async with service.visit() as visitor:
        await visitor.all(queries.RESCUE)


@every("17 * * * *", "jobs.delete_failed")
async def delete_failed(service: Service) -> None:
    """Forget the jobs that failed a month ago, some at a time."""
    async with service.visit() as visitor:
        await visitor.all(queries.DELETE_FAILED)


@every("37 * * * *", "http.forget_keys")
async def forget_keys(service: Service) -> None:
    """Forget the Idempotency-Keys of the day before, with the answers kept for them."""
    await forget(service)
