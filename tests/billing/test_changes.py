"""Moving between plans: what freezes, what thaws, what was foreseen, and who may."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.billing.people import active, frozen, move, rows
from tests.people import Place, found


@pytest.fixture
async def place(new_person) -> Place:
    """An organization on Pro with three workspaces, a chatbot or two in each."""
    place = await found(await new_person(), "Movers")
    await move(place, "pro")
    for slug in ("default", "first", "second"):
        if slug != "default":
            await place.add_workspace(slug)
        await place.add_chatbot(slug)
    for name in ("Two", "Three"):
        path = f"{place.workspace('default')}/chatbots"
        assert (await place.owner.post(path, {"name": name})).status_code == 201
    return place


async def test_down_and_up_again_leaves_every_byte_as_it_was(place, admin_connection) -> None:
    before = await rows(admin_connection, place)
    assert len(before["chatbots"]) == 5 and len(before["workspaces"]) == 3
    await move(place, "free")
    assert await frozen(admin_connection, place) == {"First", "Second"}
    assert await active(admin_connection, place, "chatbots") == {"Helper", "Two"}
    assert await rows(admin_connection, place) != before
    await move(place, "pro")
    assert await rows(admin_connection, place) == before


async def test_the_preview_says_what_then_happens(place, admin_connection) -> None:
    before = await rows(admin_connection, place)
    path = f"{place.path}/subscription/preview"
    foreseen = (await place.owner.post(path, {"tier": "free"})).json()
    assert await rows(admin_connection, place) == before
    assert [(entry["type"], entry["name"]) for entry in foreseen["freezes"]] == [
        ("workspaces", "First"),
        ("workspaces", "Second"),
        ("chatbots", "Helper"),
        ("chatbots", "Helper"),
        ("chatbots", "Three"),
    ]
    assert (foreseen["freezes_total"], foreseen["thaws_total"], foreseen["thaws"]) == (5, 0, [])
    await move(place, "free")
    back = (await place.owner.post(path, {"tier": "pro"})).json()
    assert (back["thaws"], back["freezes"]) == (foreseen["freezes"], [])


async def test_an_owner_chooses_what_stays(place, admin_connection) -> None:
    await place.add_workspace("third")
    kept = [place.workspaces["third"], place.chatbots["second"], place.workspaces["second"]]
    answer = await move(place, "starter", kept)
    assert set(answer["kept"]) == set(kept)
    assert await frozen(admin_connection, place) == {"First"}
    back = await move(place, "pro")
    assert back["kept"] == []
    assert await frozen(admin_connection, place) == set()


async def test_what_fits_anyway_is_not_remembered(place) -> None:
    assert (await move(place, "starter", [place.workspaces["second"]]))["kept"] == []


@pytest.mark.parametrize("keep", ["unknown", "foreign", "too many"])
async def test_what_cannot_be_kept_is_refused_and_nothing_changes(
    place, globex, admin_connection, keep: str
) -> None:
    before = await rows(admin_connection, place)
    wanted = {
        "unknown": str(uuid4()),
        "foreign": globex.default_id,
        "too many": place.workspaces["second"],
    }[keep]
    body = {"tier": "free", "keep": [wanted]}
    for request in (
        place.owner.put(f"{place.path}/subscription", body),
        place.owner.post(f"{place.path}/subscription/preview", body),
    ):
        answer = await request
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
        assert answer.json()["errors"][0]["loc"] == ["body", "keep"]
    assert await rows(admin_connection, place) == before


@pytest.mark.parametrize(
    "body",
    [
        {"tier": "gold"},
        {"tier": ""},
        {"tier": None},
        {},
        {"tier": "pro", "keep": ["x"]},
        {"tier": "pro", "keep": [str(uuid4())] * 1001},
        {"tier": "pro", "price": 0},
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(place, body: dict[str, object]) -> None:
    answer = await place.owner.put(f"{place.path}/subscription", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_only_an_owner_changes_the_plan_and_admins_foresee_it(acme, adam, mia, eve) -> None:
    path = f"{acme.path}/subscription"
    for person, foresees, changes in ((adam, 200, 403), (mia, 403, 403), (eve, 404, 404)):
        assert (await person.post(f"{path}/preview", {"tier": "free"})).status_code == foresees
        assert (await person.put(path, {"tier": "free"})).status_code == changes
        assert (await person.delete(path)).status_code == changes
    assert (await acme.owner.http.put(path, json={"tier": "free"})).status_code == 401


async def test_a_cancelled_plan_goes_on_to_its_end_and_can_be_taken_back(
    place, admin_connection
) -> None:
    path = f"{place.path}/subscription"
    cancelled = (await place.owner.delete(path)).json()
    assert (cancelled["tier"], cancelled["status"]) == ("pro", "cancelled")
    next_month = await admin_connection.fetchval(
        "SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month', "
        '\'YYYY-MM-DD"T"HH24:MI:SS"Z"\')'
    )
    assert cancelled["ends_at"] == next_month
    assert (await place.owner.delete(path)).json() == cancelled
    back = await move(place, "pro")
    assert (back["status"], back["ends_at"]) == ("active", None)
    await place.owner.delete(path)
    await admin_connection.execute(
        "UPDATE organizations SET subscription_ends_at = now() WHERE id = $1", place.id
    )
    ended = (await place.owner.get(path)).json()
    assert (ended["tier"], ended["status"], ended["ends_at"]) == ("free", "active", None)
    assert await frozen(admin_connection, place) == {"First", "Second"}


async def test_a_cancelled_trial_lasts_as_long_as_it_would_have(new_person) -> None:
    place = await found(await new_person(), "Trial")
    path = f"{place.path}/subscription"
    trial = (await place.owner.get(path)).json()
    cancelled = (await place.owner.delete(path)).json()
    assert cancelled == {**trial, "status": "cancelled"}


async def test_there_is_nothing_to_cancel_on_free(place) -> None:
    free = await move(place, "free")
    assert (await place.owner.delete(f"{place.path}/subscription")).json() == free


async def test_deleting_what_is_active_thaws_the_next_in_line(place, admin_connection) -> None:
    await move(place, "starter")
    await move(place, "pro")
    await place.add_workspace("third")
    await move(place, "starter")
    assert await frozen(admin_connection, place) == {"Third"}
    assert (await place.owner.delete(place.workspace("first"))).status_code == 204
    assert await frozen(admin_connection, place) == set()


async def test_deleting_a_chatbot_thaws_the_next_in_line(place, admin_connection) -> None:
    await move(place, "free")
    path = f"{place.workspace('default')}/chatbots/{place.chatbots['default']}"
    assert (await place.owner.delete(path)).status_code == 204
    assert await active(admin_connection, place, "chatbots") == {"Two", "Three"}


async def test_the_plan_that_is_offered_admits_what_there_is_and_one_more(place) -> None:
    bots = f"{place.workspace('default')}/chatbots"
    subscription = f"{place.path}/subscription"
    while (await place.owner.get(subscription)).json()["used"]["chatbots"] < 10:
        assert (await place.owner.post(bots, {"name": "More"})).status_code == 201
    await move(place, "free")
    refused = (await place.owner.post(bots, {"name": "One more"})).json()
    assert refused["code"] == "plan_limit_reached"
    told = {name: refused[name] for name in ("admits", "used", "upgrade_to")}
    assert told == {"admits": 2, "used": 10, "upgrade_to": "pro"}


async def test_another_default_stays_when_the_plan_goes_down(place, admin_connection) -> None:
    assert (await place.owner.put(f"{place.workspace('second')}/default")).status_code == 200
    await move(place, "free")
    assert await active(admin_connection, place) == {"Second"}


async def test_a_change_is_in_the_trail_once(place) -> None:
    await move(place, "free")
    await move(place, "free")
    path = f"{place.path}/audit?action=subscription.changed"
    events = (await place.owner.get(path)).json()["events"]
    assert events[0]["changes"] == {"tier": {"from": "pro", "to": "free"}}
    assert len(events) == 2


async def test_plans_are_public_and_in_order(http) -> None:
    plans = (await http.get("/plans")).json()["plans"]
    assert [(plan["tier"], plan["name"], plan["price"]) for plan in plans] == [
        ("free", "Free", 0),
        ("starter", "Starter", 29),
        ("pro", "Pro", 99),
        ("enterprise", "Enterprise", None),
    ]
    assert plans[3]["limits"] == {"workspaces": None, "chatbots": None, "messages": None}
