"""Owners hear of what the clock decided: once, whoever wrote it down."""

from __future__ import annotations

import asyncio
import json
from uuid import UUID

import pytest

from tenantry import Service
from tenantry.billing import changes
from tenantry.billing.sweep import sweep
from tests.billing.people import move
from tests.people import Place, found


@pytest.fixture
async def place(new_person, admin_connection, mia) -> Place:
    """A trial whose owner has confirmed their address."""
    place = await found(await new_person(), "Told")
    await place.add(mia, "admin")
    await admin_connection.execute(
        "UPDATE users SET email_verified_at = now(), locale = 'de' WHERE id = $1", place.owner.id
    )
    return place


async def end(admin, place: Place) -> None:
    await admin.execute(
        "UPDATE organizations SET subscription_ends_at = now() WHERE id = $1", place.id
    )


async def mails(admin, place: Place) -> list[dict[str, object]]:
    """Read the mails about an organization that wait for a worker."""
    found_there = await admin.fetch(
        "SELECT args::text FROM procrastinate_jobs WHERE task_name = 'mail.deliver' "
        "AND args ->> 'template' LIKE 'subscription%' AND args ->> 'link' = $1 ORDER BY id",
        f"/o/{place.slug}/plan",
    )
    return [json.loads(row["args"]) for row in found_there]


async def test_owners_are_mailed_once_that_a_trial_ended(
    service: Service, place, admin_connection
) -> None:
    await end(admin_connection, place)
    await asyncio.gather(
        *(sweep(service) for _ in range(4)), *(place.owner.get(place.path) for _ in range(8))
    )
    (mail,) = await mails(admin_connection, place)
    assert (mail["template"], mail["locale"]) == ("subscription_ended", "de")
    assert mail["context"]["organization"] == "Told"
    assert mail["context"]["plan"] == "Pro"


async def test_owners_are_mailed_that_a_grace_is_over(
    service: Service, place, admin_connection
) -> None:
    await move(place, "starter")
    async with service.door.tend(UUID(place.id), "operator") as steward:
        await changes.grace(steward, 14)
    assert await mails(admin_connection, place) == []
    await end(admin_connection, place)
    await sweep(service)
    (mail,) = await mails(admin_connection, place)
    assert mail["template"] == "subscription_suspended"
    assert mail["context"]["plan"] == "Starter"


async def test_an_address_that_was_never_confirmed_hears_nothing(
    service: Service, place, admin_connection
) -> None:
    await admin_connection.execute(
        "UPDATE users SET email_verified_at = NULL WHERE id = $1", place.owner.id
    )
    await end(admin_connection, place)
    await sweep(service)
    assert await mails(admin_connection, place) == []
    assert (await place.owner.get(place.path)).json()["subscription_tier"] == "free"
