"""FastAPI routes that run as compiled operations, and document every refusal by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, get_type_hints

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tenantry.errors import (
    BodyTooLarge,
    ChangedMeanwhile,
    Frozen,
    IdempotencyKeyReused,
    MfaRequiredHere,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    SessionEnded,
    SubscriptionSuspended,
    TenantryError,
    TokenExpired,
    TooManyAttempts,
    Unavailable,
    UnsupportedMediaType,
    ValidationFailed,
)
from tenantry.http.answers import PROBLEM_TYPE
from tenantry.http.operation import Operation
from tenantry.permissions import Policy, policy_of


class Problem(BaseModel):
    """An error as RFC 9457 has it; some codes add fields of their own."""

    type: str = Field(description="A URN that ends in the code.")
    title: str
    status: int
    detail: str = Field(description="One sentence a person can act on.")
    code: str = Field(description="What a program may rely on.")
    request_id: str = Field(description="The X-Request-ID of this response.")


_POLICY = "x-policy"
_ATTEMPTS = "x-attempts"
"""What `serves` says to Route, through the one option FastAPI hands on; OpenAPI has neither."""


def serves(function: Callable[..., Any], *, attempts: str | None = None) -> dict[str, Any]:
    """Say which service function a route serves: its permission and errors become the route's.

    attempts: the limits of attempts/rules.py that each request counts against, for the address it
    comes from and the account it is signed in with.
    """
    return {"openapi_extra": {_POLICY: policy_of(function), _ATTEMPTS: attempts}}


class Route(APIRoute):
    """A route whose requests an Operation serves, in place of FastAPI's dependency solver."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        _refuse_unserved(endpoint, options)
        extra = options["openapi_extra"] = {**(options.get("openapi_extra") or {})}
        methods = set(options.get("methods") or ["GET"])
        policy: Policy = extra.pop(_POLICY, None) or Policy()
        attempts: str | None = extra.pop(_ATTEMPTS, None)
        extra["x-permission"] = policy.permission
        extra["x-errors"] = [error.code for error in policy.raises]
        repeatable = methods == {"POST"}
        status = options.get("status_code") or 200
        self.operation = Operation(endpoint, status, policy, repeatable, attempts)
        options["responses"] = {
            **(options.get("responses") or {}),
            **_document([*policy.raises, *_implied(self.operation)]),
        }
        if get_type_hints(endpoint).get("return") is type(None):
            options["response_class"] = Response
        if self.operation.repeatable:
            options["openapi_extra"] = {**extra, "parameters": [_IDEMPOTENCY_KEY]}
        super().__init__(path, endpoint, **options)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request whose path matched; a wrong method is left to Starlette (405)."""
        if scope["method"] in (self.methods or ()):
            await self.operation(scope, receive, send)
        else:
            await super().handle(scope, receive, send)


class Router(APIRouter):
    """An APIRouter of operations; an application adds its own tenant-aware routes with one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)


def _refuse_unserved(endpoint: Callable[..., Any], options: dict[str, Any]) -> None:
    """Refuse at import what an operation would leave out in silence: a guard above all."""
    if options.get("dependencies"):
        raise TypeError(
            f"{endpoint.__qualname__}: an operation runs no FastAPI dependencies. Guard the "
            "service function with `allow`, or use a plain APIRouter."
        )


_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of your own: sent again with it within a day, the same request gets "
    "the first answer again and nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def _implied(operation: Operation) -> list[type[TenantryError]]:
    """List what an operation can refuse because of what it takes."""
    errors: list[type[TenantryError]] = [Unavailable]
    if operation.attempts is not None:
        errors += [TooManyAttempts]
    if operation.signed_in:
        errors += [NotAuthenticated, TokenExpired, SessionEnded]
    if operation.inside:
        errors += [NotFound] if operation.leaving else [NotFound, MfaRequiredHere]
    if operation.policy.permission is not None:
        errors += [PermissionDenied]
    if operation.policy.changes:
        errors += [SubscriptionSuspended]
        errors += [Frozen] if operation.in_workspace else []
    if operation.body is not None:
        errors += [BodyTooLarge, UnsupportedMediaType]
    if operation.body or operation.query or operation.path or operation.inside:
        errors += [ValidationFailed]
    if operation.versioned:
        errors += [ChangedMeanwhile]
    if operation.repeatable:
        errors += [IdempotencyKeyReused, ValidationFailed]
    return errors


def _document(errors: Iterable[type[TenantryError]]) -> dict[int | str, dict[str, Any]]:
    """Describe errors for OpenAPI, one response a status, one example a code."""
    ordered = sorted(set(errors), key=lambda error: (error.status, error.code))
    return {
        status: {
            "description": "; ".join(f"`{error.code}`: {error.detail}" for error in group),
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {
                        error.code: {"$ref": f"#/components/examples/{error.code}"}
                        for error in group
                    },
                }
            },
        }
        for status, group in (
            (status, list(members))
            for status, members in groupby(ordered, key=lambda error: error.status)
        )
    }


def example(error: type[TenantryError]) -> dict[str, Any]:
    """Show an error as it goes over the wire."""
    return {
        "type": f"{PROBLEM_TYPE}{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "request_id": "019a3b1c-5f7e-7c3a-8d21-6f0e5b9a4c11",
    }
