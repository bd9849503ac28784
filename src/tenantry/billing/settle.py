"""Settling: writing down what the clock has decided, freezing accordingly, and telling owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantry.audit.changes import changed
from tenantry.billing.clock import ended, status_now, tier_now
from tenantry.billing.freezing import fit
from tenantry.billing.notices import tell_owners
from tenantry.database.statements import Statement

if TYPE_CHECKING:
    from tenantry.tenancy.actor import Steward

_DUE = Statement(f"""
    SELECT o.subscription_tier AS tier, o.subscription_status AS status, o.name
    FROM organizations o WHERE o.id = :organization_id AND {ended("o")}
    FOR UPDATE""")
_SETTLE = Statement(f"""
    UPDATE organizations o
    SET subscription_tier = {tier_now("o")},
        subscription_status = 'active',
        suspended_at = CASE WHEN {status_now("o")} = 'suspended'
                            THEN coalesce(o.suspended_at, o.subscription_ends_at) END,
        subscription_ends_at = NULL,
        kept = CASE WHEN o.subscription_status = 'past_due' THEN o.kept END
    WHERE o.id = :organization_id
    RETURNING o.subscription_tier AS tier, {status_now("o")} AS status, o.kept""")


async def settle(steward: Steward) -> bool:
    """Write down a subscription whose time has come, and say whether it had.

    Under the lock of the organization's row: whoever comes second finds it done.
    """
    was = await steward.first(_DUE)
    if was is None:
        return False
    now = await steward.one(_SETTLE)
    await fit(steward, steward.plans.of(now["tier"]), now["kept"])
    verb = "suspended" if now["status"] == "suspended" else "ended"
    steward.record(
        f"subscription.{verb}",
        steward.organization_id,
        was["name"],
        changes=changed({"tier": was["tier"], "status": was["status"]}, dict(now)),
    )
    of = was["tier"] if verb == "ended" else now["tier"]
    await tell_owners(steward, f"subscription_{verb}", was["name"], of)
    return True
