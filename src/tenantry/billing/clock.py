"""What a subscription is now: a trial ends by the clock, whether or not a job wrote it down."""

from __future__ import annotations

from tenantry.plans import FREE


def subscription_now(table: str, prefix: str = "") -> str:
    """Select the tier and the status in force, as SQL columns of an organizations row.

    Every statement that reads a subscription goes through here, so an ended trial is over in the
    same instant everywhere: it falls to Free, active.
    """
    ended = f"{table}.subscription_status = 'trial' AND {table}.trial_ends_at <= now()"
    return (
        f"CASE WHEN {ended} THEN '{FREE}' ELSE {table}.subscription_tier END"
        f" AS {prefix}subscription_tier, "
        f"CASE WHEN {ended} THEN 'active' ELSE {table}.subscription_status END"
        f" AS {prefix}subscription_status, "
        f"{table}.trial_ends_at AS {prefix}trial_ends_at"
    )
