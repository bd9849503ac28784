"""The meter counts exactly: the last unit is granted once, and what came to nothing comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

import tenantry
from tenantry.errors import PlanLimitReached, TenantryError
from tenantry.usage.account import Receipt
from tests.people import Place, found
from tests.usage.counts import Counts


@pytest.fixture
async def place(new_person) -> Place:
    """A first organization, on trial."""
    return await found(await new_person(), "Counted")


@pytest.fixture
async def counts(place: Place, admin_connection) -> Counts:
    return Counts(admin_connection, place)


@pytest.fixture
async def second(settings) -> AsyncIterator[tenantry.Service]:
    """Another service on the same database, as another worker would have it."""
    async with tenantry.open(settings) as service:
        yield service


async def enter(service: tenantry.Service, place: Place) -> tenantry.Tenant:
    """Enter the default workspace, and leave again: claims are made outside."""
    owner = UUID(place.owner.id)
    async with service.enter(owner, UUID(place.id), UUID(place.default_id)) as tenant:
        return tenant


async def try_claim(service: tenantry.Service, tenant: tenantry.Tenant) -> Receipt | TenantryError:
    try:
        return await service.meter.claim(tenant)
    except TenantryError as error:
        return error


async def test_the_last_unit_is_granted_once_to_fifty_at_once_on_two_workers(
    service, second, place, counts
) -> None:
    await counts.plan("free")
    tenants = [(worker, await enter(worker, place)) for worker in (service, second)]
    await counts.use(99)
    answers = await asyncio.gather(
        *(try_claim(worker, tenant) for _ in range(25) for worker, tenant in tenants)
    )
    granted = [answer for answer in answers if isinstance(answer, Receipt)]
    refused = [answer for answer in answers if isinstance(answer, PlanLimitReached)]
    assert (len(granted), len(refused)) == (1, 49)
    assert await counts.month() == await counts.days() == 100
    extra = {key: refused[0].extra[key] for key in ("limit", "admits", "used", "tier", "upgrade_to")}
    assert extra == {
        "limit": "messages",
        "admits": 100,
        "used": 100,
        "tier": "free",
        "upgrade_to": "starter",
    }
