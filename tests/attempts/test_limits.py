"""Attempts are limited: exactly, for everyone alike, and never against a victim."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import iter_route_contexts

import tenantry
from tenantry.attempts.clearing import delete_expired
from tenantry.attempts.limiter import Attempts
from tenantry.attempts.rules import RULES
from tenantry.attempts.storage import PostgreSQLStorage
from tenantry.errors import TooManyAttempts
from tenantry.http.route import Route
from tests.people import PASSWORD

ACCOUNT = 10
"""Sign-ins a minute that RULES admits for one account."""


@pytest_asyncio.fixture
async def limited(service: tenantry.Service) -> AsyncIterator[tenantry.Service]:
    """A second service on the same database, with limits as they are by default."""
    settings = service.settings.model_copy(update={"rate_limits": "on"})
    async with tenantry.open(settings) as other:
        yield other


@pytest_asyncio.fixture
async def from_(limited: tenantry.Service) -> AsyncIterator[object]:
    """Make clients that come from addresses of one's choice."""
    app = tenantry.create_app(service=limited)
    clients: list[httpx.AsyncClient] = []

    def client(address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, client=(address, 40_000))
        made = httpx.AsyncClient(transport=transport, base_url="http://test/api/v1")
        clients.append(made)
        return made

    yield client
    for made in clients:
        await made.aclose()


