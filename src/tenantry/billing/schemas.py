"""Subscriptions on the wire."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from tenantry.plans import SubscriptionStatus


class SubscriptionRead(BaseModel):
    """What an organization has subscribed to, as it is now; a limit of null is unlimited."""

    tier: str
    status: SubscriptionStatus
    trial_ends_at: datetime | None
    limits: dict[str, int | None]
    used: dict[str, int]
    features: list[str]
