"""Seats: where a plan file limits members, the last seat is sold once, and nobody is put out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio

import tenantry
from tests.people import Person, Place, found

PLANS = """
[plans.free]
price = 0
features = []
[plans.free.limits]
workspaces = 1
chatbots = 1
messages = 10
members = 3

[plans.team]
price = 10
features = []
[plans.team.limits]
workspaces = 1
chatbots = 1
messages = 10
members = "unlimited"
"""


@pytest_asyncio.fixture
async def seated(service: tenantry.Service, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a second service on the same database, whose plans have seats."""
    file = tmp_path / "plans.toml"
    file.write_text(PLANS)
    changes = {"plans_file": file, "trial_days": 0, "trial_tier": "team"}
    settings = service.settings.model_copy(update=changes)
    async with tenantry.open(settings) as other:
        app = tenantry.create_app(service=other)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t/api/v1") as client:
            yield client


@pytest_asyncio.fixture
async def small(seated: httpx.AsyncClient, new_person) -> Place:
    """An organization on Free with three seats, one of them taken."""
    owner = await new_person("nora")
    return await found(Person(owner.name, owner.email, seated, owner.token), "Small")


async def test_the_last_seat_is_sold_once(small: Place, seated, new_person) -> None:
    people = [await new_person("noel") for _ in range(6)]
    link = (await small.owner.post(f"{small.path}/join-links", {})).json()["link"]
    path = f"/join-links/{link.rpartition('/')[2]}/accept"
    adding = (
        small.owner.post(f"{small.path}/members", {"user_id": p.id, "role": "member"})
        for p in people[:3]
    )
    joining = (Person(p.name, p.email, seated, p.token).post(path) for p in people[3:])
    answers = await asyncio.gather(*adding, *joining)
    refused = [a for a in answers if a.status_code == 402]
    assert len(refused) == 4, [a.text for a in answers]
    body = refused[0].json()
    assert (body["code"], body["limit"]) == ("plan_limit_reached", "members")
    assert (body["admits"], body["used"], body["upgrade_to"]) == (3, 3, "team")
    used = (await small.owner.get(f"{small.path}/subscription")).json()["used"]
    assert used["members"] == 3


async def test_a_plan_with_fewer_seats_puts_nobody_out(small: Place, new_person) -> None:
    subscription = f"{small.path}/subscription"
    assert (await small.owner.put(subscription, {"tier": "team"})).status_code == 200
    for _ in range(4):
        await small.add(await new_person("noel"), "member")
    assert (await small.owner.put(subscription, {"tier": "free"})).status_code == 200
    assert (await small.owner.get(f"{small.path}/members")).json()["total"] == 5
    late = await new_person("late")
    answer = await small.owner.post(f"{small.path}/members", {"user_id": late.id, "role": "member"})
    assert answer.status_code == 402
