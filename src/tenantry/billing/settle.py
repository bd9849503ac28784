"""Settling: writing down what the clock has decided, and freezing or thawing accordingly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantry.billing.clock import ended, status_now, tier_now
from tenantry.database.statements import Statement

if TYPE_CHECKING:
    from tenantry.tenancy.tenant import Steward

_SETTLE = Statement(f"""
    UPDATE organizations o
    SET subscription_tier = {tier_now("o")},
        subscription_status = 'active',
        suspended_at = CASE WHEN {status_now("o")} = 'suspended'
                            THEN coalesce(o.suspended_at, o.subscription_ends_at) END,
        subscription_ends_at = NULL
    WHERE o.id = :organization_id AND {ended("o")}""")


async def settle(steward: Steward) -> None:
    """Write down a subscription whose time has come; done already, it does nothing."""
    await steward.all(_SETTLE)
