"""Sign-in: the right password opens, and every wrong one looks the same."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import bcrypt
import httpx
import pytest

import tenantry
from tenantry.identity.passwords import Passwords
from tests.identity.accounts import (
    import_secret,
    log_in,
    new_email,
    sign_up_as,
    stored_secret,
)
from tests.people import PASSWORD, sign_in


class Work:
    """What the real Passwords were made to do, and on which threads."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.threads: set[str] = set()
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    def watch(self, passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
        real = passwords._run

        def noted(work: Callable[..., Any]) -> Callable[..., Any]:
            def run(*arguments: str) -> Any:
                with self.lock:
                    self.done[work.__name__] += 1
                    self.threads.add(threading.current_thread().name)
                    self.at_once += 1
                    self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    return work(*arguments)
                finally:
                    with self.lock:
                        self.at_once -= 1

            return run

        monkeypatch.setattr(
            passwords, "_run", lambda work, *arguments: real(noted(work), *arguments)
        )


@pytest.fixture
def work(service: tenantry.Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """A spy on the service's own Passwords, which go on doing their work."""
    spy = Work()
    spy.watch(service.passwords, monkeypatch)
    yield spy


async def test_signing_in_gives_a_session_of_its_own(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    again = await sign_in(person)
    assert again.id == person.id
    assert again.token["refresh_token"] != person.token["refresh_token"]
    assert (await person.get("/auth/sessions")).json()["total"] == 2


async def test_an_unknown_email_and_a_wrong_password_get_the_same_bytes_for_the_same_work(
    http: httpx.AsyncClient, service: tenantry.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, hashed = await sign_up_as(http), []
    argon2 = service.passwords._hash.hashers[0]
    real = argon2.verify

    def verify(password: str, secret: str) -> bool:
        hashed.append((len(password), secret.split("$")[1:4]))
        return bool(real(password, secret))

    monkeypatch.setattr(argon2, "verify", verify)
    seen = []
    for email in (person.email, new_email()):
        answer = await log_in(http, email, "not the password")
        headers = [pair for pair in answer.headers.multi_items() if pair[0] != "date"]
        seen.append((answer.status_code, answer.content, headers))
    assert seen[0] == seen[1]
    assert seen[0][0] == 401
    assert hashed == [(16, ["argon2id", "v=19", "m=19456,t=2,p=1"])] * 2


async def test_the_work_for_nobody_is_as_much_as_for_somebody(service: tenantry.Service) -> None:
    """The same parameters in the hash that nobody has, so the same memory and passes."""
    parameters = service.passwords._nobodys.split("$")[:4]
    assert parameters == (await service.passwords.hash_new("a fine passphrase")).split("$")[:4]
    assert await service.passwords.verify("nobody has this password", None) == (False, None)


async def test_passwords_are_argon2id_with_the_parameters_of_owasp(
    http: httpx.AsyncClient, service: tenantry.Service
) -> None:
    secret = await stored_secret(service, await sign_up_as(http))
    assert secret.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in secret


async def test_two_people_with_one_password_have_two_hashes(
    http: httpx.AsyncClient, service: tenantry.Service
) -> None:
    first, second = await sign_up_as(http), await sign_up_as(http)
    assert await stored_secret(service, first) != await stored_secret(service, second)


@pytest.mark.parametrize("prefix", [b"2a", b"2b"])
async def test_an_imported_bcrypt_hash_signs_in_and_is_hashed_anew(
    http: httpx.AsyncClient, service: tenantry.Service, prefix: bytes
) -> None:
    person = await sign_up_as(http)
    imported = bcrypt.hashpw(b"an old password", bcrypt.gensalt(4, prefix=prefix)).decode()
    await import_secret(service, person, imported)
    assert (await log_in(http, person.email)).status_code == 401
    assert await stored_secret(service, person) == imported
    assert (await log_in(http, person.email, "an old password")).status_code == 200
    assert (await stored_secret(service, person)).startswith("$argon2id$")
    assert (await log_in(http, person.email, "an old password")).status_code == 200


async def test_an_imported_password_longer_than_bcrypt_looks_at_signs_in(
    http: httpx.AsyncClient, service: tenantry.Service
) -> None:
    """Other systems cut it at 72 bytes, even within a letter; from now on all of it counts."""
    person, long = await sign_up_as(http), "é" * 100
    imported = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    await import_secret(service, person, imported)
    assert (await log_in(http, person.email, "ö" * 100)).status_code == 401
    assert (await log_in(http, person.email, long)).status_code == 200
    assert (await log_in(http, person.email, long[:99])).status_code == 401
    assert (await log_in(http, person.email, long)).status_code == 200


@pytest.mark.parametrize("secret", ["", "!", "plain", "$1$md5$abc", "$argon2id$broken", "$2b$04$"])
async def test_a_stored_hash_that_is_none_lets_nobody_in(
    http: httpx.AsyncClient, service: tenantry.Service, secret: str
) -> None:
    person = await sign_up_as(http)
    await import_secret(service, person, secret)
    answer = await log_in(http, person.email, secret or "x")
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


async def test_hashing_is_bounded_and_off_the_event_loop(
    http: httpx.AsyncClient, service: tenantry.Service, work: Work
) -> None:
    person = await sign_up_as(http)
    answers = await asyncio.gather(*(log_in(http, person.email, "wrong") for _ in range(12)))
    assert {answer.status_code for answer in answers} == {401}
    assert work.done["_compare"] == 12
    assert work.most_at_once <= service.settings.password_threads
    assert all(name.startswith("password") for name in work.threads)


async def test_requests_are_served_while_passwords_are_hashed(
    http: httpx.AsyncClient, service: tenantry.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash that waits for another request to be answered would wait forever on the loop."""
    person = await sign_up_as(http)
    answered, real = threading.Event(), service.passwords._compare

    def held(password: str, secret: str) -> tuple[bool, str | None]:
        assert answered.wait(10)
        return real(password, secret)

    monkeypatch.setattr(service.passwords, "_compare", held)
    signing_in = asyncio.create_task(log_in(http, person.email))
    assert (await person.get("/auth/me")).status_code == 200
    answered.set()
    assert (await signing_in).status_code == 200


async def test_no_connection_is_held_while_a_password_is_hashed(
    http: httpx.AsyncClient, service: tenantry.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More sign-ins wait for their hash than there are connections, and others are served."""
    person = await sign_up_as(http)
    answered, real = threading.Event(), service.passwords._compare

    def held(password: str, secret: str) -> tuple[bool, str | None]:
        assert answered.wait(10)
        return real(password, secret)

    monkeypatch.setattr(service.passwords, "_compare", held)
    many = service.settings.pool_size * 2
    waiting = [asyncio.create_task(log_in(http, person.email)) for _ in range(many)]
    await asyncio.sleep(0.2)
    assert (await person.get("/auth/me")).status_code == 200
    answered.set()
    assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {200}
