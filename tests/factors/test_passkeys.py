"""Passkeys: made, used to sign in and as a second factor, renamed and taken away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tests.factors.authenticator import ORIGIN, Authenticator, to_bytes, to_text
from tests.factors.helpers import (
    add_passkey,
    challenge,
    code_of,
    offer_and_create,
    sign_in_by,
    ticket,
    turn_on,
    verify,
)
from tests.people import Person

KINDS = [(-7, "none"), (-8, "none"), (-7, "packed"), (-8, "packed")]


@pytest.mark.parametrize(("algorithm", "attestation"), KINDS)
async def test_a_passkey_signs_in_by_itself(new_person, http, algorithm, attestation) -> None:
    person = await new_person()
    device, _ = await add_passkey(person, Authenticator(algorithm, attestation))
    answer = await sign_in_by(http, device)
    assert answer.status_code == 200, answer.text
    signed_in = Person(person.name, person.email, http, answer.json())
    assert signed_in.id == person.id
    assert (await signed_in.get("/auth/mfa")).json()["verified_at"]


async def test_options_name_this_service_and_nobodys_email_as_the_handle(new_person) -> None:
    person = await new_person()
    options = (await person.post("/auth/passkeys/options")).json()["publicKey"]
    assert options["rp"] == {"id": "localhost", "name": "Tenantry"}
    assert options["user"]["name"] == person.email
    handle = to_bytes(options["user"]["id"])
    assert handle not in (UUID(person.id).bytes, person.email.encode())
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"


async def test_the_first_factor_comes_with_recovery_codes_and_the_next_without(new_person) -> None:
    person = await new_person()
    _, first = await add_passkey(person, name="Laptop")
    _, second = await add_passkey(person)
    assert len(first["recovery_codes"]) == 10
    assert second["recovery_codes"] is None
    assert (await person.get("/auth/mfa")).json()["methods"] == ["passkey", "recovery_code"]


async def test_a_known_passkey_is_excluded_and_not_added_twice(new_person) -> None:
    nora, paul = await new_person("nora"), await new_person("paul")
    device, _ = await add_passkey(nora)
    options = (await nora.post("/auth/passkeys/options")).json()["publicKey"]
    assert [known["id"] for known in options["excludeCredentials"]] == [
        to_text(device.credential_id)
    ]
    for person in (nora, paul):
        assert code_of(await offer_and_create(person, device)) == "409 passkey_taken"


async def test_a_passkey_is_a_second_factor_to_the_password(new_person, http) -> None:
    person = await new_person()
    device, _ = await add_passkey(person)
    token = await ticket(person)
    asked = await challenge(http, mfa_token=token)
    assert [known["id"] for known in asked["allowCredentials"]] == [to_text(device.credential_id)]
    answer = await verify(http, token, passkey=device.get(asked))
    assert answer.status_code == 200, answer.text


async def test_a_challenge_serves_the_purpose_it_was_made_for(new_person, http) -> None:
    person = await new_person()
    device, _ = await add_passkey(person)
    token = await ticket(person)
    to_sign_in, to_complete = await challenge(http), await challenge(http, mfa_token=token)
    to_confirm = (await person.post("/auth/mfa/challenge")).json()["publicKey"]
    for wrong in (to_sign_in, to_confirm):
        refused = await verify(http, token, passkey=device.get(wrong))
        assert code_of(refused) == "401 invalid_code"
    for wrong in (to_complete, to_confirm):
        body = {"credential": device.get(wrong)}
        refused = await http.post("/auth/passkeys/verify", json=body)
        assert code_of(refused) == "401 invalid_passkey"


async def test_a_passkey_confirms_in_a_session(new_person) -> None:
    person = await new_person()
    device, _ = await add_passkey(person)
    asked = (await person.post("/auth/mfa/challenge")).json()["publicKey"]
    answer = await person.post("/auth/mfa/confirm", {"passkey": device.get(asked)})
    assert answer.status_code == 204, answer.text


async def test_an_assertion_is_good_once(new_person, http) -> None:
    person = await new_person()
    device, _ = await add_passkey(person)
    body = {"credential": device.get(await challenge(http))}
    answers = await asyncio.gather(
        *(http.post("/auth/passkeys/verify", json=body) for _ in range(4))
    )
    assert sorted(map(code_of, answers)) == ["", *["401 invalid_passkey"] * 3]


async def test_an_expired_challenge_is_refused(new_person, http, admin_connection) -> None:
    person = await new_person()
    device, _ = await add_passkey(person)
    credential = device.get(await challenge(http))
    await admin_connection.execute("UPDATE passkey_challenges SET expires_at = now()")
    answer = await http.post("/auth/passkeys/verify", json={"credential": credential})
    assert code_of(answer) == "401 invalid_passkey"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"rp_id": "evil.example"},
        {"verifies": False},
        {"count": 0},
        {"user_handle": b"somebody else's"},
        {"key": Authenticator().key},
        {"credential_id": b"nobody knows this one"},
    ],
    ids=lambda wrong: "-".join(f"{name}" for name in wrong),
)
async def test_a_sign_in_that_is_off_in_one_thing_is_refused(new_person, http, wrong) -> None:
    person = await new_person()
    device, _ = await add_passkey(person)
    assert (await sign_in_by(http, device)).status_code == 200
    assert code_of(await sign_in_by(http, replace(device, **wrong))) == "401 invalid_passkey"
    device.count += 2
    assert (await sign_in_by(http, device)).status_code == 200


async def test_a_counter_that_stays_at_zero_is_an_authenticator_that_keeps_none(
    new_person, http
) -> None:
    person = await new_person()
    device, _ = await add_passkey(person, Authenticator(counts=False))
    for _ in range(2):
        assert (await sign_in_by(http, device)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"verifies": False}],
    ids=lambda wrong: "-".join(wrong),
)
async def test_a_new_passkey_that_is_off_in_one_thing_is_refused(new_person, wrong) -> None:
    person = await new_person()
    refused = await offer_and_create(person, Authenticator(**wrong))
    assert code_of(refused) == "422 passkey_refused"
    assert (await person.get("/auth/passkeys")).json()["total"] == 0


async def test_options_are_good_once_and_for_who_asked(new_person) -> None:
    nora, paul = await new_person("nora"), await new_person("paul")
    options = (await nora.post("/auth/passkeys/options")).json()["publicKey"]
    body = {"credential": Authenticator().create(options)}
    assert code_of(await paul.post("/auth/passkeys", body)) == "422 passkey_refused"
    assert (await nora.post("/auth/passkeys", body)).status_code == 201
    body = {"credential": Authenticator().create(options)}
    assert code_of(await nora.post("/auth/passkeys", body)) == "422 passkey_refused"


async def test_rubbish_is_refused_by_name(new_person, http) -> None:
    person = await new_person()
    device, _ = await add_passkey(person)
    credential = device.get(await challenge(http))
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        for text in ("", "AAAA", "A" * 16_000, "A"):
            broken = {**credential, "response": {**credential["response"], part: text}}
            answer = await http.post("/auth/passkeys/verify", json={"credential": broken})
            assert code_of(answer) == "401 invalid_passkey", (part, text[:5])
    for attested in ("", "AAAA", "v2Nmb28", "n" * 16_000):
        options = (await person.post("/auth/passkeys/options")).json()["publicKey"]
        made = Authenticator().create(options)
        made["response"]["attestationObject"] = attested
        answer = await person.post("/auth/passkeys", {"credential": made})
        assert code_of(answer) == "422 passkey_refused", attested[:5]


async def test_passkeys_are_listed_read_and_renamed(new_person) -> None:
    person = await new_person()
    _, made = await add_passkey(person, name="Laptop")
    await add_passkey(person, Authenticator(backed_up=True), name="Phone")
    listed = (await person.get("/auth/passkeys")).json()["passkeys"]
    assert [(key["name"], key["backed_up"]) for key in listed] == [
        ("Laptop", False),
        ("Phone", True),
    ]
    renamed = await person.patch(f"/auth/passkeys/{made['id']}", {"name": "Old laptop"})
    assert renamed.json()["name"] == "Old laptop"
    assert (await person.get(f"/auth/passkeys/{made['id']}")).json() == renamed.json()


async def test_nobody_elses_passkey_is_there(new_person) -> None:
    nora, paul = await new_person("nora"), await new_person("paul")
    _, made = await add_passkey(nora)
    for passkey_id in (made["id"], uuid4()):
        path = f"/auth/passkeys/{passkey_id}"
        assert code_of(await paul.get(path)) == "404 not_found"
        assert code_of(await paul.patch(path, {"name": "Mine"})) == "404 not_found"
        assert code_of(await paul.delete(path)) == "404 not_found"


async def test_a_removed_passkey_signs_nobody_in_and_takes_its_codes_along(
    new_person, http
) -> None:
    person = await new_person()
    device, made = await add_passkey(person)
    assert (await person.delete(f"/auth/passkeys/{made['id']}")).status_code == 204
    assert code_of(await sign_in_by(http, device)) == "401 invalid_passkey"
    told = (await person.get("/auth/mfa")).json()
    assert (told["enabled"], told["recovery_codes_left"], told["verified_at"]) == (False, 0, None)


async def test_a_passkey_may_be_the_last_way_in_and_then_stays(new_person, http) -> None:
    person = await new_person()
    device, made = await add_passkey(person)
    listed = (await person.get("/auth/identities")).json()["identities"]
    password = next(way["id"] for way in listed if way["provider"] == "password")
    assert (await person.delete(f"/auth/identities/{password}")).status_code == 204
    for path in (f"/auth/passkeys/{made['id']}", f"/auth/identities/{made['id']}"):
        assert code_of(await person.delete(path)) == "409 last_identity"
    assert (await sign_in_by(http, device)).status_code == 200


async def test_a_passkey_is_not_removed_by_a_session_without_a_second_factor(
    new_person, admin_connection
) -> None:
    person = await new_person()
    _, made = await add_passkey(person)
    await admin_connection.execute(
        "UPDATE sessions SET mfa_at = NULL WHERE user_id = $1", UUID(person.id)
    )
    for path in (f"/auth/passkeys/{made['id']}", f"/auth/identities/{made['id']}"):
        assert code_of(await person.delete(path)) == "403 second_factor_required"


async def test_the_codes_stay_while_the_app_does(new_person) -> None:
    person = await new_person()
    await turn_on(person)
    _, made = await add_passkey(person)
    assert (await person.delete(f"/auth/passkeys/{made['id']}")).status_code == 204
    assert (await person.get("/auth/mfa")).json()["recovery_codes_left"] == 10


def test_the_authenticator_answers_from_where_the_service_is(service) -> None:
    assert service.settings.base_url.replace("127.0.0.1", "localhost") == ORIGIN
