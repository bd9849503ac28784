"""Freezing: what exceeds the plan stays, and cannot be changed until it fits again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantry.tenancy.tenant import Steward, Tenant


async def hold(tenant: Tenant | Steward) -> None:
    """Take the organization's turn before something limited is deleted or moved in rank."""


async def refreeze(holder: Tenant | Steward) -> None:
    """Freeze what exceeds the plan in force, and thaw what fits."""
