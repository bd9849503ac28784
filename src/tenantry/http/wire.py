"""The protocol uvicorn speaks, with the head and the body of a response in one packet.

uvicorn writes the two one after the other, and each write is a system call here, a packet on the
way and a wake-up for the client.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, on a transport that waits a moment for more."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin on a new connection."""
        gathering = _Gathering(cast("asyncio.Transport", transport), self.loop)
        super().connection_made(gathering)


class _Gathering(asyncio.Transport):
    """Keeps what is written until the next write, and no longer than this turn of the loop."""

    __slots__ = ("_kept", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._kept: bytes | None = None

    def write(self, data: Any) -> None:
        if not data:
            return  # on Python 3.12 and 3.13 asyncio's `writelines` tries for ever to send it
        kept = self._kept
        if kept is None:
            self._kept = data
            self._loop.call_soon(self._flush)
            return
        self._kept = None
        self._transport.writelines((kept, data))

    def _flush(self) -> None:
        if self._kept is not None:
            kept, self._kept = self._kept, None
            self._transport.write(kept)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)
