"""The sweep: settles every subscription whose time has come, also where nobody looks in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from uuid import UUID

from tenantry.billing import queries
from tenantry.billing.freezing import refit
from tenantry.billing.limits import LIMITED
from tenantry.billing.settle import settle
from tenantry.errors import NotFound
from tenantry.resources.registry import resources
from tenantry.settings import SettingsError

if TYPE_CHECKING:
    from tenantry.service import Service

_BATCH = 500


async def require_resources(service: Service) -> None:
    """Refuse to freeze or thaw for an application whose tables this process does not know.

    They would stay as they are for good, as what is settled is not settled again. Raises
    SettingsError.
    """
    known = [resource.plural for resource in resources()] + [
        each.table for each in LIMITED.values()
    ]
    async with service.visit() as visitor:
        names = [row["name"] for row in await visitor.all(queries.UNKNOWN, known=known)]
    if names:
        raise SettingsError(
            f"TENANTRY_RESOURCES: nothing is known here of the tables {', '.join(names)}: name the "
            "modules that declare them, or drop those that nobody uses any more."
        )


async def sweep(service: Service) -> int:
    """Settle what is due, each organization in a transaction of its own, and count them.

    Idempotent, and safe beside requests and other sweeps: who comes second finds it done.
    """
    await require_resources(service)
    settled = 0
    while due := await _due(service):
        done = 0
        for organization_id in due:
            done += await _settle(service, organization_id)
        settled += done
        if done == 0:
            break
    return settled


async def apply(service: Service) -> int:
    """Freeze and thaw in every organization as the plans are now, and count the organizations.

    For when the plans themselves have changed.
    """
    await require_resources(service)
    count = 0
    async for organization_id in _all(service):
        try:
            async with service.door.tend(organization_id) as steward:
                await settle(steward)
                await refit(steward)
        except NotFound:
            continue
        count += 1
    return count


async def _settle(service: Service, organization_id: UUID) -> bool:
    async with service.door.tend(organization_id) as steward:
        return await settle(steward)


async def _due(service: Service) -> list[UUID]:
    async with service.visit() as visitor:
        return [row[0] for row in await visitor.all(queries.DUE, batch=_BATCH)]


async def _all(service: Service) -> AsyncIterator[UUID]:
    after = UUID(int=0)
    while True:
        async with service.visit() as visitor:
            found = await visitor.all(queries.NEXT, after=after, batch=_BATCH)
        if not found:
            return
        for row in found:
            after = row[0]
            yield after
