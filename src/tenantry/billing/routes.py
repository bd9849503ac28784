"""/plans and /orgs/{org_id}/subscription."""

from __future__ import annotations

from tenantry.billing import service
from tenantry.billing.schemas import (
    PlansRead,
    PreviewRead,
    SubscriptionChange,
    SubscriptionRead,
)
from tenantry.http.parameters import CurrentService, CurrentTenant
from tenantry.http.route import Router, serves

router = Router(tags=["billing"])
_SUBSCRIPTION = "/orgs/{org_id}/subscription"


@router.get("/plans")
async def list_plans(tenantry: CurrentService) -> PlansRead:
    """List the plans that are offered, from least to most."""
    return service.offered(tenantry.plans)


@router.get(_SUBSCRIPTION, **serves(service.read))
async def read_subscription(tenant: CurrentTenant, tenantry: CurrentService) -> SubscriptionRead:
    """Read the organization's plan, its limits and what is used of them."""
    return await service.read(tenant, tenantry.billing)


@router.post(f"{_SUBSCRIPTION}/preview", **serves(service.preview))
async def preview_subscription(tenant: CurrentTenant, body: SubscriptionChange) -> PreviewRead:
    """Foresee what a change of plan would freeze and thaw, without changing anything."""
    return await service.preview(tenant, body)


@router.put(_SUBSCRIPTION, **serves(service.change))
async def change_subscription(
    tenant: CurrentTenant, tenantry: CurrentService, body: SubscriptionChange
) -> SubscriptionRead:
    """Change the plan at once; what it does not admit is frozen, and nothing is deleted."""
    return await service.change(tenant, tenantry.billing, body)


@router.delete(_SUBSCRIPTION, **serves(service.cancel))
async def cancel_subscription(tenant: CurrentTenant, tenantry: CurrentService) -> SubscriptionRead:
    """Cancel the plan at the end of its period; putting the plan again takes that back."""
    return await service.cancel(tenant, tenantry.billing)
