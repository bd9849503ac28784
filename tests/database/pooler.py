"""A pooler as clients of PostgreSQL meet one: not all a connection starts with gets through.

It speaks the start of the protocol (PostgreSQL's manual, "Message Formats": StartupMessage,
ErrorResponse) as PgBouncer does, which refuses a setting it does not know, or drops it where it is
told to; what both sides say then is passed on. A PgBouncer that follows prepared statements is in
no package a fresh machine installs, so this stands in for its start alone.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

_PROTOCOL = struct.pack("!i", 196608)
_UNSUPPORTED = "unsupported startup parameter: {}"
_NO_DATABASE = "no such database: {}"


@asynccontextmanager
async def pooler(
    socket: str, database: str, knows: Collection[str], drops: Collection[str]
) -> AsyncIterator[str]:
    """Stand before a database of the server at a Unix socket, and say at which host and port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        given = await _start_of(reader)
        reasons = [_UNSUPPORTED.format(name) for name in given if name not in {*knows, *drops}]
        if given["database"] != database:
            reasons = [_NO_DATABASE.format(given["database"])]
        if reasons:
            writer.write(_refused(reasons[0]))
            writer.close()
            return
        behind, ahead = await asyncio.open_unix_connection(socket)
        ahead.write(_start({name: given[name] for name in given if name in knows}))
        await asyncio.gather(_pass_on(reader, ahead), _pass_on(behind, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _start_of(reader: asyncio.StreamReader) -> dict[str, str]:
    (length,) = struct.unpack("!i", await reader.readexactly(4))
    words = (await reader.readexactly(length - 4))[4:].decode().split("\0")
    pairs = zip(words[::2], words[1::2], strict=False)
    return {name: value for name, value in pairs if name}


def _start(given: dict[str, str]) -> bytes:
    body = _PROTOCOL + b"".join(f"{k}\0{v}\0".encode() for k, v in given.items()) + b"\0"
    return struct.pack("!i", len(body) + 4) + body


def _refused(message: str) -> bytes:
    fields = f"SFATAL\0VFATAL\0C08P01\0M{message}\0\0".encode()
    return b"E" + struct.pack("!i", len(fields) + 4) + fields


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
