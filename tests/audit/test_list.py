"""Reading the trail: pages, cursors, filters, and for whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.audit.trail import actions, events
from tests.people import Place, found


@pytest.fixture
async def busy(eve, mia) -> Place:
    """An organization with events by two people, of several kinds, in two places."""
    place = await found(eve, "Busy")
    await place.add(mia, "admin")
    await place.add_workspace("lab")
    for number in range(4):
        person = mia if number % 2 else eve
        await person.patch(place.workspace("lab"), {"name": f"Lab {number}"})
    await eve.patch(place.path, {"name": "Busier"})
    return place


ALL = [
    "organization.updated",
    *["workspace.updated"] * 4,
    "workspace.created",
    "member.added",
    "organization.created",
]


async def test_the_newest_comes_first_and_all_are_counted(eve, busy) -> None:
    answer = (await eve.get(f"{busy.path}/audit")).json()
    assert [event["action"] for event in answer["events"]] == ALL
    assert (answer["total"], answer["page"], answer["total_pages"]) == (8, 1, 1)
    assert (answer["has_next"], answer["next_cursor"]) == (False, None)


async def test_pages_and_cursors_go_through_everything_once(eve, busy) -> None:
    for filters in ({}, {"workspace_id": busy.workspaces["lab"]}):
        everything = await events(eve, busy, **filters)
        paged, followed = [], []
        params = {"limit": 2, **filters}
        for number in range(1, -(-len(everything) // 2) + 1):
            page = (await eve.get(f"{busy.path}/audit", params={**params, "page": number})).json()
            assert page["total"] == len(everything)
            paged += page["events"]
        assert not page["has_next"]
        page = (await eve.get(f"{busy.path}/audit", params=params)).json()
        followed += page["events"]
        while page["has_next"]:
            cursor = {**params, "cursor": page["next_cursor"]}
            page = (await eve.get(f"{busy.path}/audit", params=cursor)).json()
            assert (page["page"], page["has_previous"]) == (None, True)
            followed += page["events"]
        assert paged == followed == everything


async def test_a_cursor_is_not_moved_by_what_happens_meanwhile(eve, busy) -> None:
    everything = await events(eve, busy)
    first = (await eve.get(f"{busy.path}/audit", params={"limit": 3})).json()
    await eve.patch(busy.path, {"name": "Meanwhile"})
    following = {"limit": 3, "cursor": first["next_cursor"]}
    second = (await eve.get(f"{busy.path}/audit", params=following)).json()
    assert second["events"] == everything[3:6]


async def test_a_page_beyond_the_end_is_empty(eve, busy) -> None:
    for filters in ({}, {"action": "workspace.updated"}):
        params = {"page": 100_000, "limit": 100, **filters}
        answer = await eve.get(f"{busy.path}/audit", params=params)
        assert (answer.status_code, answer.json()["events"]) == (200, [])
        assert answer.json()["has_next"] is False


async def test_filters_narrow_and_combine(eve, mia, busy) -> None:
    lab = busy.workspaces["lab"]
    assert await actions(eve, busy, actor=mia.id) == ["workspace.updated"] * 2
    assert await actions(eve, busy, action="workspace.updated") == ["workspace.updated"] * 4
    assert await actions(eve, busy, workspace_id=lab) == ALL[1:6]
    both = await events(eve, busy, workspace_id=lab, actor=eve.id, action="workspace.updated")
    assert [event["target"]["name"] for event in both] == ["Lab 2", "Lab 0"]
    for nothing in ({"actor": str(uuid4())}, {"action": "no.such"}, {"workspace_id": str(uuid4())}):
        assert await events(eve, busy, **nothing) == []


async def test_times_include_the_first_and_exclude_the_last(eve, busy) -> None:
    everything = await events(eve, busy)
    times = [event["at"] for event in everything]
    assert times == sorted(times, reverse=True)
    middle = times[3]
    newer = [event for event in everything if event["at"] >= middle]
    assert await events(eve, busy, **{"from": middle}) == newer
    assert await events(eve, busy, to=middle) == everything[len(newer) :]
    later = (datetime.fromisoformat(times[0]) + timedelta(days=1)).isoformat()
    assert await events(eve, busy, **{"from": later}) == []
    assert await events(eve, busy, to=later) == everything
    assert await events(eve, busy, **{"from": later, "to": middle}) == []
    assert await events(eve, busy, **{"from": "0001-01-01T00:00:00Z"}) == everything


@pytest.mark.parametrize(
    "params",
    [
        {"actor": "eve"},
        {"workspace_id": "1"},
        {"from": "yesterday"},
        {"from": "2026-01-01T00:00:00"},
        {"cursor": "x"},
        {"cursor": "-1"},
        {"cursor": "9" * 30},
        {"page": 0},
        {"limit": 101},
        {"format": "csv"},
        {"q": "x"},
        {"action": "\0"},
        {"action": "a" * 101},
    ],
)
async def test_what_cannot_be_asked_is_refused(eve, globex, params) -> None:
    answer = await eve.get(f"{globex.path}/audit", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
async def test_times_beyond_the_calendar_are_refused(eve, globex, moment: str) -> None:
    for name in ("from", "to"):
        answer = await eve.get(f"{globex.path}/audit", params={name: moment})
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize("format", ["json", "ndjson"])
async def test_only_owners_and_admins_read_it(
    http, acme, olivia, adam, mia, eve, format: str
) -> None:
    path = f"{acme.path}/audit?format={format}"
    assert (await olivia.get(path)).status_code == 200
    assert (await adam.get(path)).status_code == 200
    refused = await mia.get(path)
    assert (refused.status_code, refused.json()["permission"]) == (403, "audit:read")
    assert (await http.get(path)).status_code == 401
    stranger, nowhere = await eve.get(path), await eve.get(f"/orgs/{uuid4()}/audit")
    assert stranger.status_code == nowhere.status_code == 404
    assert stranger.json()["detail"] == nowhere.json()["detail"]


async def test_a_suspended_organization_can_still_be_read(eve, globex, admin_connection) -> None:
    await admin_connection.execute(
        "UPDATE organizations SET suspended_at = now() WHERE id = $1", globex.id
    )
    assert await actions(eve, globex) == ["organization.created"]


async def test_one_organizations_events_are_in_no_other(eve, olivia, globex, acme) -> None:
    for person, place in ((eve, globex), (olivia, acme)):
        assert {event["organization_id"] for event in await events(person, place)} == {place.id}
    assert await events(eve, globex, workspace_id=acme.workspaces["support"]) == []


async def test_with_filters_it_counts_to_ten_thousand(eve, globex, admin_connection) -> None:
    await admin_connection.execute(
        "SELECT set_config('session_replication_role', 'replica', false)"
    )
    await admin_connection.execute(
        """
        INSERT INTO audit_events (organization_id, id, sequence, at, actor_name, action,
            target_type, target_id, changes, previous_hash, hash)
        SELECT $1, gen_random_uuid(), n, now(), 'Loader', 'row.loaded', 'row',
            gen_random_uuid(), '{}', '', '' FROM generate_series(2, 10101) AS n""",
        globex.id,
    )
    answer = (await eve.get(f"{globex.path}/audit", params={"action": "row.loaded"})).json()
    assert (answer["total"], answer["has_next"]) == (10_000, True)
