"""Events: what was done, told to who listens once it is committed.

@tenantry.on("workspace.created")
async def welcome(event: tenantry.Event) -> None: ...
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import structlog

_log = structlog.get_logger("tenantry.events")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done and is committed.

    organization_id: None for what happened to an account. actor_id: None for the system itself.
    changes: field by field, as `{"from": …, "to": …}`.
    """

    id: UUID
    action: str
    organization_id: UUID | None
    workspace_id: UUID | None
    actor_id: UUID | None
    actor_name: str
    target_type: str
    target_id: UUID
    target_name: str | None
    changes: Mapping[str, Any]
    at: datetime
    ip: str | None
    user_agent: str | None
    request_id: str | None


Listener = Callable[[Event], Awaitable[None]]
L = TypeVar("L", bound=Listener)
_listeners: list[tuple[str, Listener]] = []


def on(pattern: str) -> Callable[[L], L]:
    """Have an async function hear of every event of an action, as `chatbot.created`.

    `chatbot.*` hears of all that is done to chatbots, `*` of everything. Listeners run in the
    process that made the change, one after another, after its commit and before its answer: what
    takes long belongs into a task or a job. What one raises is logged; the change stands.
    """
    noun, _, verb = pattern.partition(".")
    if pattern != "*" and not (noun and verb):
        raise ValueError(f"{pattern!r} names no event: write noun.verbed, noun.* or *")

    def listen(function: L) -> L:
        _listeners.append((pattern, function))
        return function

    return listen


def off(function: Listener) -> None:
    """Have a function hear of nothing any more."""
    _listeners[:] = [
        (pattern, listener) for pattern, listener in _listeners if listener != function
    ]


async def tell(event: Event) -> None:
    """Tell who listens, in the order they asked to hear."""
    for pattern, listener in tuple(_listeners):
        if pattern in ("*", event.action, f"{event.target_type}.*"):
            try:
                await listener(event)
            except Exception:
                _log.exception("listener failed", action=event.action, pattern=pattern)
