"""The table of chatbots."""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tenantry.resources.model import Freezable, WorkspaceScoped
from tenantry.tenancy.model import Base, workspace_reference


class Chatbot(WorkspaceScoped, Freezable, Base):
    """An assistant of one workspace; without a model of its own it answers by the service's."""

    __tablename__ = "chatbots"
    __table_args__ = (
        workspace_reference(),
        Index("ix_chatbots_created_at", "organization_id", "workspace_id", "created_at", "id"),
    )

    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(String(1000))
    model: Mapped[str | None] = mapped_column(String(200))
    instructions: Mapped[str | None] = mapped_column(String(32_000))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
