"""Completing a sign-in: five tries, one use, and no way around it."""

from __future__ import annotations

import asyncio
from uuid import UUID

from tenantry.identity.factors import tickets
from tests.factors.helpers import code_of, ticket, turn_on, verify
from tests.people import PASSWORD


async def test_a_token_is_good_for_one_session(new_person, http) -> None:
    person = await new_person()
    app, codes = await turn_on(person)
    token = await ticket(person)
    assert (await verify(http, token, code=app.next())).status_code == 200
    assert code_of(await verify(http, token, recovery_code=codes[0])) == "401 invalid_mfa_token"
    assert (await person.get("/auth/mfa")).json()["recovery_codes_left"] == 10


async def test_of_two_uses_of_a_token_at_once_one_gets_a_session(new_person, http) -> None:
    person = await new_person()
    _, codes = await turn_on(person)
    token = await ticket(person)
    answers = await asyncio.gather(*(verify(http, token, recovery_code=code) for code in codes[:4]))
    assert sorted(map(code_of, answers)) == ["", *["401 invalid_mfa_token"] * 3]
    assert (await person.get("/auth/mfa")).json()["recovery_codes_left"] == 9


async def test_a_token_takes_five_tries_and_then_not_even_the_right_code(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    token = await ticket(person)
    for _ in range(5):
        assert code_of(await verify(http, token, code=app.wrong())) == "401 invalid_code"
    assert code_of(await verify(http, token, code=app.next())) == "401 invalid_mfa_token"


async def test_tries_at_once_are_five_all_the_same(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    token, wrong = await ticket(person), app.wrong()
    answers = await asyncio.gather(*(verify(http, token, code=wrong) for _ in range(12)))
    assert sorted(map(code_of, answers)) == [
        *["401 invalid_code"] * 5,
        *["401 invalid_mfa_token"] * 7,
    ]


async def test_tries_in_a_session_are_five_as_well(new_person) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    answers = [await person.post("/auth/mfa/confirm", {"code": app.wrong()}) for _ in range(5)]
    assert {code_of(answer) for answer in answers} <= {"403 wrong_code", "429 too_many_attempts"}
    refused = await person.post("/auth/mfa/confirm", {"code": app.next()})
    assert code_of(refused) == "429 too_many_attempts"
    assert int(refused.headers["Retry-After"]) > 0


async def test_guessing_over_many_sign_ins_ends_and_leaves_the_owner_a_way_in(
    service, new_person, http, admin_connection
) -> None:
    person = await new_person()
    app, codes = await turn_on(person)
    await admin_connection.execute(
        "UPDATE totp_secrets SET tries = 19, tries_since = now() WHERE user_id = $1",
        UUID(person.id),
    )
    token = await ticket(person)
    assert code_of(await verify(http, token, code=app.wrong())) == "401 invalid_code"
    refused = await verify(http, token, code=app.next())
    assert code_of(refused) == "429 too_many_attempts"
    assert (await verify(http, token, recovery_code=codes[0])).status_code == 200


async def test_a_token_that_was_changed_is_refused(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    token = await ticket(person)
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    for forged in (token[:middle] + other + token[middle + 1 :], token[:-8], "AAAA", "ä", "."):
        assert code_of(await verify(http, forged, code=app.at())) == "401 invalid_mfa_token"


async def test_an_expired_token_is_refused(service, new_person, http, monkeypatch) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    monkeypatch.setattr(tickets, "SECONDS", -1)
    token = await ticket(person)
    assert code_of(await verify(http, token, code=app.next())) == "401 invalid_mfa_token"


async def test_a_new_password_voids_the_tokens_of_the_old_one(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    token = await ticket(person)
    change = {"current_password": PASSWORD, "new_password": "a quite different tower"}
    assert (await person.post("/auth/password/change", change)).status_code == 200
    assert code_of(await verify(http, token, code=app.next())) == "401 invalid_mfa_token"


async def test_the_token_of_a_deleted_account_is_refused(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    token = await ticket(person)
    assert (await person.delete("/auth/me")).status_code == 204
    assert code_of(await verify(http, token, code=app.next())) == "401 invalid_mfa_token"


async def test_one_persons_code_does_not_complete_anothers_sign_in(new_person, http) -> None:
    nora, paul = await new_person("nora"), await new_person("paul")
    await turn_on(nora)
    app, codes = await turn_on(paul)
    token = await ticket(nora)
    assert code_of(await verify(http, token, code=app.next())) == "401 invalid_code"
    assert code_of(await verify(http, token, recovery_code=codes[0])) == "401 invalid_code"


async def test_a_recovery_code_signs_in_once_however_it_is_written(new_person, http) -> None:
    person = await new_person()
    _, codes = await turn_on(person)
    typed = codes[0].upper().replace("-", " ")
    assert (await verify(http, await ticket(person), recovery_code=typed)).status_code == 200
    again = await verify(http, await ticket(person), recovery_code=codes[0])
    assert code_of(again) == "401 invalid_code"
    assert (await person.get("/auth/mfa")).json()["recovery_codes_left"] == 9


async def test_of_two_uses_of_a_recovery_code_at_once_one_wins(new_person, http) -> None:
    person = await new_person()
    _, codes = await turn_on(person)
    tokens = [await ticket(person) for _ in range(4)]
    answers = await asyncio.gather(
        *(verify(http, token, recovery_code=codes[0]) for token in tokens)
    )
    assert sorted(map(code_of, answers)) == ["", *["401 invalid_code"] * 3]


async def test_new_recovery_codes_void_the_old(new_person, http) -> None:
    person = await new_person()
    _, old = await turn_on(person)
    new = (await person.post("/auth/mfa/recovery-codes")).json()["recovery_codes"]
    assert not set(old) & set(new)
    refused = await verify(http, await ticket(person), recovery_code=old[0])
    assert code_of(refused) == "401 invalid_code"
    assert (await verify(http, await ticket(person), recovery_code=new[0])).status_code == 200


async def test_recovery_codes_are_stored_as_hashes(new_person, admin_connection) -> None:
    person = await new_person()
    _, codes = await turn_on(person)
    rows = await admin_connection.fetch(
        "SELECT hash FROM recovery_codes WHERE user_id = $1", UUID(person.id)
    )
    plain = {code.replace("-", "").encode() for code in codes}
    assert len(rows) == 10
    assert not {row["hash"] for row in rows} & plain


async def test_one_factor_is_sent_at_a_time(new_person, http) -> None:
    person = await new_person()
    app, codes = await turn_on(person)
    token = await ticket(person)
    for proof in ({}, {"code": app.at(), "recovery_code": codes[0]}, {"code": "12345"}):
        assert code_of(await verify(http, token, **proof)) == "422 validation_failed"


async def test_the_refresh_token_can_be_had_in_a_cookie(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    answer = await verify(http, await ticket(person), code=app.next(), session="cookie")
    assert answer.json()["refresh_token"] is None
    assert "HttpOnly" in answer.headers["set-cookie"]
    http.cookies.clear()
