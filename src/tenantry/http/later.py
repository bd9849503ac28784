"""Answers that are worked out after the transaction of their request, and without one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Self

from starlette.types import Receive, Scope, Send

from tenantry.http.answers import Answer
from tenantry.http.idempotency import Repeatable


@dataclass(slots=True)
class Later(Answer):
    """An answer that takes longer than a transaction should.

    The handler's transaction proves, refuses and reads what `work` needs, and has committed before
    `work` begins; what that refuses is answered as the problem it is. Work that changes something
    opens a transaction of its own for it. A repeatable request gives its key to the work, which
    claims it (`earlier`) and keeps the answer (`store`) in that transaction.
    """

    work: Callable[[Repeatable | None], Awaitable[Answer]] = field(kw_only=True)
    repeat: Repeatable | None = None

    def under(self, repeat: Repeatable | None) -> Self:
        """Do the same work under the key its client sent, if one was."""
        return replace(self, repeat=repeat)

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do the work, then answer with what came of it."""
        answer = await self.work(self.repeat)
        await answer.respond(scope, receive, send)
