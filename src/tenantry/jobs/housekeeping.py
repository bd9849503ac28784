"""What keeps the queue itself in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantry.jobs import queries
from tenantry.jobs.tasks import every

if TYPE_CHECKING:
    from tenantry.service import Service


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
