"""Sessions: the devices one is signed in on, listed and ended."""

from __future__ import annotations

from uuid import uuid4

import httpx

from tests.identity.accounts import log_in, refresh, refused_as, sign_up_as
from tests.people import Person, sign_in


async def listed(person: Person, query: str = "") -> list[dict[str, object]]:
    answer = await person.get(f"/auth/sessions{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["sessions"])


async def current_id(person: Person) -> str:
    return next(str(session["id"]) for session in await listed(person) if session["current"])


async def test_a_session_says_where_it_is_from(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    body = {"email": person.email, "password": "correct horse battery staple"}
    answer = await http.post("/auth/login", json=body, headers={"User-Agent": "Ida's phone"})
    person.token = answer.json()
    newest, oldest = await listed(person)
    assert set(newest) == {
        "id",
        "current",
        "ip",
        "user_agent",
        "created_at",
        "last_used_at",
        "expires_at",
    }
    assert (newest["user_agent"], newest["ip"]) == ("Ida's phone", "127.0.0.1")
    assert (newest["current"], oldest["current"]) == (True, False)


async def test_the_session_used_last_comes_first(http: httpx.AsyncClient) -> None:
    first = await sign_up_as(http)
    second = await sign_in(first)
    assert [session["current"] for session in await listed(first)] == [False, True]
    answer = await refresh(http, str(first.token["refresh_token"]))
    first.token = answer.json()
    assert [session["current"] for session in await listed(first)] == [True, False]
    by_age = await listed(second, "?sort=created_at")
    assert [session["current"] for session in by_age] == [False, True]


async def test_sessions_come_in_pages(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    for _ in range(2):
        await log_in(http, person.email)
    first = (await person.get("/auth/sessions?limit=2")).json()
    assert (first["total"], first["total_pages"], first["has_next"]) == (3, 2, True)
    rest = (await person.get(f"/auth/sessions?limit=2&cursor={first['next_cursor']}")).json()
    ids = [session["id"] for session in first["sessions"] + rest["sessions"]]
    assert len(set(ids)) == 3


async def test_ending_a_session_ends_its_tokens_and_no_others(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    lost = await sign_in(person)
    assert (await person.delete(f"/auth/sessions/{await current_id(lost)}")).status_code == 204
    assert await refused_as(lost, "session_ended")
    assert (await refresh(http, str(lost.token["refresh_token"]))).status_code == 401
    assert [session["current"] for session in await listed(person)] == [True]


async def test_ending_this_session_is_signing_out(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    assert (await person.delete(f"/auth/sessions/{await current_id(person)}")).status_code == 204
    assert await refused_as(person, "session_ended")


async def test_a_session_ends_once(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    path = f"/auth/sessions/{await current_id(await sign_in(person))}"
    assert (await person.delete(path)).status_code == 204
    assert (await person.delete(path)).status_code == 404


async def test_someone_elses_session_is_as_unknown_as_one_that_never_was(
    http: httpx.AsyncClient,
) -> None:
    person, other = await sign_up_as(http), await sign_up_as(http)
    same = {"X-Request-ID": "one-and-the-same"}
    foreign = await person.delete(f"/auth/sessions/{await current_id(other)}", headers=same)
    unknown = await person.delete(f"/auth/sessions/{uuid4()}", headers=same)
    assert (foreign.status_code, foreign.content) == (404, unknown.content)
    assert (await other.get("/auth/me")).status_code == 200


async def test_ending_the_others_keeps_this_one(http: httpx.AsyncClient) -> None:
    person, stranger = await sign_up_as(http), await sign_up_as(http)
    others = [await sign_in(person) for _ in range(3)]
    assert (await person.delete("/auth/sessions")).status_code == 204
    for other in others:
        assert await refused_as(other, "session_ended")
    assert [session["current"] for session in await listed(person)] == [True]
    assert (await stranger.get("/auth/me")).status_code == 200


async def test_signing_out_ends_this_session_alone(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    other = await sign_in(person)
    assert (await person.post("/auth/logout")).status_code == 204
    assert await refused_as(person, "session_ended")
    assert (await refresh(http, str(person.token["refresh_token"]))).status_code == 401
    assert [session["current"] for session in await listed(other)] == [True]


async def test_signing_out_twice_is_refused(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    assert (await person.post("/auth/logout")).status_code == 204
    assert (await person.post("/auth/logout")).json()["code"] == "session_ended"


async def test_how_each_session_ended_is_in_the_history(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    one, two, left, robbed = [await sign_in(person) for _ in range(4)]
    ids = {name: await current_id(p) for name, p in (("one", one), ("left", left))}
    stolen = str(robbed.token["refresh_token"])
    for _ in range(3):
        await refresh(http, stolen)
    await person.delete(f"/auth/sessions/{ids['one']}")
    await left.post("/auth/logout")
    await person.delete("/auth/sessions")
    events = (await person.get("/auth/events?limit=100")).json()["events"]
    told = [e for e in events if e["target_type"] == "session"][::-1]
    assert [e["action"] for e in told] == [
        "session.token_reused",
        "session.ended",
        "session.signed_out",
        "session.ended",
    ]
    assert [e["target_id"] for e in told[1:3]] == [ids["one"], ids["left"]]
    assert {e["ip"] for e in told} == {"127.0.0.1"}
    assert await refused_as(two, "session_ended")
