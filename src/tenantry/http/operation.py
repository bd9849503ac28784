"""One operation of the API, compiled: from the request to the committed answer.

Every route runs through here, so a handler gets the same order of refusals and the same guarantees
whoever wrote it: token (401), path (422), the door (401, 404), permission (403), input (422), the
handler, the answer's bytes, the commit, and only then the response. Where the handler's first
statement is a read, door and permission travel with it, and the query string is looked at before.
"""

from __future__ import annotations

import typing
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import params
from pydantic import BaseModel, TypeAdapter
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from tenantry.database.refusals import CONTENTION
from tenantry.errors import TenantryError, Unavailable
from tenantry.http import parameters
from tenantry.http.answers import Answer, answer, of_http, problem
from tenantry.http.idempotency import Repeatable
from tenantry.http.inputs import header, parse_body, parse_field, parse_query, read_body
from tenantry.http.later import Later
from tenantry.permissions import Policy
from tenantry.service import Service
from tenantry.tenancy.actor import Visitor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.opening import Opening
from tenantry.tenancy.tenant import Tenant

_ATTEMPTS = 3

Open = Callable[[Service, Caller, dict[str, Any]], Opening[Any]]
_OPENINGS: dict[Any, Open] = {
    parameters.an_actor: lambda service, caller, path: service.door.act(caller),
    parameters.a_founder: lambda service, caller, path: service.door.found(caller),
    parameters.in_organization: lambda service, caller, path: service.door.enter(
        caller, path["org_id"]
    ),
    parameters.on_the_way_out: lambda service, caller, path: service.door.leave(
        caller, path["org_id"]
    ),
    parameters.in_workspace: lambda service, caller, path: service.door.enter(
        caller, path["org_id"], path["workspace_id"]
    ),
}
_UUID: TypeAdapter[UUID] = TypeAdapter(UUID)


