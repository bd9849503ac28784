"""The authenticator app: set up, shown at sign-in, each code once, taken away."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from tests.factors.helpers import App, code_of, sign_in_with, ticket, turn_on, verify
from tests.identity.accounts import log_in, refresh


async def test_setting_up_gives_a_secret_a_uri_and_a_picture_of_it(new_person) -> None:
    person = await new_person()
    made = (await person.post("/auth/mfa/totp")).json()
    uri = urlsplit(made["uri"])
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert parse_qs(uri.query)["secret"] == [made["secret"]]
    assert person.email.partition("@")[0] in uri.path
    assert made["qr_svg"].startswith("<svg")
    assert (await person.get("/auth/mfa")).json()["enabled"] is False


async def test_a_secret_asks_for_nothing_until_it_is_confirmed(new_person, http) -> None:
    person = await new_person()
    await person.post("/auth/mfa/totp")
    assert (await log_in(http, person.email)).status_code == 200


async def test_confirming_gives_ten_recovery_codes_and_asks_from_then_on(new_person) -> None:
    person = await new_person()
    app, codes = await turn_on(person)
    assert len(set(codes)) == 10
    told = (await person.get("/auth/mfa")).json()
    assert told["methods"] == ["totp", "recovery_code"]
    assert told["recovery_codes_left"] == 10
    again = await sign_in_with(person, code=app.next())
    assert (await again.get("/auth/me")).status_code == 200


async def test_an_app_is_not_set_up_with_a_wrong_code(new_person, http) -> None:
    person = await new_person()
    app = App((await person.post("/auth/mfa/totp")).json()["secret"])
    refused = await person.post("/auth/mfa/totp/confirm", {"code": app.wrong()})
    assert code_of(refused) == "403 wrong_code"
    assert (await log_in(http, person.email)).status_code == 200


async def test_a_second_app_is_refused_while_there_is_one(new_person) -> None:
    person = await new_person()
    await turn_on(person)
    assert code_of(await person.post("/auth/mfa/totp")) == "409 mfa_already_on"


async def test_the_secret_is_stored_sealed(new_person, admin_connection) -> None:
    person = await new_person()
    secret = (await person.post("/auth/mfa/totp")).json()["secret"]
    stored = await admin_connection.fetchval(
        "SELECT secret FROM totp_secrets WHERE user_id = $1", UUID(person.id)
    )
    assert secret.encode() not in stored


async def test_secrets_are_not_remembered_for_an_idempotency_key(
    new_person, admin_connection
) -> None:
    person = await new_person()
    await person.post("/auth/mfa/totp", headers={"Idempotency-Key": "again"})
    kept = await admin_connection.fetchval(
        "SELECT count(*) FROM idempotency_keys WHERE user_id = $1", UUID(person.id)
    )
    assert kept == 0


async def test_a_right_password_gets_a_token_for_the_second_factor_alone(new_person, http) -> None:
    person = await new_person()
    await turn_on(person)
    answer = await log_in(http, person.email)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (401, "mfa_required")
    assert problem["methods"] == ["totp", "recovery_code"]
    headers = {"Authorization": f"Bearer {problem['mfa_token']}"}
    assert (await http.get("/auth/me", headers=headers)).status_code == 401


async def test_a_wrong_password_does_not_tell_of_a_second_factor(new_person, http) -> None:
    person = await new_person()
    await turn_on(person)
    answer = await log_in(http, person.email, "not the password")
    assert code_of(answer) == "401 invalid_credentials"


async def test_codes_of_the_step_before_and_after_are_good(new_person, http) -> None:
    for offset in (-30, 30):
        person = await new_person()
        app, _ = await turn_on(person)
        app_code = app.next() if offset < 0 else app.at(offset)
        assert (await verify(http, await ticket(person), code=app_code)).status_code == 200


async def test_codes_of_two_steps_away_are_refused(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    for offset in (-90, 90):
        refused = await verify(http, await ticket(person), code=app.at(offset))
        assert code_of(refused) == "401 invalid_code"


async def test_a_code_is_good_once(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    code = app.next()
    await sign_in_with(person, code=code)
    assert code_of(await verify(http, await ticket(person), code=code)) == "401 invalid_code"


async def test_of_two_uses_of_a_code_at_once_one_wins(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    tokens = [await ticket(person) for _ in range(4)]
    code = app.next()
    answers = await asyncio.gather(*(verify(http, token, code=code) for token in tokens))
    assert sorted(map(code_of, answers)) == ["", *["401 invalid_code"] * 3]


async def test_a_code_before_the_last_used_one_is_refused(new_person, http) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    older, newer = app.next(), app.at(30)
    await sign_in_with(person, code=newer)
    assert code_of(await verify(http, await ticket(person), code=older)) == "401 invalid_code"


async def test_the_app_is_removed_with_a_second_factor_just_proved(new_person, http) -> None:
    person = await new_person()
    await turn_on(person)
    assert (await person.delete("/auth/mfa/totp")).status_code == 204
    assert (await person.get("/auth/mfa")).json() == {
        "enabled": False,
        "methods": [],
        "totp": False,
        "passkeys": 0,
        "recovery_codes_left": 0,
        "verified_at": None,
    }
    assert (await log_in(http, person.email)).status_code == 200


async def test_without_a_second_factor_just_proved_nothing_of_it_changes(
    new_person, http, admin_connection
) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    await age(admin_connection, person)
    for change in (
        person.delete("/auth/mfa/totp"),
        person.post("/auth/mfa/recovery-codes"),
        person.post("/auth/passkeys/options"),
    ):
        assert code_of(await change) == "403 second_factor_required"
    assert (await person.post("/auth/mfa/confirm", {"code": app.next()})).status_code == 204
    assert (await person.delete("/auth/mfa/totp")).status_code == 204


async def test_setting_up_needs_a_recent_sign_in(new_person, admin_connection) -> None:
    person = await new_person()
    await age(admin_connection, person)
    assert code_of(await person.post("/auth/mfa/totp")) == "403 confirmation_required"
    assert code_of(await person.post("/auth/passkeys/options")) == "403 confirmation_required"


async def test_removing_what_is_not_there_is_not_found(new_person) -> None:
    person = await new_person()
    assert code_of(await person.delete("/auth/mfa/totp")) == "404 not_found"
    assert code_of(await person.post("/auth/mfa/recovery-codes")) == "404 not_found"


async def test_a_session_keeps_its_second_factor_over_refresh_and_a_new_password(
    new_person, http
) -> None:
    person = await new_person()
    app, _ = await turn_on(person)
    signed_in = await sign_in_with(person, code=app.next())
    before = (await signed_in.get("/auth/mfa")).json()["verified_at"]
    renewed = await refresh(http, signed_in.token["refresh_token"])
    signed_in.token = renewed.json()
    assert (await signed_in.get("/auth/mfa")).json()["verified_at"] == before
    change = {"current_password": "correct horse battery staple", "new_password": "a tower of tea"}
    signed_in.token = (await signed_in.post("/auth/password/change", change)).json()
    assert (await signed_in.get("/auth/mfa")).json()["verified_at"] == before


async def test_what_is_done_is_in_the_accounts_history(new_person, admin_connection) -> None:
    person = await new_person()
    await turn_on(person)
    await person.delete("/auth/mfa/totp")
    rows = await admin_connection.fetch(
        "SELECT action FROM account_events WHERE user_id = $1 ORDER BY at, id", UUID(person.id)
    )
    assert [row["action"] for row in rows][-2:] == ["mfa.enabled", "mfa.disabled"]


async def age(admin_connection, person) -> None:
    """Let an hour go by since the person's sessions proved anything."""
    await admin_connection.execute(
        "UPDATE sessions SET created_at = created_at - interval '1 hour', confirmed_at = NULL, "
        "mfa_at = mfa_at - interval '1 hour' WHERE user_id = $1",
        UUID(person.id),
    )
