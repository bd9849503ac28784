"""Listeners: told what is committed, in order, and never in the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

import tenantry
from tests.people import PASSWORD


@pytest.fixture
def heard() -> Iterator[list[tenantry.Event]]:
    """Everything there is to hear."""
    events: list[tenantry.Event] = []

    @tenantry.on("*")
    async def hear(event: tenantry.Event) -> None:
        events.append(event)

    yield events
    tenantry.off(hear)


async def test_who_listens_hears_what_the_trail_says(eve, globex, heard) -> None:
    await globex.add_workspace("lab")
    (event,) = [event for event in heard if str(event.organization_id) == globex.id]
    kept = (await eve.get(f"{globex.path}/audit")).json()["events"][0]
    assert event.action == kept["action"] == "workspace.created"
    assert (str(event.id), event.actor_name) == (kept["id"], kept["actor"]["name"])
    assert (str(event.actor_id), str(event.target_id)) == (eve.id, globex.workspaces["lab"])
    assert (event.target_type, event.target_name) == ("workspace", "Lab")
    assert str(event.workspace_id) == globex.workspaces["lab"]
    assert event.at.isoformat().replace("+00:00", "Z") == kept["at"]
    assert (event.ip, event.request_id) == ("127.0.0.1", kept["request_id"])


async def test_an_event_is_told_after_the_commit_and_before_the_answer(
    service, eve, globex, admin_connection
) -> None:
    seen = []

    @tenantry.on("workspace.created")
    async def look(event: tenantry.Event) -> None:
        statement = "SELECT count(*) FROM workspaces WHERE organization_id = $1 AND id = $2"
        args = (event.organization_id, event.target_id)
        seen.append(await admin_connection.fetchval(statement, *args))

    try:
        await globex.add_workspace("lab")
        assert seen == [1]
    finally:
        tenantry.off(look)


async def test_what_is_refused_or_rolled_back_is_not_told(service, eve, globex, heard) -> None:
    assert (await eve.post(f"{globex.path}/leave")).status_code == 409
    with pytest.raises(ZeroDivisionError):
        async with service.enter(UUID(eve.id), UUID(globex.id)) as tenant:
            tenant.record("thing.done", uuid4())
            raise ZeroDivisionError
    assert heard == []


async def test_a_pattern_chooses_what_is_heard(service, eve, globex) -> None:
    heard: list[tuple[str, str]] = []

    def listen(pattern: str):
        @tenantry.on(pattern)
        async def hear(event: tenantry.Event) -> None:
            heard.append((pattern, event.action))

        return hear

    listeners = [listen(pattern) for pattern in ("thing.made", "thing.*", "thing.lost", "other.*")]
    try:
        async with service.enter(UUID(eve.id), UUID(globex.id)) as tenant:
            tenant.record("thing.made", uuid4())
            tenant.record("thing.sold", uuid4())
    finally:
        for listener in listeners:
            tenantry.off(listener)
    assert heard == [
        ("thing.made", "thing.made"),
        ("thing.*", "thing.made"),
        ("thing.*", "thing.sold"),
    ]


@pytest.mark.parametrize("pattern", ["", "thing", "thing.", ".made"])
def test_a_pattern_that_names_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="names no event"):
        tenantry.on(pattern)


async def test_a_listener_that_fails_is_logged_and_breaks_nothing(eve, globex, heard) -> None:
    @tenantry.on("workspace.created")
    async def fail(event: tenantry.Event) -> None:
        raise RuntimeError("no mail today")

    try:
        with capture_logs() as logged:
            answer = await eve.post(f"{globex.path}/workspaces", {"name": "Lab"})
    finally:
        tenantry.off(fail)
    assert answer.status_code == 201
    assert (await eve.get(f"{globex.path}/workspaces/{answer.json()['id']}")).status_code == 200
    (failed,) = [line for line in logged if line["event"] == "listener failed"]
    assert (failed["log_level"], failed["action"]) == ("error", "workspace.created")
    assert [event.action for event in heard] == ["workspace.created"]


async def test_a_listener_may_use_the_service(service, eve, globex) -> None:
    seen = []

    @tenantry.on("workspace.created")
    async def count(event: tenantry.Event) -> None:
        assert event.organization_id is not None
        async with service.enter(UUID(eve.id), event.organization_id) as tenant:
            seen.append(await tenant.connection.fetchval("SELECT count(*) FROM workspaces"))

    try:
        await globex.add_workspace("lab")
        assert seen == [2]
    finally:
        tenantry.off(count)


async def test_the_end_of_an_organization_is_told_though_its_trail_is_gone(
    eve, globex, heard
) -> None:
    await eve.delete(globex.path)
    (event,) = heard
    assert (event.action, str(event.target_id)) == ("organization.deleted", globex.id)
    assert event.target_name == "Globex"


async def test_an_account_has_a_history_of_its_own(new_person, olivia, heard) -> None:
    nora = await new_person()
    body = {"current_password": PASSWORD, "new_password": "another " + PASSWORD}
    changed = await nora.post("/auth/password/change", body, headers={"User-Agent": "Browser"})
    nora.token = changed.json()
    mine = (await nora.get("/auth/events")).json()
    actions = [event["action"] for event in mine["events"]]
    assert actions[-1] == "user.created"
    assert mine["total"] == len(actions)
    latest = mine["events"][actions.index("user.password_changed")]
    assert (latest["ip"], latest["user_agent"]) == ("127.0.0.1", "Browser")
    assert latest["request_id"] == changed.headers["x-request-id"]
    assert (latest["target_type"], latest["target_id"]) == ("user", nora.id)
    page = (await nora.get("/auth/events", params={"limit": 1})).json()
    following = {"limit": 100, "cursor": page["next_cursor"]}
    rest = (await nora.get("/auth/events", params=following)).json()["events"]
    assert page["events"] + rest == mine["events"]
    theirs = (await olivia.get("/auth/events")).json()["events"]
    assert nora.id not in json.dumps(theirs)
    assert {event.organization_id for event in heard} == {None}


async def test_an_accounts_history_goes_with_it(new_person, heard, admin_connection) -> None:
    nora = await new_person()
    assert (await nora.delete("/auth/me")).status_code == 204
    assert (heard[0].action, heard[-1].action) == ("user.created", "user.deleted")
    statement = "SELECT count(*) FROM account_events WHERE user_id = $1"
    assert await admin_connection.fetchval(statement, nora.id) == 0


async def test_what_the_system_does_has_its_name_and_no_origin(service, eve, globex) -> None:
    async with service.door.tend(UUID(globex.id), "Night shift") as steward:
        steward.record("thing.swept", uuid4())
    event = (await eve.get(f"{globex.path}/audit")).json()["events"][0]
    assert event["actor"] == {"id": None, "name": "Night shift"}
    assert (event["ip"], event["user_agent"]) == (None, None)