async def log_in(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post("/auth/login", json={"email": email, "password": password})


async def test_the_last_attempt_is_admitted_once_over_all_workers(limited, service) -> None:
    """Fifty at once over two services of ten connections each."""
    settings = limited.settings
    workers = [limited.attempts, Attempts(settings, service.door)]
    account = "race@example.test"

    async def attempt(worker: Attempts) -> bool:
        try:
            await worker.spend("login", account=account)
        except TooManyAttempts:
            return False
        return True

    admitted = await asyncio.gather(*(attempt(workers[n % 2]) for n in range(50)))
    assert sum(admitted) == ACCOUNT


async def test_a_refusal_says_how_long_to_wait(from_, new_person) -> None:
    email = (await new_person("nora")).email
    client = from_("203.0.113.7")
    answers = [await log_in(client, email, "wrong password") for _ in range(ACCOUNT + 1)]
    assert [a.status_code for a in answers] == [401] * ACCOUNT + [429]
    refused = answers[-1]
    assert refused.json()["code"] == "too_many_attempts"
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    assert refused.json()["retry_after"] == int(refused.headers["retry-after"])


async def test_an_unknown_account_is_refused_as_a_known_one(from_, new_person) -> None:
    known = (await new_person("nora")).email
    unknown = f"nobody.{known}"
    codes = {}
    for number, email in enumerate((known, unknown)):
        client = from_(f"203.0.113.{20 + number}")
        answers = [await log_in(client, email, "wrong password") for _ in range(ACCOUNT + 2)]
        codes[email] = [(a.status_code, a.json()["detail"]) for a in answers]
    assert codes[known] == codes[unknown]


async def test_whoever_tries_from_elsewhere_does_not_lock_the_owner_out(from_, new_person) -> None:
    person = await new_person("nora")
    home, elsewhere = from_("198.51.100.1"), from_("203.0.113.99")
    assert (await log_in(home, person.email, PASSWORD)).status_code == 200
    for _ in range(ACCOUNT + 5):
        attacked = await log_in(elsewhere, person.email, "guess")
    assert attacked.status_code == 429
    assert (await log_in(elsewhere, person.email, PASSWORD)).status_code == 429
    assert (await log_in(home, person.email, PASSWORD)).status_code == 200


async def test_spellings_of_an_email_share_one_count(from_, new_person) -> None:
    email = (await new_person("nora")).email
    client = from_("203.0.113.40")
    for number in range(ACCOUNT):
        await log_in(client, email.upper() if number % 2 else f" {email} ", "wrong")
    assert (await log_in(client, email, "wrong")).status_code == 429


async def test_one_address_cannot_try_many_accounts(from_) -> None:
    client = from_("203.0.113.60")
    answers = [await log_in(client, f"{n}@spray.test", "wrong") for n in range(61)]
    assert [a.status_code for a in answers].count(429) == 1
    assert (await log_in(from_("203.0.113.61"), "0@spray.test", "wrong")).status_code == 401


async def test_a_whole_network_of_ipv6_is_one_address(limited) -> None:
    for number in range(60):
        await limited.attempts.spend("login", address=f"2001:db8:7:7::{number:x}")
    with pytest.raises(TooManyAttempts):
        await limited.attempts.spend("login", address="2001:db8:7:7:ffff::1")
    await limited.attempts.spend("login", address="2001:db8:7:8::1")


async def test_an_ipv4_address_is_one_however_the_socket_writes_it(limited) -> None:
    for number in range(60):
        await limited.attempts.spend("login", address=("192.0.2.9", "::ffff:192.0.2.9")[number % 2])
    with pytest.raises(TooManyAttempts):
        await limited.attempts.spend("login", address="192.0.2.9")


@pytest.mark.parametrize(
    ("path", "body", "limit"),
    [
        ("/auth/password/forgot", {"email": "{n}.forgot@example.test"}, 20),
        ("/auth/password/reset", {"token": "x", "password": PASSWORD}, 20),
        ("/auth/email/verify", {"token": "x"}, 20),
        ("/auth/wallet/challenge", {"provider": "evm", "address": "0x" + "1" * 40}, 60),
        ("/auth/signup", {}, 20),
    ],
)
async def test_what_needs_no_session_is_limited_for_an_address(
    from_, path: str, body: dict[str, str], limit: int
) -> None:
    client = from_(f"203.0.113.{100 + len(path)}")
    answers = [
        await client.post(path, json={k: v.format(n=n) for k, v in body.items()})
        for n in range(limit + 1)
    ]
    assert [a.status_code for a in answers].count(429) == 1
    assert answers[-1].status_code == 429


@pytest.mark.parametrize(
    ("path", "body", "limit"),
    [
        ("/auth/password/change", {"current_password": "guess", "new_password": PASSWORD}, 10),
        ("/auth/email/change", {"email": "else@example.test", "password": "guess"}, 10),
        ("/auth/confirm", {"password": "guess"}, 10),
        ("/auth/email/resend", None, 5),
    ],
)
async def test_a_stolen_session_guesses_no_password_and_floods_no_mailbox(
    from_, new_person, path: str, body: dict[str, str] | None, limit: int
) -> None:
    person = await new_person("nora")
    headers = {"Authorization": f"Bearer {person.access_token}"}
    answers = [
        await from_(f"198.51.100.{n}").post(path, json=body, headers=headers)
        for n in range(limit + 1)
    ]
    assert [a.status_code for a in answers].count(429) == 1
    assert answers[-1].status_code == 429


async def test_resets_are_limited_for_the_account_that_was_typed(from_, new_person) -> None:
    email = (await new_person("nora")).email
    for typed in (email, f"nobody.{email}"):
        answers = [
            await from_(f"198.51.100.{n}").post("/auth/password/forgot", json={"email": typed})
            for n in range(6)
        ]
        assert [a.status_code for a in answers] == [202] * 5 + [429]


async def test_inviting_is_limited_for_an_account(from_, olivia, acme) -> None:
    headers = {"Authorization": f"Bearer {olivia.access_token}"}
    path, role = f"{acme.path}/invitations", {"role": "member"}
    answers = [
        await from_(f"198.51.100.{n}").post(
            path, json={"email": f"{n}@invited.test", **role}, headers=headers
        )
        for n in range(61)
    ]
    assert [a.status_code for a in answers] == [201] * 60 + [429]


def test_every_limit_is_spent_somewhere() -> None:
    routes = (context.route for context in iter_route_contexts(tenantry.create_app().routes))
    spent = {route.operation.attempts for route in routes if isinstance(route, Route)}
    assert set(RULES) <= spent


async def test_the_count_falls_as_time_passes(limited, admin_connection) -> None:
    for _ in range(ACCOUNT):
        await limited.attempts.spend("login", account="patient@example.test")
    with pytest.raises(TooManyAttempts):
        await limited.attempts.spend("login", account="patient@example.test")
    await admin_connection.execute("UPDATE attempts SET slot = slot - 2")
    await limited.attempts.spend("login", account="patient@example.test")


async def test_nothing_in_the_table_says_who_tried(limited, admin_connection) -> None:
    await limited.attempts.spend("login", account="secret@example.test", address="203.0.113.80")
    keys = await admin_connection.fetch("SELECT key FROM attempts")
    assert keys and not any("secret" in row["key"] or "203.0" in row["key"] for row in keys)


async def test_counts_of_windows_that_are_over_are_deleted(limited, admin_connection) -> None:
    await limited.attempts.spend("login", account="gone@example.test")
    left = "SELECT count(*) FROM attempts WHERE expires_at < now()"
    await delete_expired(limited)
    assert await admin_connection.fetchval("SELECT count(*) FROM attempts") > 0
    await admin_connection.execute("UPDATE attempts SET expires_at = now() - interval '1 second'")
    assert await admin_connection.fetchval(left) > 0
    await delete_expired(limited)
    assert await admin_connection.fetchval(left) == 0


async def test_the_storage_counts_whatever_the_library_asks_of_it(limited) -> None:
    storage = PostgreSQLStorage(limited.door)
    key = "a key of the library's own"
    assert await storage.get(key) == 0
    assert [await storage.incr(key, 3600), await storage.incr(key, 3600, 2)] == [1, 3]
    assert await storage.get(key) == 3
    assert await storage.get_expiry(key) > time.time() + 3600
    assert (await storage.reset() or 0) >= 1
    assert await storage.get(key) == 0 and await storage.check()


async def test_off_admits_everything(service) -> None:
    for _ in range(ACCOUNT * 3):
        await service.attempts.spend("login", account="free@example.test")


def test_every_limit_is_documented() -> None:
    page = Path("docs/security.md").read_text()
    for what, rules in RULES.items():
        assert f"`{what}`" in page
        for rule in rules.values():
            assert rule in page
