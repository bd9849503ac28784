"""Listing one's organizations."""

from __future__ import annotations

import pytest

from tests.people import Person


@pytest.fixture
async def nora(new_person) -> Person:
    """Someone with seven organizations."""
    nora = await new_person()
    for name in ("delta", "Alpha", "charlie", "Bravo", "echo", "ALPHA", "100% _ok_"):
        assert (await nora.post("/orgs", {"name": name})).status_code == 201
    return nora


async def names(person: Person, **params: object) -> list[str]:
    answer = await person.get("/orgs", params=params)
    assert answer.status_code == 200, answer.text
    return [organization["name"] for organization in answer.json()["organizations"]]


async def test_the_newest_comes_last_unless_asked_otherwise(nora) -> None:
    made = ["delta", "Alpha", "charlie", "Bravo", "echo", "ALPHA", "100% _ok_"]
    assert await names(nora) == made
    assert await names(nora, sort="-created_at") == made[::-1]


async def test_names_sort_without_regard_to_case(nora) -> None:
    up = [name.lower() for name in await names(nora, sort="name")]
    assert up == sorted(up)
    down = [name.lower() for name in await names(nora, sort="-name")]
    assert down == up[::-1]


@pytest.mark.parametrize(
    ("q", "found"),
    [("ALPH", 2), ("charlie", 1), ("%", 1), ("_", 1), ("nothing", 0), ("", 7), ("'", 0), ("\\", 0)],
)
async def test_search_takes_text_for_text(nora, q: str, found: int) -> None:
    answer = (await nora.get("/orgs", params={"q": q})).json()
    assert (len(answer["organizations"]), answer["total"]) == (found, found)


async def test_pages_say_where_they_are(nora) -> None:
    first = (await nora.get("/orgs", params={"limit": 3})).json()
    facts = {k: first[k] for k in ("total", "page", "page_size", "total_pages")}
    assert facts == {"total": 7, "page": 1, "page_size": 3, "total_pages": 3}
    assert (first["has_next"], first["has_previous"]) == (True, False)
    last = (await nora.get("/orgs", params={"limit": 3, "page": 3})).json()
    assert (last["page_size"], last["has_next"], last["has_previous"]) == (1, False, True)
    assert last["next_cursor"] is None
    beyond = (await nora.get("/orgs", params={"limit": 3, "page": 9})).json()
    assert (beyond["organizations"], beyond["total"], beyond["has_next"]) == ([], 7, False)


@pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at"])
async def test_cursors_walk_through_all_in_the_order_of_pages(nora, sort: str) -> None:
    walked, cursor = [], None
    while True:
        params = {"limit": 2, "sort": sort} | ({"cursor": cursor} if cursor else {})
        answer = (await nora.get("/orgs", params=params)).json()
        walked += [organization["id"] for organization in answer["organizations"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    listed = (await nora.get("/orgs", params={"sort": sort})).json()["organizations"]
    assert walked == [organization["id"] for organization in listed]


async def test_a_list_says_ones_role_in_each(acme, mia, adam) -> None:
    for person, role in ((mia, "member"), (adam, "admin")):
        listed = (await person.get("/orgs", params={"q": acme.slug})).json()["organizations"]
        assert {o["id"]: o["user_role"] for o in listed}[acme.id] == role


async def test_a_newcomer_has_none(new_person) -> None:
    nora = await new_person()
    answer = (await nora.get("/orgs")).json()
    assert (answer["organizations"], answer["total"], answer["total_pages"]) == ([], 0, 0)


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 101},
        {"page": 0},
        {"page": 10**9},
        {"sort": "slug; DROP TABLE users"},
        {"cursor": "nonsense"},
        {"cursor": "WyJuYW1lIiwiYSIsImIiXQ"},
        {"unknown": "1"},
        {"q": "x" * 201},
    ],
)
async def test_what_a_list_does_not_take_is_refused(nora, params: dict[str, object]) -> None:
    refused = await nora.get("/orgs", params=params)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")


async def test_a_cursor_of_another_order_is_refused(nora) -> None:
    cursor = (await nora.get("/orgs", params={"limit": 1})).json()["next_cursor"]
    refused = await nora.get("/orgs", params={"sort": "name", "cursor": cursor})
    assert refused.status_code == 422
    assert "another `sort`" in refused.json()["detail"]
