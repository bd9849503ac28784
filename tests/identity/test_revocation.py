"""The ground moves under a token: the very next request with it is refused."""

from __future__ import annotations

import asyncio

import httpx
import pytest_asyncio

from tests.identity.accounts import refresh, sign_up_as
from tests.people import Person, Place, sign_in


@pytest_asyncio.fixture
async def ida(http: httpx.AsyncClient, acme: Place) -> Person:
    """A member of acme and an editor in Support, whose token says so."""
    person = await sign_up_as(http)
    await acme.add(person, "member")
    await acme.let_in(person, "editor")
    await person.switch(acme.id, acme.workspaces["support"])
    assert (await person.get(acme.workspace())).json()["user_role"] == "editor"
    return person


async def status_of(person: Person, *paths: str) -> list[int]:
    return [(await person.get(path)).status_code for path in paths]


async def test_a_removed_member_is_out_at_once(ida: Person, acme: Place) -> None:
    await acme.owner.delete(acme.member("ida"))
    inside = (acme.path, f"{acme.path}/members", acme.workspace(), "/switch/current")
    assert await status_of(ida, *inside) == [404] * 4
    assert await status_of(ida, "/auth/me", "/orgs") == [200] * 2
    switch = await ida.post("/switch/workspace", {"workspace_id": acme.workspaces["support"]})
    assert switch.status_code == 404


async def test_who_left_is_out_at_once(ida: Person, acme: Place) -> None:
    assert (await ida.post(f"{acme.path}/leave")).status_code == 204
    assert await status_of(ida, acme.path, acme.workspace()) == [404] * 2


async def test_who_comes_back_does_not_get_the_workspaces_back(ida: Person, acme: Place) -> None:
    await acme.owner.delete(acme.member("ida"))
    await acme.add(ida, "member")
    assert await status_of(ida, acme.path, acme.workspace()) == [200, 404]


async def test_a_demoted_admin_is_one_no_more_at_once(acme: Place, adam: Person) -> None:
    await adam.switch(acme.id)
    assert (await adam.patch(acme.path, {"name": "Still"})).status_code == 200
    await acme.owner.put(acme.member("adam"), {"role": "member"})
    refused = await adam.patch(acme.path, {"name": "No more"})
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert await status_of(adam, acme.path, acme.workspace()) == [200, 404]


async def test_a_promoted_member_is_one_at_once_with_the_old_token(
    ida: Person, acme: Place
) -> None:
    assert (await ida.patch(acme.path, {"name": "Not yet"})).status_code == 403
    await acme.owner.put(acme.member("ida"), {"role": "admin"})
    assert (await ida.patch(acme.path, {"name": "Now"})).status_code == 200


async def test_a_changed_workspace_role_holds_at_once(ida: Person, acme: Place) -> None:
    member = f"{acme.workspace()}/members/{acme.workspace_members['ida']}"
    for role, status in (("admin", 200), ("viewer", 403)):
        await acme.owner.put(member, {"role": role})
        answer = await ida.patch(acme.workspace(), {"description": role})
        assert answer.status_code == status
        assert (await ida.get("/switch/current")).json()["workspace_role"] == role


async def test_who_is_taken_out_of_a_workspace_is_out_at_once(ida: Person, acme: Place) -> None:
    await acme.owner.delete(f"{acme.workspace()}/members/{acme.workspace_members['ida']}")
    assert await status_of(ida, acme.workspace(), "/switch/current", acme.path) == [404, 404, 200]


async def test_a_deleted_workspace_is_gone_at_once_for_everyone(
    ida: Person, acme: Place, adam: Person
) -> None:
    assert (await acme.owner.delete(acme.workspace())).status_code == 204
    for person in (ida, adam, acme.owner):
        assert await status_of(person, acme.workspace(), acme.path) == [404, 200]
    assert await status_of(ida, "/switch/current") == [404]


async def test_a_deleted_organization_is_gone_at_once_for_everyone(
    ida: Person, acme: Place, adam: Person
) -> None:
    assert (await acme.owner.delete(acme.path)).status_code == 204
    for person in (ida, adam, acme.owner):
        assert await status_of(person, acme.path, acme.workspace()) == [404] * 2
        assert await status_of(person, "/auth/me") == [200]
    assert await status_of(ida, "/switch/current") == [404]


async def test_a_session_that_ends_is_over_everywhere_at_once(ida: Person, acme: Place) -> None:
    other = await sign_in(ida)
    await ida.post("/auth/logout")
    everywhere = ("/auth/me", "/orgs", acme.path, acme.workspace(), "/switch/current")
    assert await status_of(ida, *everywhere) == [401] * 5
    assert await status_of(other, acme.path) == [200]


async def test_ended_sessions_are_refused_before_anything_is_told(
    ida: Person, acme: Place, globex: Place
) -> None:
    """Theirs or not, there or not: 401 with the same bytes."""
    await ida.post("/auth/logout")
    same = {"X-Request-ID": "one-and-the-same"}
    answers = [await ida.get(path, headers=same) for path in (acme.path, globex.path)]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["code"] == "session_ended"


async def test_a_changed_password_holds_everywhere_at_once(ida: Person, acme: Place) -> None:
    body = {
        "current_password": "correct horse battery staple",
        "new_password": "another fine passphrase",
    }
    assert (await ida.post("/auth/password/change", body)).status_code == 200
    assert await status_of(ida, "/auth/me", acme.path, acme.workspace()) == [401] * 3


async def test_a_reused_refresh_token_holds_everywhere_at_once(
    ida: Person, acme: Place, http: httpx.AsyncClient
) -> None:
    token = str(ida.token["refresh_token"])
    await refresh(http, token)
    await refresh(http, token)
    assert await status_of(ida, "/auth/me", acme.path, acme.workspace()) == [401] * 3


async def test_a_deleted_account_is_gone_from_where_it_was(ida: Person, acme: Place) -> None:
    assert (await ida.delete("/auth/me")).status_code == 204
    assert await status_of(ida, "/auth/me", acme.path) == [401] * 2
    members = (await acme.owner.get(f"{acme.path}/members")).json()["members"]
    assert ida.id not in {member["user_id"] for member in members}


async def test_requests_that_come_after_a_removal_never_get_through(
    ida: Person, acme: Place
) -> None:
    """Whatever was in flight, what is sent once the removal has answered is refused."""
    knocking = [asyncio.create_task(ida.get(acme.path)) for _ in range(20)]
    await acme.owner.delete(acme.member("ida"))
    after = await asyncio.gather(*(ida.get(acme.path) for _ in range(20)))
    assert {answer.status_code for answer in after} == {404}
    assert {(await task).status_code for task in knocking} <= {200, 404}
