"""What was asked of chatbots, and what they answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from tenantry.tenancy.model import Base, TenantScoped


class Message(TenantScoped, Base):
    """One side of an exchange; it reaches its organization through its chatbot.

    `user_id` is whose conversation it is in, on both sides; it is no foreign key, so that what
    someone asked stays readable after they left.
    """

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "chatbot_id"],
            ["chatbots.organization_id", "chatbots.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("role IN ('user', 'assistant')", name="role"),
        Index("ix_messages_created_at", "organization_id", "chatbot_id", "created_at", "id"),
        Index(
            "ix_messages_user_id", "organization_id", "chatbot_id", "user_id", "created_at", "id"
        ),
    )

    @declared_attr
    def organization_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(primary_key=True, sort_order=-3)

    chatbot_id: Mapped[UUID]
    user_id: Mapped[UUID]
    role: Mapped[str]
    content: Mapped[str]
    finish_reason: Mapped[str | None]
    prompt_tokens: Mapped[int | None]
    completion_tokens: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
