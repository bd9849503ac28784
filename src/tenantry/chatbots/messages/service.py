"""Messages: what is read of them, and the two transactions an exchange takes.

Between the two the model answers, and no connection waits for it: see `exchange`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import tenantry.chatbots.resource  # noqa: F401 (declares the permissions asked for here)
from tenantry.chatbots.completions import Completion, Completions, Prompt
from tenantry.chatbots.messages import queries
from tenantry.chatbots.messages.schemas import (
    MessageCreate,
    MessagePage,
    MessageQuery,
    MessageRead,
)
from tenantry.chatbots.resource import chatbots
from tenantry.errors import (
    ChatbotInactive,
    Frozen,
    ModelFailed,
    ModelNotConfigured,
    NotFound,
    PlanLimitReached,
)
from tenantry.permissions import allow
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id

HISTORY = 20
"""How many messages of the conversation the model is told."""
_HISTORY_CHARACTERS = 48_000
"""And how much of them at most; what is older is left out."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a chatbot, with all the model is to know."""

    id: UUID
    chatbot_id: UUID
    content: str
    asked_at: datetime
    model: str
    prompt: Prompt


@allow(chatbots.permission("read"), raises=(NotFound,), reads=True)
async def list_all(tenant: Tenant, chatbot_id: UUID, query: MessageQuery) -> MessagePage:
    """List what was said with a chatbot, by everyone or in one user's conversation."""
    if query.user_id is None:
        found = await queries.ALL.fetch(tenant, query, chatbot_id=chatbot_id)
    else:
        found = await queries.OF_USER.fetch(
            tenant, query, chatbot_id=chatbot_id, user_id=query.user_id
        )
    if not found.facts["total"]:
        await tenant.one(queries.FIND_CHATBOT, chatbot_id=chatbot_id)
    return found.shape(MessagePage, "messages")


@allow(
    chatbots.permission("message"),
    raises=(
        NotFound,
        Frozen,
        ChatbotInactive,
        PlanLimitReached,
        ModelNotConfigured,
        ModelFailed,
    ),
)
async def prepare(
    tenant: Tenant, completions: Completions, chatbot_id: UUID, body: MessageCreate
) -> Question:
    """Read what the model is to know: the instructions, and the caller's conversation so far."""
    row = await tenant.one(queries.PREPARE, chatbot_id=chatbot_id, history=HISTORY)
    if row["frozen"]:
        raise Frozen
    if not row["is_active"]:
        raise ChatbotInactive
    return Question(
        id=new_id(),
        chatbot_id=chatbot_id,
        content=body.content,
        asked_at=row["asked_at"],
        model=completions.choose(row["model"]),
        prompt=_prompt(row["instructions"], row["newest_first"], body.content),
    )


@allow(chatbots.permission("message"), raises=(NotFound, Frozen))
async def store(tenant: Tenant, question: Question, completion: Completion) -> MessageRead:
    """Keep both sides, where the caller may still ask and the chatbot may still be written to."""
    row = await tenant.one(
        queries.STORE,
        chatbot_id=question.chatbot_id,
        question_id=question.id,
        question=question.content,
        asked_at=question.asked_at,
        answer_id=new_id(),
        answer=completion.content,
        finish_reason=completion.finish_reason,
        prompt_tokens=completion.prompt_tokens,
        completion_tokens=completion.completion_tokens,
    )
    if row["frozen"]:
        raise Frozen
    return MessageRead.model_validate(dict(row))


def _prompt(instructions: str | None, newest_first: list[dict[str, str]], content: str) -> Prompt:
    """Put the instructions first, then as much of the conversation as fits, then the question."""
    left = _HISTORY_CHARACTERS
    history = []
    for said in newest_first:
        left -= len(said["content"])
        if left < 0:
            break
        history.append(said)
    system = [{"role": "system", "content": instructions}] if instructions else []
    return [*system, *reversed(history), {"role": "user", "content": content}]
