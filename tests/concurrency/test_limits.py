"""Limits while many ask at once: the last unit is given once, and no downgrade misses a row."""

from __future__ import annotations

import asyncio

import pytest

from tests.billing.people import active, move
from tests.concurrency.counts import codes
from tests.people import Place, found


@pytest.fixture
async def place(new_person) -> Place:
    return await found(await new_person(), "Racers")


async def test_the_last_workspace_is_given_to_one_of_fifty(place, admin_connection) -> None:
    await move(place, "starter")
    await place.add_workspace("second")
    answers = await asyncio.gather(
        *(place.owner.post(f"{place.path}/workspaces", {"name": f"W{n}"}) for n in range(50))
    )
    assert codes(answers) == {201: 1, "plan_limit_reached": 49}
    refusal = next(a.json() for a in answers if a.status_code == 402)
    assert {name: refusal[name] for name in ("limit", "admits", "used", "tier", "upgrade_to")} == {
        "limit": "workspaces",
        "admits": 3,
        "used": 3,
        "tier": "starter",
        "upgrade_to": "pro",
    }
    assert len(await active(admin_connection, place)) == 3


async def test_the_last_chatbot_is_given_to_one_of_fifty_in_two_workspaces(place) -> None:
    await move(place, "starter")
    await place.add_workspace("second")
    paths = [f"{place.workspace(slug)}/chatbots" for slug in ("default", "second")]
    for n in range(9):
        assert (await place.owner.post(paths[n % 2], {"name": f"B{n}"})).status_code == 201
    answers = await asyncio.gather(
        *(place.owner.post(paths[n % 2], {"name": f"C{n}"}) for n in range(50))
    )
    assert codes(answers) == {201: 1, "plan_limit_reached": 49}


@pytest.mark.parametrize("tier", ["pro", "enterprise"])
async def test_going_down_while_things_are_made_leaves_no_more_than_the_plan_admits(
    place, admin_connection, tier: str
) -> None:
    for turn in range(6):
        await move(place, tier)
        default = f"{place.workspace('default')}/chatbots"
        answers = await asyncio.gather(
            *(place.owner.post(default, {"name": f"B{turn}{n}"}) for n in range(4)),
            place.owner.put(f"{place.path}/subscription", {"tier": "free"}),
            *(place.owner.post(f"{place.path}/workspaces", {"name": f"W{n}"}) for n in range(2)),
            *(place.owner.post(default, {"name": f"C{turn}{n}"}) for n in range(4)),
        )
        assert set(codes(answers)) <= {200, 201, "plan_limit_reached"}, [a.text for a in answers]
        assert len(await active(admin_connection, place)) == 1
        assert len(await active(admin_connection, place, "chatbots")) <= 2


async def test_nothing_is_made_in_a_workspace_that_freezes_meanwhile(
    place, admin_connection
) -> None:
    for turn in range(6):
        await move(place, "enterprise")
        await place.add_workspace(f"side-{turn}")
        side = f"{place.workspace(f'side-{turn}')}/chatbots"
        answers = await asyncio.gather(
            *(place.owner.post(side, {"name": f"B{n}"}) for n in range(5)),
            place.owner.put(f"{place.path}/subscription", {"tier": "free"}),
        )
        assert set(codes(answers)) <= {200, 201, "plan_limit_reached", "frozen"}
        assert await active(admin_connection, place, "chatbots") == set()


async def test_deleting_at_once_thaws_as_many_as_fit(place, admin_connection) -> None:
    await move(place, "pro")
    path = f"{place.workspace('default')}/chatbots"
    ids = [(await place.owner.post(path, {"name": f"B{n}"})).json()["id"] for n in range(8)]
    await move(place, "free")
    answers = await asyncio.gather(*(place.owner.delete(f"{path}/{id}") for id in ids[:4]))
    assert codes(answers) == {204: 4}
    assert await active(admin_connection, place, "chatbots") == {"B4", "B5"}
