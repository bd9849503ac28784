"""What a subscription is now: a trial ends by the clock, whether or not a job wrote it down."""

from __future__ import annotations

from tenantry.plans import FREE


def _ended(table: str) -> str:
    return f"{table}.subscription_status = 'trial' AND {table}.trial_ends_at <= now()"


def tier_now(table: str) -> str:
    """Write, as SQL over an organizations row, the tier whose limits apply now.

    Every statement that reads a subscription goes through here, so an ended trial is over in the
    same instant everywhere: it falls to Free, active.
    """
    return f"CASE WHEN {_ended(table)} THEN '{FREE}' ELSE {table}.subscription_tier END"


def subscription_now(table: str) -> str:
    """Select the tier and the status in force as columns."""
    return (
        f"{tier_now(table)} AS subscription_tier, "
        f"CASE WHEN {_ended(table)} THEN 'active' ELSE {table}.subscription_status END"
        f" AS subscription_status, {table}.trial_ends_at"
    )
