"""The floor: one bare ASGI callable that runs the service's own SQL once and returns its bytes.

It knows nobody: who asks is a number in the path, and all parameters are ready before the first
request. As the superuser it is past every policy; bound, it runs as the app role between the
BEGIN, SET LOCAL and COMMIT that row-level security needs.
"""

from __future__ import annotations

import os
from typing import Any

import asyncpg
from pydantic_core import to_json

from bench.people import READERS, Size, readers
from bench.statements import Read, reads

_PLANNING = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
_CLIENTS = 40
_HEADERS = [(b"content-type", b"application/json")]


async def _keep(connection: Any) -> None:
    """Do without asyncpg's reset, which is one more round trip."""


class _List:
    """One connection for each client, lent from a list: what is left of a pool without its work."""

    def __init__(self, connections: list[Any]) -> None:
        self._idle = connections

    async def acquire(self) -> Any:
        return self._idle.pop()

    async def release(self, connection: Any) -> None:
        self._idle.append(connection)

    def terminate(self) -> None:
        for connection in self._idle:
            connection.terminate()


class Floor:
    """An ASGI application of as little as possible."""

    def __init__(self, size: Size, url: str, *, bound: bool, pooled: bool) -> None:
        self._url = url
        self._pooled = pooled
        self._bound = bound
        self._known: dict[str, tuple[Read, str, list[Any], str]] = {}
        callers = readers(size)
        for operation, read in reads().items():
            statement = read.statement if bound else read.unbound
            for number in range(READERS):
                caller = callers[number]
                arguments = read.arguments(statement, caller)
                known = (read, statement.sql, arguments, read.binding(caller))
                self._known[f"/{operation}/{number}"] = known

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        read, sql, arguments, binding = self._known[scope["path"]]
        connection = await self._pool.acquire()
        try:
            if self._bound:
                await connection.execute(binding)
                row = await connection.fetchrow(sql, *arguments)
                await connection.execute("COMMIT")
            else:
                row = await connection.fetchrow(sql, *arguments)
        finally:
            await self._pool.release(connection)
        body = _bytes(read, row)
        length = (b"content-length", b"%d" % len(body))
        await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, length]})
        await send({"type": "http.response.body", "body": body})

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        self._pool = await self._open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._pool.terminate()
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self) -> Any:
        if self._pooled:
            return await asyncpg.create_pool(
                self._url, min_size=10, max_size=10, reset=_keep, server_settings=_PLANNING
            )
        connect = [asyncpg.connect(self._url, server_settings=_PLANNING) for _ in range(_CLIENTS)]
        return _List([await connecting for connecting in connect])


def _bytes(read: Read, row: asyncpg.Record) -> bytes:
    if read.plural is not None:
        return f'{{"{read.plural}":{_listed(row["entries"])},"total":{row["total"]}}}'.encode()
    own = row.get("written") and row["written"].partition("\n")[0].encode()
    own = own or to_json({name: v for name, v in row.items() if not isinstance(v, list)})
    lists = (f',"{n}":{_listed(v)}'.encode() for n, v in row.items() if isinstance(v, list))
    return b"".join((own[:-1], *lists, b"}"))


def _listed(entries: list[str] | str) -> str:
    """Write a list as PostgreSQL did, without the second lines that are not for the wire."""
    if isinstance(entries, str):
        return entries
    return f"[{','.join(entry.partition(chr(10))[0] for entry in entries)}]"


def create() -> Floor:
    """Make the floor that the environment describes, for uvicorn's --factory."""
    organizations, workspaces, giant = map(int, os.environ["BENCH_SIZE"].split(","))
    return Floor(
        Size(organizations, workspaces, giant),
        os.environ["BENCH_URL"],
        bound=os.environ["BENCH_BOUND"] == "1",
        pooled=os.environ["BENCH_POOLED"] == "1",
    )
