"""Answers as bytes: what a handler returned, or the problem it ran into (RFC 9457)."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel, Field
from pydantic_core import to_json
from starlette.types import Receive, Scope, Send

from tenantry import entries
from tenantry.errors import (
    BadRequest,
    MethodNotAllowed,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    TenantryError,
)

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

JSON = (b"content-type", b"application/json")
_PROBLEM = (b"content-type", b"application/problem+json")
PROBLEM_TYPE = "urn:tenantry:error:"


@dataclass(slots=True)
class Answer:
    """A whole response, not yet sent: it can still be stored, or dropped by a failed commit.

    Treat it as frozen; it is not, as that makes it four times as long to create.
    """

    status: int
    body: bytes = b""
    headers: Headers = ()

    async def send(self, send: Send) -> None:
        """Send it; headers every response carries are added on the way out."""
        headers = [*self.headers, (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})

    def respond(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request with it."""
        return self.send(send)


class VersionedRead(BaseModel):
    """What is read with the number of its changes, which goes out as its ETag."""

    version: int = Field(exclude=True)


def answer(result: BaseModel | None, status: int) -> Answer:
    """Serialise a handler's result; a versioned one carries its ETag."""
    if result is None:
        return Answer(status)
    headers: Headers = (JSON,)
    version = _version(result)
    if version is not None:
        headers = (JSON, (b"etag", b'"%d"' % version))
    return Answer(status, entries.to_json(result), headers)


def _version(result: BaseModel | entries.Written) -> int | None:
    if isinstance(result, entries.Written):
        return result.hidden().get("version")
    return result.version if isinstance(result, VersionedRead) else None


_NAMED = (NotAuthenticated, PermissionDenied, NotFound, MethodNotAllowed)
_OF_HTTP: dict[int, type[TenantryError]] = {error.status: error for error in _NAMED}


def of_http(status: int, detail: str | None = None) -> TenantryError:
    """Name what Starlette or a handler refused by status alone."""
    return _OF_HTTP.get(status, BadRequest)(detail)


def problem(error: TenantryError, request_id: str) -> Answer:
    """Write an error as problem+json; the same refusal gives the same bytes but for the id."""
    content: dict[str, Any] = {
        "type": f"{PROBLEM_TYPE}{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "request_id": request_id,
        **error.extra,
    }
    headers = tuple((name.lower().encode(), value.encode()) for name, value in error.headers)
    return Answer(error.status, to_json(content), (_PROBLEM, *headers))
