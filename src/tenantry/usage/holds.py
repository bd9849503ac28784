"""Holds that lapsed: counted by a process that died, or lost its database, before it settled."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tenantry.database.refusals import CONTENTION
from tenantry.usage import claims

if TYPE_CHECKING:
    from tenantry.service import Service

_BATCH = 500


async def give_back_lapsed(service: Service) -> int:
    """Count back every hold that lapsed, and say how many there were.

    Idempotent, and safe beside requests: who deletes a hold counts it back, and nobody else.
    """
    given = 0
    while organizations := await _lapsed(service):
        done = 0
        for organization_id in organizations:
            done += await _give_back(service, organization_id)
        given += done
        if done == 0:
            break
    return given


async def _give_back(service: Service, organization_id: UUID) -> int:
    """What is in the way now is not in a minute, when the next turn comes."""
    try:
        async with service.door.tend(organization_id) as steward:
            count: int = await steward.value(claims.GIVE_BACK_LAPSED)
            return count
    except CONTENTION:
        return 0


async def _lapsed(service: Service) -> list[UUID]:
    async with service.visit() as visitor:
        return [row[0] for row in await visitor.all(claims.LAPSED, batch=_BATCH)]
