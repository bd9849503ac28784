"""The meter counts exactly: the last unit is granted once, and what came to nothing comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

import tenantry
from tenantry.errors import NotFound, PlanLimitReached, TenantryError
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
    extra = {
        key: refused[0].extra[key] for key in ("limit", "admits", "used", "tier", "upgrade_to")
    }
    assert extra == {
        "limit": "messages",
        "admits": 100,
        "used": 100,
        "tier": "free",
        "upgrade_to": "starter",
    }


async def test_a_hundred_claims_at_once_are_a_hundred(service, second, place, counts) -> None:
    tenants = [(worker, await enter(worker, place)) for worker in (service, second)]
    receipts = await asyncio.gather(
        *(worker.meter.claim(tenant) for _ in range(50) for worker, tenant in tenants)
    )
    assert len(receipts) == await counts.month() == await counts.days() == 100


async def test_what_is_given_back_is_there_to_be_claimed(service, place, counts) -> None:
    await counts.plan("free")
    tenant = await enter(service, place)
    receipts = await asyncio.gather(*(service.meter.claim(tenant) for _ in range(100)))
    assert isinstance(await try_claim(service, tenant), PlanLimitReached)
    await asyncio.gather(*(service.meter.give_back(receipt) for receipt in receipts[:3]))
    assert await counts.month() == await counts.days() == 97
    answers = await asyncio.gather(*(try_claim(service, tenant) for _ in range(5)))
    assert sum(isinstance(answer, Receipt) for answer in answers) == 3


async def test_claims_are_granted_in_the_order_they_came(service, place, counts) -> None:
    await counts.plan("free")
    await counts.use(97)
    tenant = await enter(service, place)
    answers = await asyncio.gather(*(try_claim(service, tenant) for _ in range(10)))
    assert [isinstance(answer, Receipt) for answer in answers] == [True] * 3 + [False] * 7


async def test_a_new_month_starts_from_nothing(service, place, counts) -> None:
    await counts.plan("free")
    await counts.use(100, months_ago=1)
    await service.meter.claim(await enter(service, place))
    assert await counts.month() == 1


async def test_what_was_claimed_last_month_is_given_back_to_last_month(
    service, place, counts
) -> None:
    """An answer that began before midnight on the last of a month may fail after it."""
    tenant = await enter(service, place)
    receipt = await service.meter.claim(tenant)
    earlier = replace(receipt, day=receipt.day.replace(day=1) - timedelta(days=1))
    await counts.move(receipt, earlier)
    await service.meter.claim(tenant)
    await service.meter.give_back(earlier)
    assert await counts.month() == await counts.days() == await counts.ever() == 1


async def test_a_downgrade_holds_for_whoever_entered_before_it(service, place, counts) -> None:
    tenant = await enter(service, place)
    await asyncio.gather(*(service.meter.claim(tenant) for _ in range(100)))
    await counts.plan("free")
    assert tenant.subscription_tier == "pro"
    assert isinstance(await try_claim(service, tenant), PlanLimitReached)


async def test_a_downgrade_from_unlimited_holds_at_once(service, place, counts) -> None:
    await counts.plan("enterprise")
    tenant = await enter(service, place)
    await counts.use(99)
    await counts.plan("free")
    answers = await asyncio.gather(*(try_claim(service, tenant) for _ in range(50)))
    assert sum(isinstance(answer, Receipt) for answer in answers) == 1
    assert await counts.month() == 100


async def test_a_downgrade_while_hundreds_claim_is_exact_from_its_first_refusal_on(
    service, second, place, counts
) -> None:
    """Nothing is granted after a refusal, so no claim of before was overlooked by a later one."""
    await counts.plan("enterprise")
    tenants = [(worker, await enter(worker, place)) for worker in (service, second)]
    granted = 0
    refused = False
    downgrade = asyncio.create_task(counts.plan("free"))

    async def claim(worker: tenantry.Service, tenant: tenantry.Tenant) -> None:
        nonlocal granted, refused
        while not refused:
            if isinstance(await try_claim(worker, tenant), Receipt):
                granted += 1
            else:
                refused = True

    await asyncio.gather(
        downgrade, *(claim(worker, tenant) for _ in range(25) for worker, tenant in tenants)
    )
    assert await counts.month() == await counts.days() == granted >= 100
    assert isinstance(await try_claim(*tenants[0]), PlanLimitReached)


async def test_unlimited_claims_wait_for_no_other_process(
    service, second, place, counts, admin_connection
) -> None:
    """Another process in the middle of a claim holds its own row, and nothing anyone waits for."""
    await counts.plan("enterprise")
    theirs, ours = await enter(second, place), await enter(service, place)
    receipt = await second.meter.claim(theirs)
    service.meter._shard = (receipt.shard + 1) % 16
    async with admin_connection.transaction():
        for table in ("usage_months", "usage_days"):
            await admin_connection.execute(
                f"SELECT 1 FROM {table} WHERE organization_id = $1 FOR UPDATE", place.id
            )
        await asyncio.wait_for(service.meter.claim(ours), 10)
    assert await counts.month() == 2


async def test_whoever_is_cancelled_while_claiming_has_claimed_nothing(
    service, place, counts
) -> None:
    tenant = await enter(service, place)
    for turns in range(40):
        claim = asyncio.create_task(service.meter.claim(tenant))
        for _ in range(turns):
            await asyncio.sleep(0)
        claim.cancel()
        await asyncio.wait((claim,))
        if not claim.cancelled():
            await service.meter.give_back(claim.result())
    await service.meter.close()
    assert await counts.month() == await counts.days() == 0


async def test_of_an_organization_that_is_gone_nothing_is_counted(service, place) -> None:
    tenant = await enter(service, place)
    await place.owner.delete(place.path)
    assert isinstance(await try_claim(service, tenant), NotFound)


async def test_a_deleted_workspace_goes_on_counting(service, place, counts) -> None:
    await place.add_workspace("spare")
    owner = UUID(place.owner.id)
    spare = UUID(place.workspaces["spare"])
    async with service.enter(owner, UUID(place.id), spare) as tenant:
        pass
    await service.meter.claim(tenant)
    deleted = await place.owner.delete(place.workspace("spare"))
    assert deleted.status_code == 204
    assert await counts.month() == await counts.days() == 1


async def test_a_claim_is_made_in_a_workspace(service, place) -> None:
    async with service.enter(UUID(place.owner.id), UUID(place.id)) as tenant:
        pass
    with pytest.raises(LookupError, match="workspace"):
        await service.meter.claim(tenant)


async def test_other_organizations_neither_see_nor_share_the_count(
    service, place, globex, eve, counts
) -> None:
    await service.meter.claim(await enter(service, place))
    async with service.enter(UUID(eve.id), UUID(globex.id)) as tenant:
        for table in ("usage_months", "usage_days"):
            assert await tenant.connection.fetchval(f"SELECT count(*) FROM {table}") == 0
