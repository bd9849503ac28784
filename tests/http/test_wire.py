"""How responses are put on the wire."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from tenantry.http.wire import Protocol
from tenantry.tenancy.actor import Visitor

_BODY = b"x" * 5000


class _Socket(asyncio.Transport):
    """A transport that keeps what each system call would have sent."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


async def _answer(*messages: dict[str, Any], asked: bytes = b"") -> _Socket:
    """Have an application that sends these messages answer a request."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    config = uvicorn.Config(
        application, log_config=None, lifespan="off", access_log=False, date_header=False
    )
    config.load()
    server = uvicorn.Server(config)
    protocol = Protocol(config, server.server_state, {})
    socket = _Socket()
    protocol.connection_made(socket)
    protocol.data_received(asked or b"GET / HTTP/1.1\r\nHost: wire\r\n\r\n")
    await asyncio.wait(list(server.server_state.tasks), timeout=10)
    if protocol.timeout_keep_alive_task:
        protocol.timeout_keep_alive_task.cancel()
    return socket


def _start(*headers: tuple[bytes, bytes], length: int = len(_BODY)) -> dict[str, Any]:
    headers = ((b"content-length", b"%d" % length), *headers)
    return {"type": "http.response.start", "status": 200, "headers": headers}


def _body(body: bytes = _BODY, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def test_head_and_body_are_one_system_call() -> None:
    cookies = (b"set-cookie", b"a=1"), (b"set-cookie", b"b=\t2")
    (sent,) = (await _answer(_start(*cookies), _body())).sent
    assert sent == (
        b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\nset-cookie: a=1\r\nset-cookie: b=\t2\r\n\r\n"
        + _BODY
    )


@pytest.mark.parametrize(
    "asked",
    [
        b"HEAD / HTTP/1.1\r\nHost: wire\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: wire\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
    ],
)
async def test_who_keeps_no_connection_or_wants_no_body_is_answered_as_uvicorn_does(asked) -> None:
    socket = await _answer(_start(), _body(), asked=asked)
    head, _, body = b"".join(socket.sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body == (b"" if asked.startswith(b"HEAD") else _BODY)
    assert socket.closed == (b"connection: close" in head) == (not asked.startswith(b"HEAD"))


@pytest.mark.parametrize(
    "header",
    [
        (b"x-injected", b"a\r\nset-cookie: b=c"),
        (b"x-injected", b"a\nb"),
        (b"x-injected", b"a\0"),
        (b"x-in jected", b"a"),
        (b"x-injected: a\r\nx-second", b"a"),
    ],
)
async def test_no_header_breaks_out_of_its_line(header: tuple[bytes, bytes]) -> None:
    socket = await _answer(_start(header), _body())
    assert socket.sent == [] and socket.closed


@pytest.mark.parametrize("length", [4999, 5001])
async def test_a_body_of_another_length_than_was_said_is_cut_off(length: int) -> None:
    socket = await _answer(_start(length=length), _body())
    assert len(socket.sent) <= 2 and socket.closed


@pytest.mark.parametrize("first", [(b"content-length", b"3"), (b"Content-Length", b"3")])
async def test_of_two_lengths_the_connection_does_not_outlive_the_response(first) -> None:
    start = _start()
    socket = await _answer(start | {"headers": (first, *start["headers"])}, _body())
    assert socket.closed


@pytest.mark.parametrize(
    "messages",
    [
        (_start(), _body(), _start(), _body()),
        (_start(), _body(_BODY[:9], True), _start(), _body()),
        (_start(), _start(), _body()),
    ],
)
async def test_a_request_gets_one_response(messages: tuple[dict[str, Any], ...]) -> None:
    socket = await _answer(*messages)
    assert b"".join(socket.sent).count(b"HTTP/1.1") == 1
    assert socket.closed


async def test_headers_may_be_lists_as_asgi_has_them() -> None:
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [[b"content-length", b"5000"]],
    }
    (sent,) = (await _answer(start, _body())).sent
    assert sent == b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + _BODY


async def test_a_large_body_is_not_copied() -> None:
    body = b"x" * 300_000
    socket = await _answer(_start(length=len(body)), _body(body))
    assert [len(sent) for sent in socket.sent[1:]] == [300_000]


async def test_a_head_without_a_length_is_sent_before_the_body_comes() -> None:
    start = {"type": "http.response.start", "status": 200, "headers": []}
    socket = await _answer(start)
    assert socket.sent[0].startswith(b"HTTP/1.1 200 OK") and socket.closed


async def test_headers_in_capitals_and_a_closing_application_are_left_to_uvicorn() -> None:
    socket = await _answer(_start((b"Connection", b"close")), _body())
    assert b"\r\nconnection: close\r\n" in socket.sent[0] and socket.closed


async def test_a_body_in_parts_goes_out_as_they_come() -> None:
    socket = await _answer(_start(), _body(_BODY[:10], True), _body(_BODY[10:]))
    head, _, body = b"".join(socket.sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK") and body == _BODY


async def test_an_application_that_fails_before_the_body_has_not_begun_to_answer() -> None:
    socket = await _answer(_start(), {"type": "http.response.start", "status": 200})
    assert socket.sent[0].startswith(b"HTTP/1.1 200") and socket.closed
    assert (await _answer(_start())).sent[0].startswith(b"HTTP/1.1 500")


async def test_what_waited_to_be_continued_is_answered_without() -> None:
    expects = b"POST / HTTP/1.1\r\nHost: wire\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    (sent,) = (await _answer(_start(), _body(), asked=expects)).sent
    assert sent.startswith(b"HTTP/1.1 200")


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


async def test_a_request_leaves_nothing_for_the_garbage_collector(acme, olivia) -> None:
    """What forms a cycle is kept until the collector comes, and makes every request slower."""
    asked = [("GET", acme.path), ("GET", "/orgs"), ("GET", "/orgs/none"), ("PATCH", acme.path)]
    for method, path in asked:
        await olivia.request(method, path)
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for method, path in asked:
            await olivia.request(method, path, **({"json": {}} if method == "PATCH" else {}))
        gc.collect()
        kept = [
            type(left) for left in gc.garbage if isinstance(left, RequestResponseCycle | Visitor)
        ]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert kept == []
