"""Usage on the wire: what is used of a plan, and a workspace at a glance."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

MAX_DAYS = 366
_DEFAULT_DAYS = 30


def _iso(value: Any) -> Any:
    """Keep to one way of writing a day; Pydantic would take a number of seconds too."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("write the day as YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_iso), Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
"""The ends of the calendar are left out: PostgreSQL is given them as infinity."""


class UsageQuery(BaseModel):
    """Which days to show, both ends included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: Day | None = Field(
        None, alias="from", description="The first day (UTC); without it, 30 days up to the last."
    )
    last: Day | None = Field(None, alias="to", description="The last day (UTC); without it, today.")

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        first, last = self.days
        if first > last:
            raise ValueError("`from` must not be after `to`")
        if (last - first).days >= MAX_DAYS:
            raise ValueError(f"from `from` to `to` are more than {MAX_DAYS} days")
        return self

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that are meant."""
        last = self.last or datetime.now(UTC).date()
        if self.first is not None:
            return self.first, last
        return last - timedelta(days=_DEFAULT_DAYS - 1), last


class Gauge(BaseModel):
    """How much is used of what the plan admits; a limit of null is unlimited."""

    used: int
    limit: int | None


class DayCount(BaseModel):
    """The messages of one day (UTC)."""

    date: date
    count: int


class WorkspaceUsage(BaseModel):
    """What one workspace used; `days` are in the order of the days around them."""

    id: UUID
    name: str | None = Field(description="Null where the workspace was deleted.")
    deleted: bool
    count: int
    days: list[int]


class OtherUsage(BaseModel):
    """What the workspaces that are not listed used together."""

    workspaces: int
    count: int
    days: list[int]


class MessageUsageRead(BaseModel):
    """Messages by day, and by workspace: the 50 that used most, and all others as one."""

    count: int
    days: list[DayCount]
    workspaces: list[WorkspaceUsage]
    others: OtherUsage


class UsageRead(BaseModel):
    """What an organization uses. The gauge `messages` counts this month (UTC) so far."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    messages: MessageUsageRead
    gauges: dict[str, Gauge]


class ChatbotFigures(BaseModel):
    """The chatbots of a workspace, and how full the organization's plan is."""

    count: int
    organization_used: int
    limit: int | None


class MessageFigures(BaseModel):
    """The messages of a workspace this month (UTC), and how full the organization's plan is."""

    count: int
    last_month: int
    last_month_so_far: int = Field(description="Last month up to the same day.")
    change: float | None = Field(
        description="Against last month up to the same day, 0.5 being half more; null against none."
    )
    organization_used: int
    limit: int | None


class Figures(BaseModel):
    """The key figures of a workspace."""

    members: int = Field(description="Those added to the workspace.")
    chatbots: ChatbotFigures
    messages: MessageFigures


class ActivityActor(BaseModel):
    """Who did it; no id where it was the system."""

    id: UUID | None
    name: str


class ActivityTarget(BaseModel):
    """What it was done to."""

    type: str
    id: UUID
    name: str | None


class Activity(BaseModel):
    """One thing that happened in a workspace."""

    id: UUID
    at: datetime
    actor: ActivityActor
    action: str
    target: ActivityTarget


class ChatbotSummary(BaseModel):
    """A chatbot at a glance."""

    id: UUID
    name: str
    is_active: bool
    frozen: bool
    created_at: datetime


class OverviewRead(BaseModel):
    """A workspace at a glance: its figures, 30 days of messages, what happened last."""

    figures: Figures
    days: list[DayCount]
    activities: list[Activity]
    chatbots: list[ChatbotSummary]
