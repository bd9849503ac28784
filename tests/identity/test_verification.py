"""Proving an address by its mail: once, in time, for that address alone."""

from __future__ import annotations

import asyncio
import hashlib

import asyncpg
import httpx
import pytest

from tests.identity.accounts import SAME, credentials, log_in, new_email, sign_up_as
from tests.jobs.conftest import until
from tests.mail.mailbox import Mailbox, text_of
from tests.people import PASSWORD, Person

CONFIRM = "Confirm your email address"
CONFIRM_NEW = "Confirm your new email address"


async def verify(http: httpx.AsyncClient, token: str) -> httpx.Response:
    return await http.post("/auth/email/verify", json={"token": token}, headers=SAME)


async def change(person: Person, email: str, password: str | None = PASSWORD) -> httpx.Response:
    return await person.post("/auth/email/change", {"email": email, "password": password})


async def is_verified(person: Person) -> bool:
    return bool((await person.get("/auth/me")).json()["email_verified"])


def refused(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (400, "invalid_token")


async def test_signing_up_mails_a_link_that_verifies_the_address(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await sign_up_as(http, display_name="Ida")
    assert not await is_verified(person)
    mail = await mailbox.next(person.email, CONFIRM)
    assert "Hello Ida," in text_of(mail)
    token = text_of(mail).split("/verify-email?token=")[1].split()[0]
    answer = await verify(http, token)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await is_verified(person)


async def test_a_sign_up_that_fails_mails_nothing(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    first = await sign_up_as(http, username=new_email().split("@")[0])
    username = first.token["user"]["username"]
    body = credentials(username=username)
    assert (await http.post("/auth/signup", json=body)).status_code == 409
    await mailbox.next(first.email, CONFIRM)
    later = await sign_up_as(http)
    await mailbox.next(later.email, CONFIRM)
    assert mailbox.waiting(body["email"]) == []


async def test_a_token_verifies_once(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up_as(http)
    token = await mailbox.token(person.email)
    assert (await verify(http, token)).status_code == 204
    assert refused(await verify(http, token))
    assert await is_verified(person)


async def test_of_two_uses_at_once_one_counts(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    token = await mailbox.token((await sign_up_as(http)).email)
    answers = await asyncio.gather(*(verify(http, token) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [204, 400, 400, 400, 400]


@pytest.mark.parametrize("token", ["x", "A" * 43, "' OR 1=1 --", "ä" * 40])
async def test_what_was_never_mailed_is_refused(http: httpx.AsyncClient, token: str) -> None:
    assert refused(await verify(http, token))


@pytest.mark.parametrize("token", ["", "\0", "x" * 201, "x" * 10_000, None, 5, ["x"]])
async def test_what_is_no_token_is_refused(http: httpx.AsyncClient, token: object) -> None:
    answer = await http.post("/auth/email/verify", json={"token": token})
    assert answer.status_code == 422


async def test_a_token_expires(
    http: httpx.AsyncClient, mailbox: Mailbox, admin_connection: asyncpg.Connection
) -> None:
    person = await sign_up_as(http)
    token = await mailbox.token(person.email)
    await admin_connection.execute(
        "UPDATE email_proofs SET expires_at = now() WHERE email = $1", person.email
    )
    unknown = await verify(http, "x" * 43)
    answer = await verify(http, token)
    assert refused(answer)
    assert answer.content == unknown.content
    assert not await is_verified(person)


async def test_a_newer_mail_voids_the_older(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up_as(http)
    old = await mailbox.token(person.email)
    assert (await person.post("/auth/email/resend")).status_code == 202
    new = await mailbox.token(person.email)
    assert refused(await verify(http, old))
    assert (await verify(http, new)).status_code == 204


async def test_nothing_is_mailed_again_once_verified(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await sign_up_as(http)
    await verify(http, await mailbox.token(person.email))
    assert (await person.post("/auth/email/resend")).status_code == 202
    other = await sign_up_as(http)
    await mailbox.next(other.email)
    assert mailbox.waiting(person.email) == []


async def test_resending_needs_a_session(http: httpx.AsyncClient) -> None:
    for path, body in (("resend", None), ("change", {"email": new_email()})):
        assert (await http.post(f"/auth/email/{path}", json=body)).status_code == 401


async def test_a_token_is_kept_as_a_hash_alone(
    http: httpx.AsyncClient, mailbox: Mailbox, admin_connection: asyncpg.Connection
) -> None:
    person = await sign_up_as(http)
    token = await mailbox.token(person.email)
    stored = await admin_connection.fetchval(
        "SELECT hash FROM email_proofs WHERE email = $1", person.email
    )
    assert stored == hashlib.sha256(token.encode()).digest()
    query = "SELECT count(*) = 0 FROM procrastinate_jobs WHERE args::text LIKE $1"
    await until(lambda: admin_connection.fetchval(query, f"%{token}%"))


async def test_an_address_changes_once_it_is_proved(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, wanted = await sign_up_as(http), new_email()
    await mailbox.next(person.email, CONFIRM)
    answer = await change(person, wanted)
    assert (answer.status_code, answer.content) == (202, b"")
    assert wanted in text_of(await mailbox.next(person.email, "about to change"))
    me = (await person.get("/auth/me")).json()
    assert (me["email"], me["pending_email"]) == (person.email, wanted)
    assert (await verify(http, await mailbox.token(wanted, CONFIRM_NEW))).status_code == 204
    me = (await person.get("/auth/me")).json()
    assert (me["email"], me["email_verified"], me["pending_email"]) == (wanted, True, None)
    assert wanted in text_of(await mailbox.next(person.email, "was changed"))
    assert (await log_in(http, person.email)).status_code == 401
    assert (await log_in(http, wanted)).status_code == 200


async def test_a_changed_address_voids_what_was_mailed_to_the_old_one(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, wanted = await sign_up_as(http), new_email()
    verification = await mailbox.token(person.email, CONFIRM)
    await http.post("/auth/password/forgot", json={"email": person.email})
    reset = await mailbox.token(person.email, "Set a new password")
    await change(person, wanted)
    await verify(http, await mailbox.token(wanted, CONFIRM_NEW))
    assert refused(await verify(http, verification))
    body = {"token": reset, "password": "a quite different passphrase"}
    assert refused(await http.post("/auth/password/reset", json=body))


async def test_an_address_changed_by_the_operator_voids_its_token(
    http: httpx.AsyncClient, mailbox: Mailbox, admin_connection: asyncpg.Connection
) -> None:
    person, other = await sign_up_as(http), new_email()
    token = await mailbox.token(person.email)
    await admin_connection.execute(
        "UPDATE users SET email = $1 WHERE email = $2", other, person.email
    )
    assert refused(await verify(http, token))
    assert not await is_verified(person)


async def test_changing_the_address_takes_the_password(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, wanted = await sign_up_as(http), new_email()
    for wrong in ("not the password", None):
        answer = await change(person, wanted, wrong)
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert (await change(person, "no address")).status_code == 422
    assert mailbox.waiting(wanted) == []


async def test_nobody_learns_whose_an_address_is_but_its_owner(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, owner, free = await sign_up_as(http), await sign_up_as(http), new_email()
    taken = await person.request(
        "POST",
        "/auth/email/change",
        json={"email": owner.email, "password": PASSWORD},
        headers=SAME,
    )
    unknown = await person.request(
        "POST", "/auth/email/change", json={"email": free, "password": PASSWORD}, headers=SAME
    )
    assert (taken.status_code, taken.content) == (unknown.status_code, unknown.content)
    assert "token" not in text_of(await mailbox.next(owner.email, "has an account already"))
    await mailbox.next(free, CONFIRM_NEW)


async def test_of_two_who_want_an_address_one_gets_it(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    one, two, wanted = await sign_up_as(http), await sign_up_as(http), new_email()
    tokens = []
    for person in (one, two):
        await change(person, wanted)
        tokens.append(await mailbox.token(wanted, CONFIRM_NEW))
    answers = await asyncio.gather(*(verify(http, token) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    taken = next(answer for answer in answers if answer.status_code == 409)
    assert taken.json()["code"] == "email_taken"
    mine = [(await person.get("/auth/me")).json()["email"] for person in (one, two)]
    assert sorted(email == wanted for email in mine) == [False, True]


async def test_a_new_password_ends_a_change_that_was_asked_for(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    """Whoever asked may have been a thief with the old password."""
    person, wanted = await sign_up_as(http), new_email()
    await change(person, wanted)
    token = await mailbox.token(wanted, CONFIRM_NEW)
    body = {"current_password": PASSWORD, "new_password": "another fine passphrase"}
    assert (await person.post("/auth/password/change", body)).status_code == 200
    assert refused(await verify(http, token))


async def test_mail_is_in_the_language_the_browser_asked_for(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    body = credentials()
    german = {"Accept-Language": "fr-FR, de-AT;q=0.8, en;q=0.5"}
    assert (await http.post("/auth/signup", json=body, headers=german)).status_code == 201
    mail = await mailbox.next(body["email"])
    assert mail["Subject"] == "Bestätigen Sie Ihre E-Mail-Adresse"
    assert mail["Content-Language"] == "de"
    await http.post("/auth/password/forgot", json={"email": body["email"]})
    assert "Passwort" in (await mailbox.next(body["email"]))["Subject"]
