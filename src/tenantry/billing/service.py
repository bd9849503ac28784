"""Subscriptions: what an organization may use, how much of it it does, and what it changes to."""

from __future__ import annotations

from tenantry.billing import changes, queries
from tenantry.billing.limits import LIMITED
from tenantry.billing.providers import Provider
from tenantry.billing.schemas import (
    PlanRead,
    PlansRead,
    PreviewRead,
    SubscriptionChange,
    SubscriptionRead,
)
from tenantry.errors import Conflict, OperatorOnly, ValidationFailed
from tenantry.permissions import allow
from tenantry.plans import FREE, Plan, Plans
from tenantry.tenancy.tenant import Tenant


def offered(plans: Plans) -> PlansRead:
    """List the plans of the service, from least to most."""
    return PlansRead(plans=[_shown(plan) for plan in plans.values()])


def _shown(plan: Plan) -> PlanRead:
    return PlanRead(
        tier=plan.tier,
        name=plan.name,
        price=plan.price,
        limits=dict(plan.limits),
        features=sorted(plan.features),
    )


@allow("billing:read", reads=True)
async def read(tenant: Tenant, provider: Provider) -> SubscriptionRead:
    """Read the subscription by the clock: a trial that has ended is over, written down or not."""
    row = await tenant.one(queries.subscription(tuple(LIMITED.values())))
    plan = tenant.plans.of(row["subscription_tier"])
    counted = {**row["metered"], **row["counted"]}
    return SubscriptionRead(
        tier=row["subscription_tier"],
        status=row["subscription_status"],
        trial_ends_at=row["trial_ends_at"],
        ends_at=row["ends_at"],
        provider=provider.name,
        free_of_charge=provider.free_of_charge,
        kept=row["kept"],
        limits=dict(plan.limits),
        used={name: counted.get(name, 0) for name in plan.limits},
        features=sorted(plan.features),
    )


@allow("billing:read", raises=(ValidationFailed,), reads=True)
async def preview(tenant: Tenant, body: SubscriptionChange) -> PreviewRead:
    """Foresee what a change would freeze and thaw, by name, and change nothing."""
    plan = changes.plan_named(tenant.plans, body.tier)
    row = await changes.outlook(tenant, plan, body.keep)
    return PreviewRead(
        tier=plan.tier,
        freezes=row["freezes"],
        freezes_total=row["freezes_total"],
        thaws=row["thaws"],
        thaws_total=row["thaws_total"],
    )


@allow("billing:manage", raises=(OperatorOnly, ValidationFailed), frees=True)
async def change(tenant: Tenant, provider: Provider, body: SubscriptionChange) -> SubscriptionRead:
    """Move to a plan at once; what it does not admit is frozen, and nothing is deleted."""
    plan = changes.plan_named(tenant.plans, body.tier)
    await provider.agree(tenant, plan)
    await changes.change(tenant, plan, body.keep)
    return await read(tenant, provider)


@allow("billing:manage", raises=(Conflict, OperatorOnly), frees=True)
async def cancel(tenant: Tenant, provider: Provider) -> SubscriptionRead:
    """Let the plan end with its period; until then everything stays, and it can be taken back."""
    await provider.agree(tenant, tenant.plans[FREE])
    await changes.cancel(tenant)
    return await read(tenant, provider)
