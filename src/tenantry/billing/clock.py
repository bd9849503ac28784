"""What a subscription is now: the clock decides, whether or not a job wrote it down.

A trial, a paid period after cancellation and the grace after a failed payment all end at
`subscription_ends_at`: the first two fall to Free, the last is suspended.
"""

from __future__ import annotations

from tenantry.plans import FREE


def ended(table: str) -> str:
    """Write, as SQL over an organizations row, whether its subscription's time has come."""
    return f"coalesce({table}.subscription_ends_at <= now(), false)"


def tier_now(table: str) -> str:
    """Write, as SQL over an organizations row, the tier whose limits apply now.

    Every statement that reads a subscription goes through here, so what has ended is over in the
    same instant everywhere.
    """
    return (
        f"CASE WHEN {ended(table)} AND {table}.subscription_status <> 'past_due' THEN '{FREE}' "
        f"ELSE {table}.subscription_tier END"
    )


def status_now(table: str) -> str:
    """Write, as SQL over an organizations row, the status in force."""
    return (
        f"CASE WHEN {table}.suspended_at IS NOT NULL "
        f"OR {ended(table)} AND {table}.subscription_status = 'past_due' THEN 'suspended' "
        f"WHEN {ended(table)} THEN 'active' ELSE {table}.subscription_status END"
    )


def subscription_now(table: str) -> str:
    """Select the tier and the status in force as columns."""
    return (
        f"{tier_now(table)} AS subscription_tier, {status_now(table)} AS subscription_status, "
        f"{table}.trial_ends_at"
    )


def period_end(at: str) -> str:
    """Write, as SQL, when the period that a time is in ends: a period is a calendar month, UTC."""
    return (
        f"(date_trunc('month', ({at}) AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'"
    )