class Operation:
    """A handler and everything known of its parameters; an ASGI application of its own."""

    def __init__(
        self,
        endpoint: Callable[..., Awaitable[Any]],
        status: int,
        policy: Policy,
        repeatable: bool,
        attempts: str | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.status = status
        self.policy = policy
        self.attempts = attempts
        self.open: Open | None = None
        self.opened: str | None = None
        self.body: tuple[str, TypeAdapter[Any]] | None = None
        self.query: tuple[str, TypeAdapter[Any]] | None = None
        self.path: list[str] = []
        self.texts: set[str] = set()
        self.given: list[tuple[str, Callable[[Scope, Service, Caller | None], Any]]] = []
        self.signed_in = False
        self.inside = False
        self.in_workspace = False
        self.leaving = False
        self.versioned = False
        hints = typing.get_type_hints(endpoint, include_extras=True)
        result = hints.pop("return", None)
        _require_answerable(endpoint, result)
        self.deferred = result is Later
        for name, hint in hints.items():
            self._compile(name, hint)
        self.repeatable = repeatable and not policy.reads and self.open is not None

    def _compile(self, name: str, hint: Any) -> None:
        kind, *extras = typing.get_args(hint) if hasattr(hint, "__metadata__") else (hint,)
        marker = next((e.dependency for e in extras if isinstance(e, params.Depends)), None)
        if marker in _OPENINGS:
            self.open, self.opened, self.signed_in = _OPENINGS[marker], name, True
            self.in_workspace = marker is parameters.in_workspace
            self.leaving = marker is parameters.on_the_way_out
            self.inside = self.in_workspace or self.leaving or marker is parameters.in_organization
        elif marker is parameters.a_caller:
            self.signed_in = True
            self.given.append((name, lambda scope, service, caller: caller))
        elif marker is parameters.the_service:
            self.given.append((name, lambda scope, service, caller: service))
        elif marker is parameters.the_device:
            self.given.append((name, lambda scope, *_: parameters.device_of(scope)))
        elif marker is parameters.expected_versions:
            self.versioned = True
            self.given.append((name, lambda scope, *_: parameters.versions_of(scope)))
        elif any(isinstance(extra, params.Query) for extra in extras):
            self.query = (name, TypeAdapter(kind))
        elif any(isinstance(extra, params.Cookie) for extra in extras):
            self.given.append((name, lambda scope, *_: _cookie(scope, name)))
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            self.body = (name, TypeAdapter(kind))
        elif kind is UUID:
            self.path.append(name)
        elif kind is str:
            self.path.append(name)
            self.texts.add(name)
        else:
            raise TypeError(f"{self.endpoint.__qualname__}: what is the parameter {name}?")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._serve(scope, receive)
        except TenantryError as error:
            reply = problem(error, scope["state"]["request_id"])
        except HTTPException as error:
            refusal = of_http(error.status_code, error.detail)
            reply = problem(refusal, scope["state"]["request_id"])
        await reply.respond(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive) -> Answer:
        lifecycle = scope["app"].state.tenantry
        service: Service = lifecycle.opened or await lifecycle.service()
        caller = None
        if self.signed_in:
            caller = service.tokens.authenticate(header(scope, b"authorization"))
            scope["state"]["caller"] = caller
        if self.attempts is not None:
            await service.attempts.spend(
                self.attempts,
                address=parameters.device_of(scope).ip,
                account=str(caller.user_id) if caller else None,
            )
        path = {
            name: value if name in self.texts else parse_field(value, _UUID, "path", name)
            for name, value in scope["path_params"].items()
        }
        body = await read_body(scope, receive) if self.body else b""
        for _ in range(_ATTEMPTS):
            try:
                return await self._attempt(scope, service, caller, path, body)
            except CONTENTION:
                continue
        raise Unavailable

    async def _attempt(
        self,
        scope: Scope,
        service: Service,
        caller: Caller | None,
        path: dict[str, Any],
        body: bytes,
    ) -> Answer:
        """Do the work once; a deadlock rolls it all back, so the next attempt starts clean."""
        if self.open is None or caller is None:
            return await self._call(self._arguments(scope, service, caller, path, body))
        opening = self.open(service, caller, path)
        async with opening.reading() if self.policy.reads else opening as holder:
            holder.journal.origin = lambda: parameters.device_of(scope)
            arguments = self._admit(scope, holder)
            arguments |= self._arguments(scope, service, caller, path, body)
            repeat = Repeatable.of(scope, body, service.vault) if self.repeatable else None
            if repeat is None:
                return await self._call(arguments)
            if self.deferred:
                return await repeat.found(holder) or await self._later(arguments, repeat)
            reply = await repeat.earlier(holder)
            if reply is None:
                reply = await self._call(arguments)
                await repeat.store(holder, reply)
            return reply

    def _admit(self, scope: Scope, holder: Visitor) -> dict[str, Any]:
        if isinstance(holder, Tenant):
            scope["state"]["organization_id"] = holder.organization_id
            if self.policy.permission is not None:
                holder.demand(self.policy.permission)
        return {} if self.opened is None else {self.opened: holder}

    def _arguments(
        self,
        scope: Scope,
        service: Service,
        caller: Caller | None,
        path: dict[str, Any],
        body: bytes,
    ) -> dict[str, Any]:
        arguments: dict[str, Any] = {name: path[name] for name in self.path}
        for name, give in self.given:
            arguments[name] = give(scope, service, caller)
        if self.query is not None:
            arguments[self.query[0]] = parse_query(scope, self.query[1])
        if self.body is not None:
            arguments[self.body[0]] = parse_body(scope, body, self.body[1])
        return arguments

    async def _later(self, arguments: dict[str, Any], repeat: Repeatable) -> Answer:
        reply = await self._call(arguments)
        return reply.under(repeat) if isinstance(reply, Later) else reply

    async def _call(self, arguments: dict[str, Any]) -> Answer:
        result = await self.endpoint(**arguments)
        return result if isinstance(result, Answer) else answer(result, self.status)


def _require_answerable(endpoint: Callable[..., Any], result: Any) -> None:
    """Refuse at import what could not be answered at the first request."""
    known = isinstance(result, type) and issubclass(result, (BaseModel, Answer, type(None)))
    if not known and result is not None:
        raise TypeError(f"{endpoint.__qualname__} must return a Pydantic model, an Answer or None")


def _cookie(scope: Scope, name: str) -> str | None:
    for part in (header(scope, b"cookie") or "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return None
