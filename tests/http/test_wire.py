"""What goes over the wire for one response, and that nothing of it is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from tenantry.http.wire import Protocol

_ASK = b"GET /%s HTTP/1.1\r\nHost: wire\r\n\r\n"
_BODY = b"x" * 5000


async def _application(scope: Any, receive: Any, send: Any) -> None:
    empty = scope["path"] == "/empty"
    length = (b"content-length", b"0" if empty else b"%d" % len(_BODY))
    status = 204 if empty else 200
    await send({"type": "http.response.start", "status": status, "headers": [length]})
    await send({"type": "http.response.body", "body": b"" if empty else _BODY})


@asynccontextmanager
async def _served() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Serve the application, connect to it, and wait for the server to end afterwards."""
    config = uvicorn.Config(
        _application, http=Protocol, port=0, log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn offers no event)
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname()[:2])
    yield reader, writer
    server.should_exit = True
    await asyncio.wait_for(serving, 10)
    writer.close()


async def test_head_and_body_arrive_together() -> None:
    async with _served() as (reader, writer):
        writer.write(_ASK % b"full")
        assert (await reader.read(100_000)).endswith(_BODY)


@pytest.mark.parametrize("asked", [[b"empty"], [b"empty", b"full", b"empty"]], ids=len)
async def test_a_response_without_a_body_leaves_nothing_to_send(asked: list[bytes]) -> None:
    async with _served() as (reader, writer):
        for path in asked:
            writer.write(_ASK % path)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            assert head.startswith(b"HTTP/1.1 20")
            if path == b"full":
                assert await reader.readexactly(len(_BODY)) == _BODY
