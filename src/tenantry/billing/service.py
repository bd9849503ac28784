"""Subscriptions: what an organization may use, and how much of it it does."""

from __future__ import annotations

from tenantry.billing import queries
from tenantry.billing.schemas import SubscriptionRead
from tenantry.permissions import allow
from tenantry.plans import PLANS
from tenantry.tenancy.tenant import Tenant


@allow("billing:read", reads=True)
async def read(tenant: Tenant) -> SubscriptionRead:
    """Read the subscription by the clock: a trial that has ended is over, written down or not."""
    row = await tenant.one(queries.SUBSCRIPTION)
    plan = PLANS[row["subscription_tier"]]
    return SubscriptionRead(
        tier=plan.tier,
        status=row["subscription_status"],
        trial_ends_at=row["trial_ends_at"],
        limits=dict(plan.limits),
        used={"workspaces": row["workspaces"]},
        features=sorted(plan.features),
    )
