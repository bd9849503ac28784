"""Chatbots over HTTP: the contract every resource keeps."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from tests.people import Person, Place

FIELDS = {
    "id",
    "organization_id",
    "workspace_id",
    "name",
    "description",
    "model",
    "instructions",
    "is_active",
    "frozen",
    "created_by",
    "created_at",
    "updated_at",
}


def chatbots(place: Place, slug: str = "support") -> str:
    return f"{place.workspace(slug)}/chatbots"


def chatbot(place: Place) -> str:
    return f"{chatbots(place)}/{place.chatbots['support']}"


async def test_an_editor_creates_one_that_everyone_in_the_workspace_reads(
    acme: Place, mia: Person, vera: Person
) -> None:
    body = {"name": "  Greeter ", "instructions": "Say hello.", "model": "small"}
    made = await mia.post(chatbots(acme), body)
    assert made.status_code == 201, made.text
    created = made.json()
    assert set(created) == FIELDS
    assert (created["name"], created["model"], created["description"]) == ("Greeter", "small", None)
    assert created["is_active"] is True and created["frozen"] is False
    assert created["created_by"] == mia.id
    assert created["workspace_id"] == acme.workspaces["support"]
    read = await vera.get(f"{chatbots(acme)}/{created['id']}")
    assert (read.json(), read.headers["etag"]) == (created, '"1"')
    listed = (await vera.get(chatbots(acme))).json()
    assert listed["chatbots"][-1] == created
    assert listed["total"] == 2


async def test_it_is_changed_in_part_or_as_a_whole(acme: Place, mia: Person) -> None:
    part = await mia.patch(chatbot(acme), {"description": "Helps", "is_active": False})
    assert part.status_code == 200, part.text
    assert (part.json()["name"], part.json()["description"]) == ("Helper", "Helps")
    whole = await mia.put(chatbot(acme), {"name": "Other"})
    assert whole.json()["description"] is None and whole.json()["is_active"] is True
    assert whole.headers["etag"] == '"3"'
    assert whole.json()["updated_at"] > part.json()["updated_at"]


async def test_only_an_admin_deletes_it(acme: Place, mia: Person, adam: Person) -> None:
    assert (await mia.delete(chatbot(acme))).json()["permission"] == "chatbot:delete"
    assert (await adam.delete(chatbot(acme))).status_code == 204
    for method in ("GET", "DELETE"):
        assert (await adam.request(method, chatbot(acme))).status_code == 404
    assert (await adam.patch(chatbot(acme), {"name": "Gone"})).status_code == 404


async def test_a_chatbot_of_elsewhere_does_not_exist(
    acme: Place, globex: Place, olivia: Person, eve: Person
) -> None:
    elsewhere = (
        f"{chatbots(acme, 'default')}/{acme.chatbots['support']}",
        f"{chatbots(acme)}/{globex.chatbots['default']}",
        f"{chatbots(acme)}/{uuid4()}",
    )
    for path in elsewhere:
        for method, body in (("GET", None), ("PATCH", {"name": "Mine"}), ("DELETE", None)):
            answer = await olivia.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    for path in (chatbots(acme), chatbot(acme)):
        assert (await eve.get(path)).status_code == 404


async def test_lists_are_searched_sorted_and_continued(acme: Place, mia: Person) -> None:
    for name, description in (("beta", None), ("Alpha", "the first"), ("gamma", "FIRST aid")):
        await mia.post(chatbots(acme), {"name": name, "description": description})
    found = (await mia.get(f"{chatbots(acme)}?q=first&sort=name")).json()
    assert [entry["name"] for entry in found["chatbots"]] == ["Alpha", "gamma"]
    names, cursor = [], ""
    while cursor is not None:
        page = (
            await mia.get(f"{chatbots(acme)}?sort=-name&limit=3{cursor and '&cursor=' + cursor}")
        ).json()
        names += [entry["name"] for entry in page["chatbots"]]
        cursor = page["next_cursor"]
    assert names == ["Helper", "gamma", "beta", "Alpha"]


async def test_of_two_who_change_what_they_read_one_is_told(acme: Place, mia: Person) -> None:
    tag = (await mia.get(chatbot(acme))).headers["etag"]
    answers = await asyncio.gather(
        *(
            mia.patch(chatbot(acme), {"name": f"Name {n}"}, headers={"If-Match": tag})
            for n in range(8)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": None},
        {"name": " "},
        {"name": "x" * 101},
        {"name": "x", "frozen": False},
        {"name": "x", "created_by": str(uuid4())},
        {"name": "x", "is_active": None},
        {"name": "x", "instructions": "x" * 32_001},
        {"name": "a\0b"},
    ],
)
async def test_what_cannot_be_a_chatbot_is_refused(acme: Place, mia: Person, body: dict) -> None:
    for answer in (await mia.post(chatbots(acme), body), await mia.put(chatbot(acme), body)):
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_the_trail_tells_what_was_changed(acme: Place, olivia: Person, mia: Person) -> None:
    await mia.patch(chatbot(acme), {"name": "Renamed"})
    await mia.patch(chatbot(acme), {"name": "Renamed"})
    await olivia.delete(chatbot(acme))
    trail = (await olivia.get(f"{acme.path}/audit")).json()["events"]
    told = [event for event in trail if event["action"].startswith("chatbot.")]
    by_action = {event["action"]: event for event in told}
    assert len(told) == 3
    assert by_action["chatbot.updated"]["changes"] == {"name": {"from": "Helper", "to": "Renamed"}}
    assert by_action["chatbot.deleted"]["target"]["name"] == "Renamed"
    assert by_action["chatbot.created"]["workspace_id"] == acme.workspaces["support"]
