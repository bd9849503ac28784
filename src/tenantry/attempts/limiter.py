"""Limits on how often something is tried, correct across workers and whoever counts."""

from __future__ import annotations

import hashlib
import math
import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import cast

from limits import RateLimitItem, parse_many
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from tenantry.attempts.rules import RULES, Subject
from tenantry.attempts.storage import PostgreSQLStorage
from tenantry.errors import TooManyAttempts, Unavailable
from tenantry.settings import Settings
from tenantry.tenancy.door import Door

_LIMITS: dict[tuple[str, Subject], list[RateLimitItem]] = {
    (what, subject): sorted(parse_many(rule))
    for what, rules in RULES.items()
    for subject, rule in rules.items()
}


class Attempts:
    """Counts attempts in PostgreSQL, or in Redis where one is set; off, it admits them all."""

    def __init__(self, settings: Settings, door: Door) -> None:
        self._on = settings.rate_limits == "on"
        url = settings.rate_limit_url
        self._limiter = SlidingWindowCounterRateLimiter(
            PostgreSQLStorage(door) if url is None else _redis(url.get_secret_value())
        )

    async def spend(
        self, what: str, *, address: str | None = None, account: str | None = None
    ) -> None:
        """Count one attempt against each limit of `what`, for everyone named.

        what: a key of attempts/rules.py. Nobody named is nobody counted: the application's own
        calls have no address. It takes a connection, so it is not called inside a transaction.
        Raises TooManyAttempts with the seconds to wait.
        """
        if not self._on:
            return
        subjects: dict[Subject, str | None] = {"address": _network(address), "account": account}
        for subject, name in subjects.items():
            for limit in _LIMITS.get((what, subject), ()) if name else ():
                await self._spend(limit, what, subject, name or "")

    async def _spend(self, limit: RateLimitItem, what: str, subject: Subject, name: str) -> None:
        key = hashlib.sha256(f"{what}\n{subject}\n{name}".encode()).hexdigest()
        try:
            if await self._limiter.hit(limit, key):
                return
            free_at, _ = await self._limiter.get_window_stats(limit, key)
        except StorageError:
            raise Unavailable from None
        raise TooManyAttempts(seconds=max(1, math.ceil(free_at - time.time())))


def _redis(url: str) -> Storage:
    return cast("Storage", storage_from_string(f"async+{url}", wrap_exceptions=True))


def _network(address: str | None) -> str | None:
    """Name the network an address is of: one household or host has a whole /64 of IPv6."""
    if address is None:
        return None
    peer = ip_address(address)
    if isinstance(peer, IPv6Address):
        return str(peer.ipv4_mapped or ip_network(f"{peer}/64", strict=False))
    return str(peer)
