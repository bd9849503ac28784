"""Messages on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tenantry.entries import Entries
from tenantry.http.fields import Body
from tenantry.pagination import ListQuery, Page

FinishReason = Literal["stop", "length", "content_filter", "interrupted"]


class MessageCreate(Body):
    """What to ask a chatbot."""

    content: Annotated[str, StringConstraints(min_length=1, max_length=16_000, pattern=r"\S")]
    stream: bool = Field(
        False, description="Answer with server-sent events, while the model speaks."
    )


class MessageUsage(BaseModel):
    """The tokens an answer took, as the model's endpoint counted them."""

    prompt_tokens: int | None
    completion_tokens: int | None


class MessageRead(BaseModel):
    """One side of an exchange; `finish_reason` and `usage` are the answer's."""

    id: UUID
    role: Literal["user", "assistant"]
    content: str
    user_id: UUID = Field(description="Whose conversation it is in: who asked.")
    finish_reason: FinishReason | None = Field(
        description="`stop` is a whole answer, `length` one that got too long, `content_filter` "
        "one the model withheld, `interrupted` one whose reader left."
    )
    usage: MessageUsage | None
    created_at: datetime


class MessageQuery(ListQuery):
    """Which messages of a chatbot to list, and in which order."""

    sort: Literal["created_at", "-created_at"] = "-created_at"
    user_id: UUID | None = Field(None, description="Only the conversation of this user.")


class MessagePage(Page):
    """Messages of a chatbot."""

    messages: Entries[MessageRead]
