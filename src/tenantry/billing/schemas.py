"""Plans and subscriptions on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tenantry.http.fields import Body
from tenantry.plans import SubscriptionStatus

Tier: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=32)]


class PlanRead(BaseModel):
    """One plan that is offered; a limit of null is unlimited."""

    tier: str
    name: str
    price: int | None = Field(description="US dollars a month; null is by agreement.")
    limits: dict[str, int | None]
    features: list[str]


class PlansRead(BaseModel):
    """The plans that are offered, from least to most."""

    plans: list[PlanRead]


class SubscriptionChange(Body):
    """The plan an organization moves to, and what stays active if it does not admit everything."""

    tier: Tier
    keep: list[UUID] | None = Field(
        None,
        max_length=1000,
        description="Ids of workspaces and resources to keep active before older ones.",
    )


class SubscriptionRead(BaseModel):
    """What an organization has subscribed to, as it is now; a limit of null is unlimited."""

    tier: str
    status: SubscriptionStatus
    trial_ends_at: datetime | None
    ends_at: datetime | None = Field(
        description="When the status ends by itself: a trial, a cancelled period, a grace."
    )
    provider: str
    free_of_charge: bool = Field(description="Nobody pays anything here: a sandbox.")
    kept: list[UUID]
    limits: dict[str, int | None]
    used: dict[str, int]
    features: list[str]


class Affected(BaseModel):
    """One thing that a change of plan freezes or thaws; `type` is the name of its limit."""

    type: str
    id: UUID
    name: str
    workspace_id: UUID | None


class PreviewRead(BaseModel):
    """What a change of plan would do: the first 100 of what it freezes and thaws, and how many."""

    tier: str
    freezes: list[Affected]
    freezes_total: int
    thaws: list[Affected]
    thaws_total: int
