"""The protocol uvicorn speaks, for responses that are whole: checked at once, sent in one packet.

uvicorn looks at every header by itself, twice with a regular expression, and writes head and body
one after the other; each write is a system call here, a packet on the way and a wake-up for the
client.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from starlette.types import Message, Send
from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

_FRAMING = frozenset({b"connection", b"transfer-encoding"})
_CONTROLS = bytes(range(9)) + bytes(range(10, 32)) + b"\x7f"
"""What no value of a header may have in it (RFC 9110, 5.5): controls, but for the tab."""
_LARGEST = 256 * 1024
"""Bytes of a body that are copied behind their head."""

_known: set[bytes] = set()
"""Names of headers that were checked; a service has few, and makes none of what a client sends."""


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, but for how a whole response is written."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        def served(scope: Any, receive: Any, send: Any) -> Any:
            return app(scope, receive, _Sender(cycle, send))

        plain = cycle.access_log or cycle.scope["method"] == "HEAD"
        super()._start_asgi_task(cycle, app if plain else served)


class _Sender:
    """Takes a response from the application; what is special about it, it leaves to uvicorn.

    The head waits for the first of the body, as ASGI has it: an application that fails in between
    has not begun to answer.
    """

    __slots__ = ("_cycle", "_head", "_send")

    def __init__(self, cycle: RequestResponseCycle, send: Send) -> None:
        self._cycle = cycle
        self._send = send
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        head = self._head
        if head is None and message["type"] == "http.response.start":
            self._head = message
            return
        self._head = None
        if head is not None:
            if self._write(head, message):
                return
            await self._send(head)
        await self._send(message)

    def _write(self, head: Message, message: Message) -> bool:
        """Write a response of known length to a client that reads it, if it is one."""
        cycle = self._cycle
        headers = [*cycle.default_headers, *head.get("headers", ())]
        body = message.get("body", b"")
        named = dict(headers)
        if (
            named.get(b"content-length") != b"%d" % len(body)
            or not _FRAMING.isdisjoint(named)
            or message.get("more_body")
            or message["type"] != "http.response.body"
            or not 0 < len(body) <= _LARGEST
            or not cycle.keep_alive
            or cycle.disconnected
            or cycle.flow.write_paused
        ):
            return False
        lines = _lines(headers, named)
        if lines is None:
            return False
        cycle.transport.write(b"%b%b\r\n\r\n%b" % (STATUS_LINE[head["status"]], lines, body))
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        cycle.on_response()
        return True


def _lines(headers: Sequence[tuple[bytes, bytes]], names: Iterable[bytes]) -> bytes | None:
    """Write headers, or None where one might break out of its line."""
    if not _known.issuperset(names):
        if any(HEADER_RE.search(name) or name != name.lower() for name in names):
            return None
        _known.update(names)
    lines = [b"%b: %b" % header for header in headers]
    written = b"".join(lines)
    return b"\r\n".join(lines) if written.translate(None, _CONTROLS) == written else None
