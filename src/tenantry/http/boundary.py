"""The edge every request crosses: an id, headers all responses carry, one log line, no bare 500."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Iterable
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from tenantry.errors import InternalError, TenantryError
from tenantry.http.answers import problem
from tenantry.http.inputs import header

_log = structlog.get_logger("tenantry.request")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")

SECURITY_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_SECURING = frozenset(dict(SECURITY_HEADERS))


class Boundary:
    """Pure ASGI middleware around the whole application.

    root_path: the prefix a reverse proxy strips off, which cookies and links need again.
    """

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        self.app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._root_path:
            scope["root_path"] = self._root_path + scope.get("root_path", "")
            scope["path"] = self._root_path + scope["path"]
        crossing = _Crossing(scope, send)
        try:
            await self.app(scope, receive, crossing.send)
        except TenantryError as error:
            await crossing.fail(error)
        except Exception as error:
            _log.exception("request failed", request_id=crossing.request_id)
            await crossing.fail(InternalError(), cause=error)
        finally:
            crossing.log()


def _missing(given: list[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """List the headers of security that a response does not have already."""
    named = dict(given)
    if _SECURING.isdisjoint(named) and b"".join(named).islower():
        return SECURITY_HEADERS
    present = {name.lower() for name in named}
    return [pair for pair in SECURITY_HEADERS if pair[0] not in present]


class _Crossing:
    """One request on its way through."""

    __slots__ = ("_send", "_started", "request_id", "scope", "status")

    def __init__(self, scope: Scope, send: Send) -> None:
        given = header(scope, b"x-request-id")
        known = given is not None and _REQUEST_ID.fullmatch(given)
        self.request_id: str = given if known and given else str(uuid7())
        self.scope = scope
        scope["state"] = {**scope.get("state", {}), "request_id": self.request_id}
        self._send = send
        self._started = time.perf_counter()
        self.status = 0

    def send(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", ()))
            id_header = (b"x-request-id", self.request_id.encode())
            message["headers"] = [*given, id_header, *_missing(given)]
        return self._send(message)

    async def fail(self, error: TenantryError, cause: Exception | None = None) -> None:
        """Answer with a problem, unless a response is on its way already."""
        if self.status:
            raise cause or error
        await problem(error, self.request_id).send(self.send)

    def log(self) -> None:
        """Write one line: what was asked, by whom, where, how it went and how long it took."""
        log = _log.bind()
        if not log.is_enabled_for(logging.INFO):
            return
        state = self.scope["state"]
        fields: dict[str, Any] = {
            "method": self.scope["method"],
            "path": self.scope["path"],
            "status": self.status,
            "ms": round((time.perf_counter() - self._started) * 1000, 2),
            "request_id": self.request_id,
        }
        if (caller := state.get("caller")) is not None:
            fields["user_id"] = caller.user_id
        if (organization_id := state.get("organization_id")) is not None:
            fields["organization_id"] = organization_id
        log.info("request", **fields)
