"""The pool of connections as the unprivileged role."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

import asyncpg
from pydantic_core import from_json, to_json

from tenantry.database.refusals import translated
from tenantry.database.server_settings import server_settings
from tenantry.errors import Unavailable

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = asyncpg.Record

_WAIT_SECONDS = 10.0
_STATEMENTS = 1000


async def connect(url: str, statement_timeout: int) -> Connection:
    """Open one connection as the app role; `statement_timeout` is in milliseconds."""
    connection = await asyncpg.connect(
        url,
        statement_cache_size=_STATEMENTS,
        max_cached_statement_lifetime=0,
        timeout=_WAIT_SECONDS,
        server_settings={"application_name": "tenantry", **server_settings(statement_timeout)},
    )
    try:
        await _speak_json(connection)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _speak_json(connection: Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=to_json, decoder=from_json
    )
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + to_json(value),
        decoder=lambda data: from_json(data[1:]),
    )


async def _close(connection: Connection) -> None:
    try:
        await connection.close(timeout=2)
    except Exception:
        connection.terminate()


class Database:
    """A bounded pool that lends the connection used last, and serves who waits in turn.

    All our state is local to a transaction, so a connection whose transaction ended is clean and
    costs nothing to take back; asyncpg's own pool starts two tasks and a timer for each loan,
    half of what the rest of a request costs.
    """

    def __init__(self, connect: Callable[[], Awaitable[Connection]], size: int) -> None:
        self._connect = connect
        self._size = size
        self._idle: list[Connection] = []
        self._lent: set[Connection] = set()
        self._opening = 0
        self._waiting: deque[tuple[float, asyncio.Future[Connection | None]]] = deque()
        self._watched = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    @classmethod
    async def open(cls, url: str, *, size: int, statement_timeout: int) -> Database:
        """Make a pool of at most `size` connections, with the first one open."""
        database = cls(lambda: connect(url, statement_timeout), size)
        database.give_back(await database.acquire())
        return database

    async def acquire(self) -> Connection:
        """Borrow a connection; Unavailable where none comes free in ten seconds."""
        if self._closed:
            raise Unavailable
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                self._lent.add(connection)
                return connection
        if len(self._lent) + self._opening < self._size:
            return await self._open_one()
        return await self._wait()

    async def _open_one(self) -> Connection:
        self._opening += 1
        try:
            with translated():
                connection = await self._connect()
        except BaseException:
            self._opening -= 1
            self._wake(None)
            raise
        self._opening -= 1
        self._lent.add(connection)
        return connection

    async def _wait(self) -> Connection:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Connection | None] = loop.create_future()
        self._waiting.append((loop.time() + _WAIT_SECONDS, turn))
        if not self._watched:
            self._watch(loop)
        try:
            connection = await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._return(turn.result())
            raise
        if connection is not None and connection.is_closed():
            self._lent.discard(connection)
            connection = None
        return await self.acquire() if connection is None else connection

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give up on whoever has waited too long, and look again when the next one will have.

        One timer for all who wait: one for each would cost more than the rest of the waiting.
        """
        while self._waiting and self._waiting[0][0] <= loop.time():
            _, turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(Unavailable())
        self._watched = bool(self._waiting)
        if self._watched:
            loop.call_at(self._waiting[0][0], self._watch, loop)

    def give_back(self, connection: Connection) -> None:
        """Take back a connection whose transaction has ended."""
        if connection.is_closed() or self._closed:
            self.drop(connection)
        else:
            self._return(connection)

    def drop(self, connection: Connection) -> None:
        """Close a connection in an unknown state; another is opened when one is needed.

        Closing takes a moment: a statement that was cut off is cancelled in the database first, so
        that it lets go of its locks.
        """
        self._lent.discard(connection)
        self._later(_close(connection))
        self._wake(None)

    def _return(self, connection: Connection | None) -> None:
        if self._wake(connection) or connection is None:
            return
        self._lent.discard(connection)
        self._idle.append(connection)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wake(self, connection: Connection | None) -> bool:
        """Hand a connection, or with None the leave to open one, to whoever waits longest."""
        while self._waiting:
            _, turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return True
        return False

    async def close(self) -> None:
        """Wait for the work under way, then close every connection."""
        self._closed = True
        deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
        while self._lent and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        for connection in [*self._lent, *self._idle]:
            self._later(_close(connection))
        await asyncio.gather(*self._tasks, return_exceptions=True)
