"""The mail that asks someone in."""

from __future__ import annotations

from tenantry.permissions import OrganizationRole
from tenantry.service import Service
from tenantry.tenancy.tenant import Tenant


async def mail(
    tenant: Tenant, service: Service, to: str, link: str, role: OrganizationRole
) -> None:
    """Queue it, to be sent once the transaction has committed."""
