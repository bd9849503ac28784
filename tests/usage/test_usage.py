"""What an organization used, by day and by workspace, and how full its plan is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people import Place, found
from tests.usage.counts import Counts


@pytest.fixture
async def place(new_person) -> Place:
    """A first organization, on trial, with a second workspace."""
    place = await found(await new_person(), "Used")
    await place.add_workspace("support")
    return place


@pytest.fixture
async def counts(place: Place, admin_connection) -> Counts:
    return Counts(admin_connection, place)


def today() -> date:
    return datetime.now(UTC).date()


async def read(place: Place, **params: str) -> dict:
    answer = await place.owner.get(f"{place.path}/usage", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_last_thirty_days_with_those_on_which_nothing_was_used(place, counts) -> None:
    support = place.workspaces["support"]
    await counts.spend(support, today(), 5)
    await counts.spend(place.default_id, today(), 2)
    await counts.spend(support, today() - timedelta(days=3), 4)
    found = await read(place)
    assert (found["from"], found["to"]) == (str(today() - timedelta(days=29)), str(today()))
    messages = found["messages"]
    assert messages["count"] == 11
    assert [day["date"] for day in messages["days"]] == [
        str(today() - timedelta(days=ago)) for ago in range(29, -1, -1)
    ]
    assert [day["count"] for day in messages["days"]] == [0] * 26 + [4, 0, 0, 7]
    assert messages["workspaces"] == [
        {
            "id": support,
            "name": "Support",
            "deleted": False,
            "count": 9,
            "days": [0] * 26 + [4, 0, 0, 5],
        },
        {
            "id": place.default_id,
            "name": "Default",
            "deleted": False,
            "count": 2,
            "days": [0] * 29 + [2],
        },
    ]
    assert messages["others"] == {"workspaces": 0, "count": 0, "days": [0] * 30}


async def test_gauges_show_what_is_used_of_each_limit_now(place, counts) -> None:
    await place.add_chatbot("support")
    await counts.use(7)
    await counts.use(900, months_ago=1)
    assert (await read(place, to="2020-01-01"))["gauges"] == {
        "workspaces": {"used": 2, "limit": 10},
        "members": {"used": 1, "limit": None},
        "chatbots": {"used": 1, "limit": 50},
        "messages": {"used": 7, "limit": 10_000},
    }


async def test_a_deleted_workspace_is_shown_as_such(place, counts) -> None:
    support = place.workspaces["support"]
    await counts.spend(support, today(), 5)
    assert (await place.owner.delete(place.workspace())).status_code == 204
    (shown,) = (await read(place))["messages"]["workspaces"]
    assert (shown["id"], shown["name"], shown["deleted"], shown["count"]) == (
        support,
        None,
        True,
        5,
    )


async def test_beyond_fifty_workspaces_the_rest_is_summed_up(place, counts) -> None:
    for number in range(60):
        await counts.spend(f"00000000-0000-7000-8000-{number:012}", today(), number + 1)
    messages = (await read(place, **{"from": str(today())}))["messages"]
    assert [workspace["count"] for workspace in messages["workspaces"]] == list(range(60, 10, -1))
    assert messages["others"] == {"workspaces": 10, "count": 55, "days": [55]}
    assert messages["count"] == messages["days"][0]["count"] == 60 * 61 // 2


async def test_both_ends_are_included(place, counts) -> None:
    for day in (1, 2, 3, 4):
        await counts.spend(place.default_id, date(2024, 2, 26) + timedelta(days=day), day)
    found = await read(place, **{"from": "2024-02-28", "to": "2024-02-29"})
    assert found["messages"]["days"] == [
        {"date": "2024-02-28", "count": 2},
        {"date": "2024-02-29", "count": 3},
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2024-01-01", "to": "2024-12-31"},
        {"from": "2000-01-01", "to": "2000-01-01"},
        {"to": "2000-01-01"},
        {"from": "2999-12-31", "to": "2999-12-31"},
        {"to": "2999-12-31"},
    ],
)
async def test_days_that_can_be_asked_for(place, asked: dict[str, str]) -> None:
    found = await read(place, **asked)
    assert 1 <= len(found["messages"]["days"]) <= 366


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2024-01-01", "to": "2025-01-01"},
        {"from": "2024-01-02", "to": "2024-01-01"},
        {"from": "2023-01-01"},
        {"from": "2023-02-29", "to": "2023-02-29"},
        {"from": "0000-01-01"},
        {"from": "0001-01-01", "to": "0001-01-01"},
        {"from": "1999-12-31", "to": "2000-01-01"},
        {"from": "9999-12-31", "to": "9999-12-31"},
        {"to": "10000-01-01"},
        {"to": "1700000000"},
        {"to": "2024-01-01T00:00:00"},
        {"to": "٢٠٢٤-01-01"},
        {"to": ""},
        {"from": "yesterday"},
        {"first": "2024-01-01"},
    ],
)
async def test_days_that_cannot_be_asked_for(place, asked: dict[str, str]) -> None:
    answer = await place.owner.get(f"{place.path}/usage", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), answer.text


async def test_usage_is_for_those_who_read_bills(acme, adam, mia, eve, http) -> None:
    path = f"{acme.path}/usage"
    assert (await adam.get(path)).status_code == 200
    assert (await mia.get(path)).status_code == 403
    assert (await eve.get(path)).status_code == 404
    assert (await http.get(path)).status_code == 401


async def test_usage_of_others_is_not_counted_in(place, counts, globex, eve) -> None:
    await counts.spend(place.default_id, today(), 5)
    answer = (await eve.get(f"{globex.path}/usage")).json()
    assert answer["messages"]["count"] == answer["gauges"]["messages"]["used"] == 0
