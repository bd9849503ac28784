"""The protocol uvicorn speaks, for responses that are whole: checked at once, sent in one packet.

uvicorn looks at every header by itself, twice with a regular expression, and writes head and body
one after the other; each write is a system call here, a packet on the way and a wake-up for the
client.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.types import Message, Send
from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

_SPECIAL = frozenset({b"connection", b"transfer-encoding"})
"""Headers that say how a response is sent, and so are for uvicorn to follow."""
_CONTROLS = bytes(range(9)) + bytes(range(10, 32)) + b"\x7f"
"""What no value of a header may have in it (RFC 9110, 5.5): controls, but for the tab."""
_LARGEST = 256 * 1024
"""Bytes of a body that are copied behind their head."""

_known: set[bytes] = set()
"""Names of headers that were checked; a service has few."""
_MOST_KNOWN = 1000


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, but for how a whole response is written."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        def served(scope: Any, receive: Any, send: Any) -> Any:
            return app(scope, receive, _Sender(cycle, send))

        plain = cycle.access_log or cycle.scope["method"] == "HEAD"
        super()._start_asgi_task(cycle, app if plain else served)


class _Sender:
    """Takes a response from the application; what is special about it, it leaves to uvicorn.

    A head that says how long its body is waits for it, as ASGI lets it.
    """

    __slots__ = ("_cycle", "_head", "_length", "_send", "_start")

    def __init__(self, cycle: RequestResponseCycle, send: Send) -> None:
        self._cycle = cycle
        self._send = send
        self._start: Message = {}
        self._head: bytes | None = None
        self._length = b""

    async def __call__(self, message: Message) -> None:
        head, self._head = self._head, None
        if head is not None:
            if self._completes(message):
                self._write(head + message["body"])
                return
            await self._send(self._start)
        elif message["type"] == "http.response.start":
            self._head = self._begin(message)
            if self._head is not None:
                self._start = message
                return
        await self._send(message)

    def _begin(self, start: Message) -> bytes | None:
        """Write the head of a response, or None where it is for uvicorn to write or to refuse."""
        headers = [*self._cycle.default_headers, *start.get("headers", ())]
        named = dict(headers)
        if b"content-length" not in named or not _SPECIAL.isdisjoint(named):
            return None
        if self._cycle.response_started or _said_twice(headers, named):
            return None
        self._length = named[b"content-length"]
        lines = _lines(headers, named)
        return lines and b"%b%b\r\n\r\n" % (STATUS_LINE[start["status"]], lines)

    def _completes(self, message: Message) -> bool:
        """Say whether this is all of the body that was announced, for a client that reads it."""
        cycle, body = self._cycle, message.get("body", b"")
        return (
            self._length == b"%d" % len(body)
            and 0 < len(body) <= _LARGEST
            and not message.get("more_body")
            and cycle.keep_alive
            and not cycle.disconnected
            and not cycle.flow.write_paused
        )

    def _write(self, response: bytes) -> None:
        cycle = self._cycle
        cycle.transport.write(response)
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        cycle.on_response()


def _said_twice(headers: Sequence[tuple[bytes, bytes]], named: Mapping[bytes, bytes]) -> bool:
    """Say whether there are two lengths; other headers may be there more than once."""
    if len(named) == len(headers):
        return False
    return [name for name, _ in headers].count(b"content-length") > 1


def _lines(headers: Sequence[tuple[bytes, bytes]], names: Iterable[bytes]) -> bytes | None:
    """Write headers, or None where one might break out of its line."""
    if not _known.issuperset(names):
        odd = any(HEADER_RE.search(name) or name != name.lower() for name in names)
        if odd or len(_known) > _MOST_KNOWN:
            return None
        _known.update(names)
    lines = [b"%b: %b" % (name, value) for name, value in headers]
    written = b"".join(lines)
    return b"\r\n".join(lines) if written.translate(None, _CONTROLS) == written else None
