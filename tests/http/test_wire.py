"""How responses are put on the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from tenantry.http.wire import Protocol

_BODY = b"x" * 5000


class _Socket(asyncio.Transport):
    """A transport that keeps what each system call would have sent."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.sent: list[bytes] = []

    def write(self, data: Any) -> None:
        self.sent.append(bytes(data))

    def writelines(self, parts: Iterable[Any]) -> None:
        self.sent.append(b"|".join(parts))

    def close(self) -> None:
        self.sent.append(b"closed")


def _writing() -> tuple[_Socket, asyncio.Transport]:
    """Connect uvicorn's protocol as we have it, and give what it writes to."""
    config = uvicorn.Config(_application, log_config=None, lifespan="off")
    config.load()
    protocol = Protocol(config, uvicorn.Server(config).server_state, {})
    socket = _Socket()
    protocol.connection_made(socket)
    return socket, protocol.transport


async def test_head_and_body_are_one_system_call() -> None:
    socket, transport = _writing()
    transport.write(b"head")
    transport.write(b"body")
    await asyncio.sleep(0)
    assert socket.sent == [b"head|body"]


async def test_a_head_alone_is_sent_at_the_end_of_its_turn() -> None:
    socket, transport = _writing()
    transport.write(b"head")
    transport.write(b"")
    assert socket.sent == []
    await asyncio.sleep(0)
    assert socket.sent == [b"head"]


async def test_closing_sends_first_what_was_written() -> None:
    socket, transport = _writing()
    transport.write(b"head")
    transport.close()
    await asyncio.sleep(0)
    assert socket.sent == [b"head", b"closed"]


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
    while not server.started:
        assert not serving.done()
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname()[:2])
    try:
        async with asyncio.timeout(10):
            yield reader, writer
    finally:
        server.should_exit = True
        await asyncio.wait_for(serving, 10)
        writer.close()


@pytest.mark.parametrize("asked", [[b"empty"], [b"empty", b"full", b"empty"]], ids=len)
async def test_a_response_without_a_body_leaves_nothing_to_send(asked: list[bytes]) -> None:
    """On Python 3.12 and 3.13 a server that has an empty body to send never ends."""
    async with _served() as (reader, writer):
        for path in asked:
            writer.write(b"GET /%s HTTP/1.1\r\nHost: wire\r\n\r\n" % path)
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 20")
            if path == b"full":
                assert await reader.readexactly(len(_BODY)) == _BODY


async def test_an_answer_arrives_whole(base_url) -> None:
    answer = await _first_packet(base_url, "GET")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b'{"status":"alive"}'


async def test_a_head_that_no_body_follows_is_not_kept(base_url) -> None:
    assert (await _first_packet(base_url, "HEAD")).endswith(b"\r\n\r\n")


async def test_requests_sent_at_once_are_answered_in_order(base_url) -> None:
    address = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"".join(_request(method) for method in ("GET", "HEAD")))
    writer.write(_request("GET", b"Connection: close\r\n"))
    answers = (await asyncio.wait_for(reader.read(), 10)).split(b"HTTP/1.1 200 OK")[1:]
    writer.close()
    assert [answer.endswith(b'{"status":"alive"}') for answer in answers] == [True, False, True]


async def _first_packet(base_url: str, method: str) -> bytes:
    address = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(_request(method))
    answer = await asyncio.wait_for(reader.read(65536), 10)
    writer.close()
    return answer


def _request(method: str, more: bytes = b"") -> bytes:
    return b"%s /healthz HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (method.encode(), more)
