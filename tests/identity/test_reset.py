"""A forgotten password: a link for whoever reads the account's mail, and not a word to others."""

from __future__ import annotations

import asyncio

import asyncpg
import httpx
import pytest

from tests.identity.accounts import SAME, log_in, new_email, refresh, refused_as, sign_up_as
from tests.mail.mailbox import Mailbox
from tests.people import PASSWORD, Person, sign_in

NEW = "a quite different passphrase"
RESET = "Set a new password"


async def forgot(http: httpx.AsyncClient, email: str) -> httpx.Response:
    return await http.post("/auth/password/forgot", json={"email": email}, headers=SAME)


async def reset(http: httpx.AsyncClient, token: str, password: str = NEW) -> httpx.Response:
    body = {"token": token, "password": password}
    return await http.post("/auth/password/reset", json=body, headers=SAME)


async def forgetful(http: httpx.AsyncClient, mailbox: Mailbox) -> tuple[Person, str]:
    """Someone who forgot their password, and the token they were mailed."""
    person = await sign_up_as(http, display_name="Ida")
    assert (await forgot(http, person.email)).status_code == 202
    return person, await mailbox.token(person.email, RESET)


def refused(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (400, "invalid_token")


async def test_a_reset_sets_the_password_and_ends_every_session(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, token = await forgetful(http, mailbox)
    other = await sign_in(person)
    answer = await reset(http, token)
    assert (answer.status_code, answer.content) == (204, b"")
    for old in (person, other):
        assert await refused_as(old, "session_ended")
        assert (await refresh(http, str(old.token["refresh_token"]))).status_code == 401
    assert (await log_in(http, person.email)).status_code == 401
    assert (await log_in(http, person.email, NEW)).status_code == 200
    await mailbox.next(person.email, "Your password was changed")


async def test_a_reset_verifies_the_address(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person, token = await forgetful(http, mailbox)
    assert person.token["user"]["email_verified"] is False
    await reset(http, token)
    assert (await log_in(http, person.email, NEW)).json()["user"]["email_verified"] is True


async def test_the_answer_does_not_tell_whether_there_is_an_account(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, nobody = await sign_up_as(http), new_email()
    known, unknown = await forgot(http, person.email), await forgot(http, nobody)
    assert (known.status_code, known.content) == (202, b"")
    assert known.content == unknown.content
    ignored = {"date"}
    assert {k: v for k, v in known.headers.items() if k not in ignored} == {
        k: v for k, v in unknown.headers.items() if k not in ignored
    }
    await mailbox.next(person.email, RESET)
    assert mailbox.waiting(nobody) == []


async def test_the_same_statements_run_whether_or_not_there_is_an_account(
    http: httpx.AsyncClient, admin_connection: asyncpg.Connection, mailbox: Mailbox
) -> None:
    """The request writes one job that names the address, and looks nobody up."""
    for email in ((await sign_up_as(http)).email, new_email()):
        await admin_connection.execute("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        assert (await asyncio.wait_for(forgot(http, email), 10)).status_code == 202
        await admin_connection.execute("ROLLBACK")


@pytest.mark.parametrize("email", ["no address", "x" * 200, "", "a@b\r\nBcc: c@d", "<a@b>"])
async def test_what_is_no_address_is_answered_alike(http: httpx.AsyncClient, email: str) -> None:
    answer = await forgot(http, email)
    assert (answer.status_code, answer.content) == (202, b"")


async def test_an_address_is_found_in_any_spelling(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await sign_up_as(http)
    await forgot(http, f"  {person.email.upper()} ")
    assert (await reset(http, await mailbox.token(person.email, RESET))).status_code == 204


async def test_a_token_resets_once(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person, token = await forgetful(http, mailbox)
    assert (await reset(http, token)).status_code == 204
    assert refused(await reset(http, token, "yet another good passphrase"))
    assert (await log_in(http, person.email, NEW)).status_code == 200


async def test_of_two_resets_at_once_one_counts(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person, token = await forgetful(http, mailbox)
    news = [f"fine passphrase {number}" for number in range(4)]
    answers = await asyncio.gather(*(reset(http, token, new) for new in news))
    assert sorted(answer.status_code for answer in answers) == [204, 400, 400, 400]
    won = news[[answer.status_code for answer in answers].index(204)]
    assert (await log_in(http, person.email, won)).status_code == 200


async def test_a_newer_mail_voids_the_older(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person, old = await forgetful(http, mailbox)
    await forgot(http, person.email)
    new = await mailbox.token(person.email, RESET)
    assert refused(await reset(http, old))
    assert (await reset(http, new)).status_code == 204


async def test_a_token_expires_after_an_hour(
    http: httpx.AsyncClient, mailbox: Mailbox, admin_connection: asyncpg.Connection
) -> None:
    person, token = await forgetful(http, mailbox)
    left = await admin_connection.fetchval(
        "SELECT extract(epoch FROM expires_at - created_at) FROM email_proofs "
        "WHERE email = $1 AND kind = 'reset'",
        person.email,
    )
    assert left == 60 * 60
    await admin_connection.execute(
        "UPDATE email_proofs SET expires_at = now() WHERE email = $1", person.email
    )
    assert refused(await reset(http, token))
    assert (await log_in(http, person.email)).status_code == 200


async def test_a_token_of_another_kind_is_refused(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, resetting = await forgetful(http, mailbox)
    verifying = await mailbox.token(person.email, "Confirm your email address")
    assert refused(await reset(http, verifying))
    assert refused(await http.post("/auth/email/verify", json={"token": resetting}))
    assert (await reset(http, resetting)).status_code == 204


async def test_a_changed_password_voids_the_token(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, token = await forgetful(http, mailbox)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert (await person.post("/auth/password/change", body)).status_code == 200
    assert refused(await reset(http, token, "yet another good passphrase"))


async def test_a_weak_password_leaves_the_token_good(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, token = await forgetful(http, mailbox)
    for weak in ("password1", person.email):
        answer = await reset(http, token, weak)
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert (await reset(http, token, "short")).status_code == 422
    assert (await reset(http, token)).status_code == 204


async def test_a_token_tells_nothing_about_passwords_without_being_one(
    http: httpx.AsyncClient,
) -> None:
    """A weak password beside an unknown token is not looked at."""
    assert refused(await reset(http, "x" * 43, "password1"))


@pytest.mark.parametrize("token", ["", "x" * 10_000])
async def test_what_is_no_token_is_refused(http: httpx.AsyncClient, token: str) -> None:
    assert (await reset(http, token)).status_code == 422


async def test_an_account_that_is_deleted_meanwhile_is_not_mailed(
    http: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person, token = await forgetful(http, mailbox)
    assert (await person.delete("/auth/me")).status_code == 204
    assert refused(await reset(http, token))
    await forgot(http, person.email)
    other = await sign_up_as(http)
    await mailbox.next(other.email)
    assert [s for s in mailbox.waiting(person.email) if s == RESET] == []


async def test_a_reset_is_in_the_history_of_the_account(
    http: httpx.AsyncClient, mailbox: Mailbox, admin_connection: asyncpg.Connection
) -> None:
    person, token = await forgetful(http, mailbox)
    await reset(http, token)
    actions = await admin_connection.fetch(
        "SELECT action FROM account_events WHERE user_id = $1::text::uuid", person.id
    )
    assert "user.password_reset" in [row["action"] for row in actions]
