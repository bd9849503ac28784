"""/orgs/{org_id}/subscription."""

from __future__ import annotations

from tenantry.billing import service
from tenantry.billing.schemas import SubscriptionRead
from tenantry.http.parameters import CurrentTenant
from tenantry.http.route import Router, serves

router = Router(prefix="/orgs/{org_id}/subscription", tags=["billing"])


@router.get("", **serves(service.read))
async def read_subscription(tenant: CurrentTenant) -> SubscriptionRead:
    """Read the organization's plan, its limits and what is used of them."""
    return await service.read(tenant)
