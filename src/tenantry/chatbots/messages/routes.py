"""/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}/messages."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic_core import to_json

from tenantry.chatbots.completions import Completion
from tenantry.chatbots.messages import service
from tenantry.chatbots.messages.exchange import Exchange
from tenantry.chatbots.messages.schemas import (
    MessageCreate,
    MessagePage,
    MessageQuery,
    MessageRead,
)
from tenantry.chatbots.messages.service import Question
from tenantry.errors import TenantryError, ValidationFailed
from tenantry.http.answers import Answer, answer, problem
from tenantry.http.idempotency import Repeatable
from tenantry.http.later import Later
from tenantry.http.parameters import (
    CurrentCaller,
    CurrentDevice,
    CurrentService,
    CurrentWorkspace,
)
from tenantry.http.route import Router, serves
from tenantry.http.stream import Stream
from tenantry.tenancy.tenant import Tenant

router = Router(
    prefix="/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}/messages",
    tags=["chatbots"],
)
_EVENTS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),
)
_SENDS: dict[str, Any] = serves(service.prepare)
_SENDS["openapi_extra"]["responses"] = {
    "200": {
        "description": "With `stream`: the events `delta` (`{content}`, a piece of the answer), "
        "then `done` (the message) or `error` (a problem).",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("", **serves(service.list_all))
async def list_messages(
    tenant: CurrentWorkspace, chatbot_id: UUID, query: Annotated[MessageQuery, Query()]
) -> MessagePage:
    """List what was said with a chatbot, newest first; `user_id` narrows it to one conversation."""
    return await service.list_all(tenant, chatbot_id, query)


@router.post("", status_code=201, response_model=MessageRead, **_SENDS)
async def send_message(
    tenant: CurrentWorkspace,
    chatbot_id: UUID,
    body: MessageCreate,
    caller: CurrentCaller,
    device: CurrentDevice,
    tenantry: CurrentService,
) -> Later:
    """Ask a chatbot: takes one message of the month, and gives it back where no answer comes."""
    question = await service.prepare(tenant, tenantry.completions, chatbot_id, body)
    exchange = Exchange(tenantry, caller, tenant, question)
    if body.stream:
        request_id = device.request_id or ""
        return Later(200, work=lambda repeat: _streamed(exchange, request_id, repeat))
    return Later(201, work=lambda repeat: _whole(exchange, repeat))


class _Answered(Exception):
    """The same request got its answer while this one was asking."""

    def __init__(self, earlier: Answer) -> None:
        self.earlier = earlier
        super().__init__()


async def _whole(exchange: Exchange, repeat: Repeatable | None) -> Answer:
    """Answer in one piece; under a key, with what was answered first."""

    async def keep(tenant: Tenant, question: Question, completion: Completion) -> Answer:
        earlier = await repeat.earlier(tenant) if repeat else None
        if earlier is not None:
            raise _Answered(earlier)
        reply = answer(await service.store(tenant, question, completion), 201)
        if repeat is not None:
            await repeat.store(tenant, reply)
        return reply

    try:
        return await exchange.answer(keep)
    except _Answered as answered:
        return answered.earlier


async def _streamed(exchange: Exchange, request_id: str, repeat: Repeatable | None) -> Answer:
    if repeat is not None:
        raise ValidationFailed(
            "A stream cannot be sent again: leave out the Idempotency-Key, or `stream`."
        )
    return Stream(200, headers=_EVENTS, chunks=_events(exchange, request_id))


async def _events(exchange: Exchange, request_id: str) -> AsyncGenerator[bytes, None]:
    """Write server-sent events; what is refused before the first one is a problem of its own."""
    begun = False
    async with aclosing(exchange.stream()) as pieces:
        try:
            async for piece in pieces:
                if isinstance(piece, MessageRead):
                    yield _event(b"done", answer(piece, 200).body)
                else:
                    yield _event(b"delta", to_json({"content": piece}))
                begun = True
        except TenantryError as error:
            if not begun:
                raise
            yield _event(b"error", problem(error, request_id).body)


def _event(name: bytes, data: bytes) -> bytes:
    """Write one event; JSON has no line breaks of its own."""
    return b"event: %s\ndata: %s\n\n" % (name, data)
