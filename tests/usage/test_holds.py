"""Holds: a message is counted for its answer, or not at all, whatever fails in between."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import timedelta
from uuid import UUID

import pytest

import tenantry
from tenantry.errors import Unavailable
from tenantry.tenancy.door import Door
from tenantry.usage.holds import give_back_lapsed
from tests.people import Place, found
from tests.usage.counts import Counts

_MINUTE = timedelta(minutes=1)


@pytest.fixture
async def place(new_person) -> Place:
    return await found(await new_person(), "Holders")


@pytest.fixture
def counts(admin_connection, place: Place) -> Counts:
    return Counts(admin_connection, place)


@pytest.fixture
async def tenant(service: tenantry.Service, place: Place) -> tenantry.Tenant:
    user, organization, workspace = map(UUID, (place.owner.id, place.id, place.default_id))
    async with service.enter(user, organization, workspace) as tenant:
        pass
    return tenant


async def lapse(admin, place: Place) -> None:
    """Let the time be over that holds were made for."""
    await admin.execute(
        "UPDATE usage_holds SET lapses_at = now() WHERE organization_id = $1", place.id
    )


async def settle(service: tenantry.Service, tenant, receipt) -> None:
    async with service.enter(tenant.user_id, tenant.organization_id) as inside:
        await service.meter.settle(inside, receipt)


async def test_what_is_held_is_counted_at_once_and_settled_for_good(
    service, tenant, place, counts, admin_connection
) -> None:
    receipt = await service.meter.claim(tenant, hold=_MINUTE)
    assert await counts.month() == await counts.days() == 1
    await settle(service, tenant, receipt)
    await lapse(admin_connection, place)
    await give_back_lapsed(service)
    await service.meter.give_back(receipt)
    assert await counts.month() == await counts.days() == 1


async def test_what_is_held_and_given_back_many_times_is_given_back_once(
    service, tenant, place, counts, admin_connection
) -> None:
    kept, receipt = [await service.meter.claim(tenant, hold=_MINUTE) for _ in range(2)]
    await asyncio.gather(*(service.meter.give_back(receipt) for _ in range(20)))
    await service.meter.give_back(receipt)
    assert await counts.month() == await counts.days() == 1
    await settle(service, tenant, kept)


async def test_what_lapses_is_given_back_once_however_many_sweep(
    service, tenant, place, counts, admin_connection
) -> None:
    receipts = await asyncio.gather(*(service.meter.claim(tenant, hold=_MINUTE) for _ in range(30)))
    await give_back_lapsed(service)
    assert await counts.month() == 30
    await lapse(admin_connection, place)
    given = await asyncio.gather(*(give_back_lapsed(service) for _ in range(5)))
    assert sum(given) == 30
    assert await counts.month() == await counts.days() == 0
    with pytest.raises(Unavailable):
        await settle(service, tenant, receipts[0])


async def test_settling_and_lapsing_at_once_leaves_one_of_the_two(
    service, tenant, place, counts, admin_connection
) -> None:
    receipts = await asyncio.gather(*(service.meter.claim(tenant, hold=_MINUTE) for _ in range(20)))
    await lapse(admin_connection, place)
    outcomes = await asyncio.gather(
        *(settle(service, tenant, receipt) for receipt in receipts[:10]),
        give_back_lapsed(service),
        *(settle(service, tenant, receipt) for receipt in receipts[10:]),
        return_exceptions=True,
    )
    settled = sum(outcome is None for outcome in outcomes)
    await give_back_lapsed(service)
    assert await counts.month() == await counts.days() == settled


async def test_what_was_held_last_month_lapses_to_last_month(
    service, tenant, place, counts, admin_connection
) -> None:
    receipt = await service.meter.claim(tenant, hold=_MINUTE)
    await counts.use(5, months_ago=1, shard=receipt.shard)
    await admin_connection.execute(
        "UPDATE usage_holds SET day = (day - interval '1 month')::date WHERE organization_id = $1",
        place.id,
    )
    await lapse(admin_connection, place)
    await give_back_lapsed(service)
    assert (await counts.month(), await counts.ever()) == (1, 5)


async def test_a_give_back_that_fails_is_made_up_for(
    service, tenant, place, counts, admin_connection, monkeypatch
) -> None:
    receipt = await service.meter.claim(tenant, hold=_MINUTE)

    def unreachable(*_: object) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(Door, "tend", unreachable)
        with pytest.raises(OSError, match="away"):
            await service.meter.give_back(receipt)
    assert await counts.month() == 1
    await lapse(admin_connection, place)
    await give_back_lapsed(service)
    assert await counts.month() == await counts.days() == 0


_WORKER = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import tenantry
from tenantry.settings import Settings

user, organization, workspace = map(UUID, sys.argv[2:])

async def main():
    settings = Settings(data_dir=Path(sys.argv[1]), migrate_on_start=False)
    async with tenantry.open(settings) as service:
        async with service.enter(user, organization, workspace) as tenant:
            pass
        for _ in range(7):
            await service.meter.claim(tenant, hold=timedelta(minutes=1))
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_what_a_killed_worker_held_is_given_back(
    settings: tenantry.Settings, service, place, counts, admin_connection
) -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _WORKER,
        str(settings.data_dir),
        place.owner.id,
        place.id,
        place.default_id,
        stdout=asyncio.subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert await worker.stdout.readline() == b"held\n"
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    assert await counts.month() == 7
    await lapse(admin_connection, place)
    await give_back_lapsed(service)
    assert await counts.month() == await counts.days() == 0


async def test_holds_go_with_their_organization_and_a_claim_locks_no_row_of_it(
    service, tenant, place, admin_connection
) -> None:
    await service.meter.claim(tenant, hold=_MINUTE)  # the first of a month makes its counters
    async with admin_connection.transaction():
        await admin_connection.execute(
            "SELECT FROM organizations WHERE id = $1 FOR UPDATE", place.id
        )
        await asyncio.wait_for(service.meter.claim(tenant, hold=_MINUTE), 10)
    held = "SELECT count(*) FROM usage_holds WHERE organization_id = $1"
    assert await admin_connection.fetchval(held, place.id) == 2
    assert (await place.owner.delete(place.path)).status_code == 204
    assert await admin_connection.fetchval(held, place.id) == 0
