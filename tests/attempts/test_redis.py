"""Attempts counted in Redis: by the same rules, and over all workers.

The server is fakeredis, which speaks Redis's protocol over TCP and runs its Lua scripts.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from fakeredis import TcpFakeServer
from pydantic import SecretStr

import tenantry
from tenantry.attempts.limiter import Attempts
from tenantry.errors import TooManyAttempts, Unavailable
from tenantry.settings import SettingsError, read_settings

ACCOUNT = 10
"""Sign-ins a minute that the rules admit for one account."""


@pytest.fixture
def redis_url() -> Iterator[str]:
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"redis://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def worker(service: tenantry.Service, url: str) -> Attempts:
    changes = {"rate_limits": "on", "rate_limit_url": SecretStr(url)}
    return Attempts(service.settings.model_copy(update=changes), service.door)


async def test_one_count_holds_over_all_workers(service, redis_url: str) -> None:
    """One after the other: Redis runs a script at a time, and fakeredis knows no script twice."""
    workers = [worker(service, redis_url), worker(service, redis_url)]

    async def attempt(number: int) -> bool:
        try:
            await workers[number % 2].spend("login", account="race@example.test")
        except TooManyAttempts as refusal:
            assert 1 <= refusal.extra["retry_after"] <= 120
            return False
        return True

    assert [await attempt(number) for number in range(20)] == [True] * ACCOUNT + [False] * ACCOUNT


async def test_a_redis_that_is_gone_admits_nobody(service) -> None:
    with pytest.raises(Unavailable):
        await worker(service, "redis://127.0.0.1:1").spend("login", account="gone@example.test")


def test_what_is_no_redis_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENANTRY_RATE_LIMIT_URL", "memcached://127.0.0.1")
    read_settings.cache_clear()
    with pytest.raises(SettingsError, match=r"TENANTRY_RATE_LIMIT_URL: .*redis://"):
        read_settings()
    read_settings.cache_clear()
