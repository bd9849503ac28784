"""Refresh: every token serves once, and the second use ends what the first one went on with."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from tests.identity.accounts import claims_of, log_in, refresh, refused_as, sign_up_as
from tests.people import Person, Place, found, sign_in


async def refreshed(person: Person, **wanted: str) -> Person:
    answer = await refresh(person.http, str(person.token["refresh_token"]), **wanted)
    assert answer.status_code == 200, answer.text
    return replace(person, token=answer.json())


async def test_a_refresh_gives_new_tokens_of_the_same_session(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    again = await refreshed(person)
    assert again.token["refresh_token"] != person.token["refresh_token"]
    first, second = claims_of(person.access_token), claims_of(again.access_token)
    assert (first["sid"], first["sub"]) == (second["sid"], second["sub"])
    assert first["jti"] != second["jti"]
    assert (await again.get("/auth/me")).status_code == 200
    assert (await person.get("/auth/sessions")).json()["total"] == 1


async def test_refreshing_goes_on_for_as_long_as_each_token_is_used_once(
    http: httpx.AsyncClient,
) -> None:
    person = await sign_up_as(http)
    for _ in range(5):
        person = await refreshed(person)


async def test_a_token_used_twice_ends_its_session(http: httpx.AsyncClient) -> None:
    """Old and new are refused, and so is the access token: someone has a copy."""
    person = await sign_up_as(http)
    other = await sign_in(person)
    again = await refreshed(person)
    for token in (person.token["refresh_token"], again.token["refresh_token"]):
        answer = await refresh(http, str(token))
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_refresh_token")
    assert await refused_as(person, "session_ended")
    assert await refused_as(again, "session_ended")
    assert (await other.get("/auth/me")).status_code == 200


async def test_no_refresh_outlives_the_longest_session(
    http: httpx.AsyncClient, admin_connection
) -> None:
    """Each refresh gives thirty days, but none beyond ninety from the sign-in."""
    person = await sign_up_as(http)

    async def lives_for(age_days: int) -> float:
        nonlocal person
        row = await admin_connection.fetchrow(
            "UPDATE sessions SET created_at = now() - make_interval(days => $2) "
            "WHERE user_id = $1 RETURNING id",
            person.id,
            age_days,
        )
        person = await refreshed(person)
        return await admin_connection.fetchval(
            "SELECT extract(epoch FROM expires_at - now()) / 86400 FROM sessions WHERE id = $1",
            row["id"],
        )

    assert 29.9 < await lives_for(10) <= 30
    assert 9.9 < await lives_for(80) <= 10
    await lives_for(91)
    assert (await refresh(http, str(person.token["refresh_token"]))).status_code == 401
    assert await refused_as(person, "session_ended")


async def test_an_old_grandparent_ends_its_session_too(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    latest = await refreshed(await refreshed(await refreshed(person)))
    assert (await refresh(http, str(person.token["refresh_token"]))).status_code == 401
    assert await refused_as(latest, "session_ended")


KEY = "a secret of the client's own"


async def test_a_refresh_whose_answer_was_lost_is_answered_again(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    lost = await refreshed(person, retry_key=KEY)
    again = await refreshed(person, retry_key=KEY)
    assert again.token["refresh_token"] == lost.token["refresh_token"]
    assert (await again.get("/auth/me")).status_code == 200
    await refreshed(await refreshed(again, retry_key=KEY))


async def test_of_concurrent_uses_with_one_retry_key_all_get_the_same_token(
    http: httpx.AsyncClient,
) -> None:
    person = await sign_up_as(http)
    all_of_them = await asyncio.gather(*(refreshed(person, retry_key=KEY) for _ in range(10)))
    assert len({one.token["refresh_token"] for one in all_of_them}) == 1
    await refreshed(all_of_them[0])


@pytest.mark.parametrize("thief", [{}, {"retry_key": KEY.upper()}])
async def test_a_token_used_twice_without_its_retry_key_ends_its_session(
    http: httpx.AsyncClient, thief: dict[str, str]
) -> None:
    person = await sign_up_as(http)
    again = await refreshed(person, retry_key=KEY)
    answer = await refresh(http, str(person.token["refresh_token"]), **thief)
    assert answer.status_code == 401
    assert await refused_as(again, "session_ended")


async def test_a_token_comes_again_only_until_the_next_is_used(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    latest = await refreshed(await refreshed(person, retry_key=KEY))
    answer = await refresh(http, str(person.token["refresh_token"]), retry_key=KEY)
    assert answer.status_code == 401
    assert await refused_as(latest, "session_ended")


async def test_a_session_that_ended_is_not_refreshed_again(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    again = await refreshed(person, retry_key=KEY)
    await again.post("/auth/logout")
    answer = await refresh(http, str(person.token["refresh_token"]), retry_key=KEY)
    assert answer.status_code == 401


async def test_a_retry_key_that_could_be_guessed_is_refused(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    answer = await refresh(http, str(person.token["refresh_token"]), retry_key="1")
    assert answer.status_code == 422
    await refreshed(person)


async def test_of_concurrent_uses_of_one_token_at_most_one_succeeds(
    http: httpx.AsyncClient,
) -> None:
    person = await sign_up_as(http)
    token = str(person.token["refresh_token"])
    answers = await asyncio.gather(*(refresh(http, token) for _ in range(10)))
    counted = Counter(answer.status_code for answer in answers)
    assert counted[200] <= 1 and counted[200] + counted[401] == 10
    for answer in answers:
        if answer.status_code == 200:
            late = await refresh(http, answer.json()["refresh_token"])
            assert late.status_code == 401
    assert await refused_as(person, "session_ended")


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 200])
async def test_an_unknown_token_is_refused(http: httpx.AsyncClient, token: str) -> None:
    answer = await refresh(http, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_refresh_token")


async def test_an_access_token_refreshes_nothing(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    answer = await refresh(http, person.access_token[:200])
    assert answer.status_code == 401
    assert (await person.get("/auth/me")).status_code == 200


async def test_the_token_of_a_session_that_ended_is_refused(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    await person.post("/auth/logout")
    assert (await refresh(http, str(person.token["refresh_token"]))).status_code == 401


async def test_a_refresh_takes_the_context_wanted(acme: Place, vera: Person) -> None:
    person = await sign_in(vera)
    wanted = {"organization_id": acme.id, "workspace_id": acme.workspaces["support"]}
    again = await refreshed(person, **wanted)
    context = again.token["context"]
    assert (context["organization_id"], context["workspace_id"]) == tuple(wanted.values())
    assert (context["organization_role"], context["workspace_role"]) == ("member", "viewer")
    unasked = await refreshed(again)
    assert unasked.token["context"] == context


async def test_a_refresh_into_a_place_that_is_not_theirs_falls_back(
    acme: Place, http: httpx.AsyncClient
) -> None:
    person = await sign_up_as(http, organization_name="Own")
    own = person.token["context"]
    for foreign in ({"organization_id": acme.id}, {"organization_id": str(uuid4())}):
        person = await refreshed(person, **foreign)
        assert person.token["context"] == own


async def test_a_refresh_falls_back_when_the_workspace_is_gone(acme: Place, vera: Person) -> None:
    await acme.add_workspace("second")
    await acme.let_in(vera, "editor", "second")
    person = await refreshed(
        await sign_in(vera), organization_id=acme.id, workspace_id=acme.workspaces["second"]
    )
    assert person.token["context"]["workspace_role"] == "editor"
    await acme.owner.delete(acme.workspace("second"))
    person = await refreshed(person)
    assert person.token["context"]["organization_id"] == acme.id
    assert person.token["context"]["workspace_id"] == acme.workspaces["support"]
    member = acme.workspace_members["vera"]
    await acme.owner.delete(f"{acme.workspace()}/members/{member}")
    person = await refreshed(person)
    assert person.token["context"]["organization_id"] == acme.id
    assert person.token["context"]["workspace_id"] is None
    assert claims_of(person.access_token)["workspace_role"] is None


async def test_a_refresh_falls_back_when_the_organization_is_gone(
    http: httpx.AsyncClient,
) -> None:
    person = await sign_up_as(http, organization_name="First")
    first = person.token["context"]["organization_id"]
    second = await found(person, "Second")
    person = await refreshed(person, organization_id=second.id)
    assert person.token["context"]["organization_name"] == "Second"
    await person.delete(second.path)
    person = await refreshed(person)
    assert person.token["context"]["organization_id"] == first
    await person.delete(f"/orgs/{first}")
    person = await refreshed(person)
    assert person.token["context"]["organization_id"] is None
    assert person.token["context"]["permissions"] == []


async def test_a_refresh_falls_back_when_one_was_removed(
    acme: Place, http: httpx.AsyncClient
) -> None:
    person = await sign_up_as(http, organization_name="Own")
    await acme.add(person, "admin")
    person = await refreshed(person, organization_id=acme.id)
    assert person.token["context"]["organization_role"] == "admin"
    await acme.owner.delete(acme.member(person.name))
    person = await refreshed(person)
    assert person.token["context"]["organization_name"] == "Own"


async def test_a_refresh_reads_roles_afresh(acme: Place, http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    await acme.add(person, "admin")
    person = await refreshed(person, organization_id=acme.id)
    assert claims_of(person.access_token)["org_role"] == "admin"
    await acme.owner.put(acme.member(person.name), {"role": "member"})
    person = await refreshed(person)
    assert claims_of(person.access_token)["org_role"] == "member"
    assert "member:invite" not in claims_of(person.access_token)["permissions"]


async def test_the_next_sign_in_starts_where_the_last_one_was(
    acme: Place, http: httpx.AsyncClient
) -> None:
    person = await sign_up_as(http, organization_name="Own")
    await acme.add(person, "admin")
    await person.switch(acme.id, acme.workspaces["support"])
    context = (await log_in(http, person.email)).json()["context"]
    assert context["organization_id"] == acme.id
    assert context["workspace_id"] == acme.workspaces["support"]
