"""Answers sent while they are made: exports, and events as they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

import structlog
from starlette.types import Receive, Scope, Send

from tenantry.errors import TenantryError
from tenantry.http.answers import Answer

_log = structlog.get_logger("tenantry.stream")


@dataclass(slots=True)
class Stream(Answer):
    """A response of unknown length, made chunk by chunk as fast as its client takes it.

    `chunks` opens transactions of its own and closes them before each `yield`: the one the handler
    was called in is over by then, and a slow client holds no connection. Nothing is sent before the
    first chunk is there, so what it refuses is still answered as the problem it is. A refusal later
    on cuts the response off, which a client sees: the body never ends as a whole one does.
    """

    chunks: AsyncGenerator[bytes, None] = field(kw_only=True)

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it all, or as much as the client stays for."""
        sending = asyncio.ensure_future(self._send_all(scope, send))
        leaving = asyncio.ensure_future(_departure(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            await asyncio.wait((sending, leaving))
        if not sending.cancelled():
            sending.result()

    async def _send_all(self, scope: Scope, send: Send) -> None:
        start = {
            "type": "http.response.start",
            "status": self.status,
            "headers": list(self.headers),
        }
        async with aclosing(self.chunks) as chunks:
            chunk = await anext(chunks, None)
            await send(start)
            if scope["method"] == "HEAD":
                chunk = None
            try:
                while chunk is not None:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                    chunk = await anext(chunks, None)
            except TenantryError as error:
                _log.warning("cut off", code=error.code, request_id=scope["state"]["request_id"])
                return
        await send({"type": "http.response.body", "body": b""})


async def _departure(receive: Receive) -> None:
    """Wait until the client is gone; what is left of its request is of no interest."""
    while (await receive())["type"] != "http.disconnect":
        pass
