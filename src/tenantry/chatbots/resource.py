"""Chatbots: the first resource, written with what every application has."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from tenantry.http.fields import Body, Description, Name, Patch
from tenantry.resources.resource import Resource
from tenantry.resources.schemas import Read
from tenantry.resources.table import ExistingTable

ModelName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(description="The model it answers by; null is the service's own."),
]
Instructions = Annotated[
    str,
    StringConstraints(max_length=32_000),
    Field(description="What the model is told before every conversation."),
]


class ChatbotRead(Read):
    """A chatbot as someone in its workspace sees it."""

    workspace_id: UUID
    name: str
    description: str | None
    model: str | None
    instructions: str | None
    is_active: bool
    frozen: bool


class ChatbotCreate(Body):
    """A new chatbot; PUT takes the same, and what it leaves out is emptied."""

    name: Name
    description: Description | None = None
    model: ModelName | None = None
    instructions: Instructions | None = None
    is_active: bool = True


class ChatbotUpdate(Patch):
    """PATCH: what is left out stays as it is."""

    kept = ("name", "is_active")

    name: Name | None = None
    description: Description | None = None
    model: ModelName | None = None
    instructions: Instructions | None = None
    is_active: bool | None = None


chatbots = Resource(
    ExistingTable("chatbots", freezable=True),
    read=ChatbotRead,
    create=ChatbotCreate,
    update=ChatbotUpdate,
    search=("name", "description"),
    sort=("created_at", "name"),
    limit="chatbots",
    permissions={"message": "editor"},
)
