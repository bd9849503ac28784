"""Which passwords are refused (NIST SP 800-63B), and that one is the same from every keyboard."""

from __future__ import annotations

import time
import unicodedata

import httpx
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

import tenantry
from tenantry.identity.strength import weakness
from tests.identity.accounts import credentials, import_secret, log_in, sign_up_as, stored_secret
from tests.people import PASSWORD

ABOUT = ("ada.lovelace@engines.example", "countess", "Ada Lovelace", "Analytical Engines", "Shop")


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "12345678",
        "qwertyuiop",
        "iloveyou",
        "P@ssw0rd",
        "letmein1",
        "aaaaaaaaaaaaaaaa",
        "abcdefgh",
        "passwordpassword",
        "password" * 20,
        "1" * 256,
        "shopshop",
        "monkey123",
    ],
)
def test_common_passwords_are_refused(password: str) -> None:
    assert weakness(password, *ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "ada.lovelace@engines.example",
        "lovelace",
        "AdaLovelace",
        "Countess1",
        "engines2",
        "ADA.LOVELACE",
    ],
)
def test_passwords_made_of_what_is_known_are_refused(password: str) -> None:
    said = weakness(password, *ABOUT)
    assert said is not None
    assert "name or address" in said


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "another fine passphrase",
        "k8Jq2vRx",
        "zebra fish moon",
        "пароль моей мечты",
        "correct horse battery staple" * 9,
        "🦊🦔🐢🦉🐝🦋🐌🐞",
    ],
)
def test_length_counts_and_composition_does_not(password: str) -> None:
    assert weakness(password, *ABOUT) is None


def test_the_longest_and_oddest_password_is_looked_at_in_a_moment() -> None:
    """zxcvbn alone takes seconds over 72 such characters."""
    began = time.process_time()
    weakness("4@8({[</369&#!1/|0$5+7%2/" * 10, *ABOUT)
    assert time.process_time() - began < 5


async def test_signing_up_with_a_weak_password_says_what_to_do(http: httpx.AsyncClient) -> None:
    body = credentials(password="password1")
    answer = await http.post("/auth/signup", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert answer.json()["detail"].endswith("add another word or two, uncommon ones are best.")
    assert (await log_in(http, body["email"], "password1")).status_code == 401


@pytest.mark.parametrize("field", ["display_name", "organization_name", "username"])
async def test_what_one_signs_up_with_is_no_password(http: httpx.AsyncClient, field: str) -> None:
    body = credentials(**{field: "Vandelay"}) | {"password": "vandelay"}
    if field == "username":
        body["username"] = "vandelay"
    answer = await http.post("/auth/signup", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")


async def test_changing_to_a_weak_password_changes_nothing(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    for weak in ("password1", person.email):
        body = {"current_password": PASSWORD, "new_password": weak}
        answer = await person.post("/auth/password/change", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert (await log_in(http, person.email)).status_code == 200


COMPOSED = "Zo\u00eb f\u00e4hrt t\u00e4glich Rad"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


async def test_a_password_is_the_same_however_it_is_typed(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http, password=DECOMPOSED)
    for typed in (COMPOSED, DECOMPOSED):
        assert (await log_in(http, person.email, typed)).status_code == 200


async def test_a_hash_of_what_was_typed_goes_on_working_and_is_renewed(
    http: httpx.AsyncClient, service: tenantry.Service
) -> None:
    person = await sign_up_as(http)
    old = Argon2Hasher().hash(DECOMPOSED)
    await import_secret(service, person, old)
    assert (await log_in(http, person.email, "Zoe fahrt taglich Rad")).status_code == 401
    assert (await log_in(http, person.email, DECOMPOSED)).status_code == 200
    assert await stored_secret(service, person) != old
    for typed in (COMPOSED, DECOMPOSED):
        assert (await log_in(http, person.email, typed)).status_code == 200
