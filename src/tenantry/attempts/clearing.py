"""Forgetting attempts that no limit counts any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantry.attempts import queries
from tenantry.jobs.tasks import every

if TYPE_CHECKING:
    from tenantry.service import Service


@every("*/5 * * * *", "attempts.delete_expired")
async def delete_expired(service: Service) -> None:
    """Delete the counts of windows that are over, some at a time."""
    async with service.visit() as visitor:
        await visitor.all(queries.DELETE_EXPIRED)
