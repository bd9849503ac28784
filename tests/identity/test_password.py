"""Changing a password: whoever has the old one, or a token got with it, is out."""

from __future__ import annotations

import asyncio

import httpx
import pytest

import tenantry
from tests.identity.accounts import log_in, refresh, refused_as, sign_up_as, stored_secret
from tests.people import PASSWORD, Person, sign_in

NEW = "another fine passphrase"


async def change(person: Person, current: str = PASSWORD, new: str = NEW) -> httpx.Response:
    body = {"current_password": current, "new_password": new}
    return await person.post("/auth/password/change", body)


async def test_a_new_password_ends_everything_old(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    other = await sign_in(person)
    answer = await change(person)
    assert answer.status_code == 200
    for old in (person, other):
        assert await refused_as(old, "session_ended")
        assert (await refresh(http, str(old.token["refresh_token"]))).status_code == 401
    assert (await log_in(http, person.email)).json()["code"] == "invalid_credentials"
    assert (await log_in(http, person.email, NEW)).status_code == 200
    person.token = answer.json()
    assert (await person.get("/auth/me")).json()["id"] == other.id
    assert (await refresh(http, str(person.token["refresh_token"]))).status_code == 200


async def test_the_new_token_is_where_the_old_one_was(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http, organization_name="Here")
    token = (await change(person)).json()
    assert token["context"] == person.token["context"]


async def test_a_wrong_password_changes_nothing(
    http: httpx.AsyncClient, service: tenantry.Service
) -> None:
    person = await sign_up_as(http)
    secret = await stored_secret(service, person)
    answer = await change(person, current="not the password")
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert await stored_secret(service, person) == secret
    assert (await person.get("/auth/me")).status_code == 200
    assert (await log_in(http, person.email)).status_code == 200


@pytest.mark.parametrize("new", ["1234567", "", "x" * 257])
async def test_a_new_password_that_is_none_is_refused(http: httpx.AsyncClient, new: str) -> None:
    person = await sign_up_as(http)
    answer = await change(person, new=new)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "new_password"]


async def test_of_two_changes_at_once_one_counts(http: httpx.AsyncClient) -> None:
    """The other knew a password that is no more, or a session that is over."""
    person = await sign_up_as(http)
    news = [f"fine passphrase {number}" for number in range(2)]
    answers = await asyncio.gather(*(change(person, new=new) for new in news))
    assert sorted(answer.status_code for answer in answers)[0] == 200
    winner = next(i for i, answer in enumerate(answers) if answer.status_code == 200)
    loser = answers[1 - winner]
    assert (loser.status_code, loser.json()["code"]) in (
        (403, "wrong_password"),
        (401, "session_ended"),
    )
    assert (await log_in(http, person.email, news[winner])).status_code == 200
    assert (await log_in(http, person.email, news[1 - winner])).status_code == 401


async def test_a_session_that_ended_while_hashing_changes_nothing(
    http: httpx.AsyncClient, service: tenantry.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thief who holds the token is being thrown out just now."""
    thief = await sign_up_as(http)
    person = await sign_in(thief)
    real = service.passwords.hash_new

    async def hash_while_the_session_ends(password: str, *about: str | None) -> str:
        await person.delete("/auth/sessions")
        return await real(password, *about)

    monkeypatch.setattr(service.passwords, "hash_new", hash_while_the_session_ends)
    assert (await change(thief)).json()["code"] == "session_ended"
    assert (await log_in(http, person.email)).status_code == 200
