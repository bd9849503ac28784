"""Listing the members of an organization."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from tests.members.crowd import crowd
from tests.people import Person, Place

ROLES = ("owner", "admin", "member")


async def walk(person: Person, path: str, **params: object) -> AsyncIterator[dict]:
    """Follow the cursors from the first page to the last."""
    cursor = None
    while True:
        answer = await person.get(path, params=params | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        for member in page["members"]:
            yield member
        cursor = page["next_cursor"]
        assert page["has_next"] == (cursor is not None)
        if cursor is None:
            return


@pytest.fixture
async def crowded(acme: Place, admin_connection) -> Place:
    """Acme with 41 more members."""
    await crowd(admin_connection, acme, 41)
    return acme


@pytest.mark.parametrize("sort", ["joined_at", "-joined_at", "name", "-name", "role", "-role"])
async def test_cursors_give_everyone_once_in_the_order_of_pages(crowded, mia, sort: str) -> None:
    path = f"{crowded.path}/members"
    walked = [member["id"] async for member in walk(mia, path, sort=sort, limit=4)]
    listed = (await mia.get(path, params={"sort": sort, "limit": 100})).json()
    assert walked == [member["id"] for member in listed["members"]]
    assert len(walked) == len(set(walked)) == listed["total"] == 45
    paged = []
    for page in range(1, 13):
        answer = await mia.get(path, params={"sort": sort, "limit": 4, "page": page})
        paged += [member["id"] for member in answer.json()["members"]]
    assert paged == walked


async def test_each_order_is_what_it_says(crowded, mia) -> None:
    path = f"{crowded.path}/members"

    async def listed(sort: str) -> list[dict]:
        answer = await mia.get(path, params={"sort": sort, "limit": 100})
        return answer.json()["members"]

    joined = [datetime.fromisoformat(member["joined_at"]) for member in await listed("joined_at")]
    assert joined == sorted(joined)
    roles = [ROLES.index(member["role"]) for member in await listed("role")]
    assert roles == sorted(roles)
    names = [
        (m["display_name"] or m["username"] or m["email"]).lower() for m in await listed("name")
    ]
    assert names == sorted(names)
    assert (await listed("-role"))[-1]["role"] == "owner"


async def test_those_who_come_and_go_meanwhile_move_nobody_else(crowded, olivia) -> None:
    path = f"{crowded.path}/members"
    before = [member["id"] async for member in walk(olivia, path, limit=10)]
    seen, cursor = [], None
    for _ in range(10):
        params = {"limit": 10} | ({"cursor": cursor} if cursor else {})
        page = (await olivia.get(path, params=params)).json()
        seen += [member["id"] for member in page["members"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        gone = page["members"][-1]
        if gone["role"] != "owner":
            await olivia.delete(f"{path}/{gone['id']}")
    assert seen == before


async def test_search_finds_name_email_and_nothing_else(crowded, mia, vera) -> None:
    path = f"{crowded.path}/members"
    found = (await mia.get(path, params={"q": "PERSON 3", "limit": 100})).json()
    assert found["total"] == len(found["members"]) > 1
    assert {member["display_name"] for member in found["members"]} == {"Person 3"}
    by_email = (await mia.get(path, params={"q": vera.email[:-5].upper()})).json()
    assert [member["user_id"] for member in by_email["members"]] == [vera.id]
    nobody = (await mia.get(path, params={"q": "%"})).json()
    assert (nobody["members"], nobody["total"], nobody["total_pages"]) == ([], 0, 0)


async def test_search_goes_on_through_cursors(crowded, mia) -> None:
    path = f"{crowded.path}/members"
    walked = [m["id"] async for m in walk(mia, path, q="person", sort="-name", limit=3)]
    listed = (await mia.get(path, params={"q": "person", "sort": "-name", "limit": 100})).json()
    assert walked == [member["id"] for member in listed["members"]]


async def test_a_member_has_what_the_contract_says(acme, mia, olivia) -> None:
    listed = (await olivia.get(f"{acme.path}/members")).json()["members"]
    entry = next(member for member in listed if member["user_id"] == mia.id)
    assert entry.keys() == {
        "id",
        "user_id",
        "username",
        "email",
        "display_name",
        "role",
        "invited_by",
        "joined_at",
        "created_at",
    }
    assert (entry["id"], entry["role"]) == (acme.members["mia"], "member")
    assert (entry["email"], entry["display_name"]) == (mia.email, "Mia")
    assert entry["invited_by"] == olivia.id
    joined = datetime.fromisoformat(entry["joined_at"])
    assert joined.utcoffset() == timedelta(0)


async def test_a_list_of_one_organization_has_nobody_of_another(acme, globex, eve, mia) -> None:
    listed = (await mia.get(f"{acme.path}/members", params={"q": eve.email})).json()
    assert listed["total"] == 0


async def test_a_cursor_of_one_organization_opens_no_other(acme, globex, olivia, eve) -> None:
    cursor = (await olivia.get(f"{acme.path}/members", params={"limit": 1})).json()["next_cursor"]
    answer = (await eve.get(f"{globex.path}/members", params={"cursor": cursor})).json()
    assert {member["user_id"] for member in answer["members"]} <= {eve.id}


async def test_an_organization_shows_its_first_fifty_and_counts_all(
    crowded, olivia, new_person
) -> None:
    for number in range(7):
        await crowded.add(await new_person(f"late{number}"), "member")
    detail = (await olivia.get(crowded.path)).json()
    listed = await olivia.get(f"{crowded.path}/members", params={"limit": 50})
    assert detail["members"] == listed.json()["members"]
    assert (len(detail["members"]), detail["member_count"]) == (50, 52)
