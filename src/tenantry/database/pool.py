"""The pool of connections as the unprivileged role."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic_core import from_json, to_json

from tenantry.errors import TenantryError, Unavailable, ValidationFailed, for_constraint

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Row: TypeAlias = asyncpg.Record


async def _prepare(connection: asyncpg.Connection[Any]) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + to_json(value),
        decoder=lambda data: from_json(data[1:]),
    )


async def _reset(connection: asyncpg.Connection[Any]) -> None:
    """Do nothing: `Database.release` ended the transaction, and all our state is local to one.

    asyncpg's own reset costs a round trip each time.
    """


class Database:
    """Connections as the unprivileged role, and the one way to get one."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str, *, size: int, statement_timeout: int) -> Database:
        """Connect as the app role; `statement_timeout` is in milliseconds."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=size,
            init=_prepare,
            reset=_reset,
            server_settings={
                "application_name": "tenantry",
                "timezone": "UTC",
                "statement_timeout": str(statement_timeout),
                "idle_in_transaction_session_timeout": "60000",
            },
        )
        return cls(pool)

    async def acquire(self) -> Connection:
        """Borrow a connection, waiting for a free one at most ten seconds."""
        with translated():
            return await self._pool.acquire(timeout=10)

    async def release(self, connection: Connection) -> None:
        """Give a connection back, also when the request that held it was cancelled."""
        await asyncio.shield(self._end(connection))

    async def _end(self, connection: Connection) -> None:
        try:
            if connection.is_in_transaction():
                await connection.execute("ROLLBACK")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection.terminate()
        await self._pool.release(connection)

    async def close(self) -> None:
        """Wait for the work under way, then close every connection."""
        try:
            await asyncio.wait_for(self._pool.close(), timeout=10)
        except TimeoutError:
            self._pool.terminate()


_UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.CannotConnectNowError,
)


class translated:  # noqa: N801 (reads as a clause: with translated())
    """Turn what PostgreSQL refuses into the error it means; what means nothing stays as it is.

    Invariants are PostgreSQL's, so its refusal is the check, and no check races with the write.
    """

    __slots__ = ()

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        meaning = None if error is None else _meaning(error)
        if meaning is not None:
            raise meaning from error


def _meaning(error: BaseException) -> TenantryError | None:
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        refusal = for_constraint(error.constraint_name)
        return None if refusal is None else refusal()
    if isinstance(error, asyncpg.DataError):
        return ValidationFailed(f"A value cannot be stored: {error}.")
    return Unavailable() if isinstance(error, _UNAVAILABLE) else None
