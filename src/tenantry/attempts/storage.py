"""Counting attempts in PostgreSQL, as a storage of the `limits` library."""

from __future__ import annotations

import time

from limits.aio.storage import Storage
from limits.aio.storage.base import SlidingWindowCounterSupport

from tenantry.attempts import queries
from tenantry.errors import Unavailable
from tenantry.tenancy.door import Door

_NO_LIMIT = 2**31 - 1


class PostgreSQLStorage(Storage, SlidingWindowCounterSupport):
    """The sliding window counter of `limits` over one table, the same for every worker.

    Each attempt is counted in a transaction of its own, so it counts although the request that
    made it fails.
    """

    STORAGE_SCHEME = None

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    @property
    def base_exceptions(self) -> type[Exception]:
        return Unavailable

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        async with self._door.visit() as visitor:
            spent = await visitor.first(
                queries.SPEND, key=key, admitted=limit, seconds=expiry, amount=amount
            )
        return spent is not None

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        async with self._door.visit().reading() as visitor:
            row = await visitor.first(queries.READ, key=key, seconds=expiry)
        if row is None:
            return 0, 0.0, 0, 0.0
        left = row["seconds_left"]
        return row["previous"], left, row["current"], left + expiry

    async def clear_sliding_window(self, key: str, expiry: int) -> None:
        await self.clear(key)

    async def clear(self, key: str) -> None:
        async with self._door.visit() as visitor:
            await visitor.all(queries.CLEAR, key=key)

    async def check(self) -> bool:
        async with self._door.visit():
            return True

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        async with self._door.visit() as visitor:
            spent = await visitor.one(
                queries.SPEND, key=key, admitted=_NO_LIMIT, seconds=expiry, amount=amount
            )
        return int(spent["current"])

    async def get(self, key: str) -> int:
        async with self._door.visit().reading() as visitor:
            return await visitor.value(queries.COUNT, key=key) or 0

    async def get_expiry(self, key: str) -> float:
        async with self._door.visit().reading() as visitor:
            return await visitor.value(queries.EXPIRY, key=key) or time.time()

    async def reset(self) -> int | None:
        async with self._door.visit() as visitor:
            return len(await visitor.all(queries.RESET))
