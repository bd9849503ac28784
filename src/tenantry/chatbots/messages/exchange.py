"""One exchange with a chatbot: claimed first, then asked, then stored, or else counted back.

No transaction is open while the model answers. Whatever ends an exchange before its answer is
stored (the model fails, the caller is cancelled or has lost their access) gives the message back.
Until then it is only held: where a process dies over it, or cannot reach the database to give it
back, the hold lapses. The transaction that stores the answer settles it, so both hold or neither.
A reader who leaves in the middle of a stream keeps what they were sent: it is stored and counted,
or leaving just before the end would make every message free.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import structlog

from tenantry.chatbots.completions import Completion
from tenantry.chatbots.messages import service as messages
from tenantry.chatbots.messages.schemas import MessageCreate, MessageRead
from tenantry.chatbots.messages.service import Question
from tenantry.database.refusals import CONTENTION
from tenantry.errors import TenantryError, Unavailable
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.opening import Opening
from tenantry.tenancy.tenant import Tenant
from tenantry.usage.account import Receipt

if TYPE_CHECKING:
    from tenantry.service import Service

_log = structlog.get_logger("tenantry.usage")

R = TypeVar("R")
Keep = Callable[[Tenant, Question, Completion], Awaitable[R]]
"""What keeps an answer, in a transaction that has proved the caller once more."""

_ATTEMPTS = 3
_STORING = timedelta(minutes=5)
"""How much longer a message is held than the model may take."""
_settling: set[asyncio.Task[Any]] = set()


def _settled(task: asyncio.Task[Any]) -> None:
    """Let go of it; what it refused is no news where nobody waits any more."""
    _settling.discard(task)
    if not task.cancelled():
        task.exception()


class Exchange:
    """A question that was found to be sound, on its way to an answer."""

    def __init__(
        self, service: Service, caller: Caller | UUID, tenant: Tenant, question: Question
    ) -> None:
        """Go on from the transaction that prepared the question; it is over before `answer`."""
        self._service = service
        self._caller = caller
        self._tenant = tenant
        self._question = question

    async def answer(self, keep: Keep[R]) -> R:
        """Wait for the whole answer and keep it."""
        receipt = await self._claim()
        try:
            completion = await self._service.completions.ask(
                self._question.model, self._question.prompt
            )
        except BaseException:
            await self._give_back(receipt)
            raise
        return await self._conclude(keep, completion, receipt)

    async def stream(self) -> AsyncGenerator[str | MessageRead, None]:
        """Give the answer in pieces, and at last as the message that was stored."""
        receipt = await self._claim()
        said: list[str] = []
        whole = None
        pieces = self._service.completions.stream(self._question.model, self._question.prompt)
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        whole = piece
                    else:
                        said.append(piece)
                        yield piece
        except (GeneratorExit, asyncio.CancelledError):
            await self._leave("".join(said), receipt)
            raise
        except BaseException:
            await self._give_back(receipt)
            raise
        if whole is not None:
            yield await self._conclude(messages.store, whole, receipt)

    async def _leave(self, said: str, receipt: Receipt) -> None:
        if said.strip():
            with suppress(TenantryError):
                completion = Completion(said, "interrupted")
                await self._conclude(messages.store, completion, receipt)
        else:
            await self._give_back(receipt)

    async def _claim(self) -> Receipt:
        longest = timedelta(seconds=self._service.settings.model_timeout) + _STORING
        return await self._service.meter.claim(self._tenant, hold=longest)

    async def _give_back(self, receipt: Receipt) -> None:
        """Give the message back, or leave it to lapse: why there is no answer is what matters."""
        try:
            await self._service.meter.give_back(receipt)
        except Exception as error:
            _log.warning("message lapses", hold=str(receipt.hold_id), error=repr(error)[:500])

    async def _conclude(self, keep: Keep[R], completion: Completion, receipt: Receipt) -> R:
        """Keep the answer or give the message back, even where the caller is cancelled by now."""
        task = asyncio.create_task(self._settle(keep, completion, receipt))
        _settling.add(task)
        task.add_done_callback(_settled)
        return await asyncio.shield(task)

    async def _settle(self, keep: Keep[R], completion: Completion, receipt: Receipt) -> R:
        try:
            for _ in range(_ATTEMPTS):
                try:
                    async with self._enter() as tenant:
                        await self._service.meter.settle(tenant, receipt)
                        return await keep(tenant, self._question, completion)
                except CONTENTION:
                    continue
            raise Unavailable
        except BaseException:
            await self._give_back(receipt)
            raise

    def _enter(self) -> Opening[Tenant]:
        return self._service.enter(
            self._caller, self._tenant.organization_id, self._tenant.workspace_id
        )


async def send(
    service: Service,
    user: UUID | Caller,
    organization_id: UUID,
    workspace_id: UUID,
    chatbot_id: UUID,
    body: MessageCreate,
) -> MessageRead:
    """Ask a chatbot and get its answer; it opens its transactions itself, so have none open."""
    async with service.enter(user, organization_id, workspace_id) as tenant:
        question = await messages.prepare(tenant, service.completions, chatbot_id, body)
    return await Exchange(service, user, tenant, question).answer(messages.store)
