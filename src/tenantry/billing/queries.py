"""The statements of billing, built once."""

from __future__ import annotations

from functools import cache

from tenantry.billing.clock import ended, period_end, status_now, subscription_now
from tenantry.billing.limits import WORKSPACES, Limited
from tenantry.billing.seats import SEATS
from tenantry.database.statements import Statement

_METERED = """
    (SELECT coalesce(json_object_agg(metric, used), '{}') FROM (
        SELECT metric, CAST(sum(used) AS bigint) AS used FROM usage_months
        WHERE organization_id = :organization_id
          AND month = CAST(date_trunc('month', now() AT TIME ZONE 'UTC') AS date)
        GROUP BY metric) AS m)"""


def used(limited: tuple[Limited, ...]) -> str:
    """Select, beside an organizations row o, how much there is of all that plans limit.

    `counted` is what there is now, and `metered` what was used in this month.
    """
    counts = "".join(
        f", '{each.name}', (SELECT count(*) FROM {each.table} "
        "WHERE organization_id = :organization_id)"
        for each in limited
        if each is not WORKSPACES
    )
    return (
        f"json_build_object('{SEATS}', o.member_count, '{WORKSPACES.name}', o.workspace_count"
        f"{counts}) AS counted, {_METERED} AS metered"
    )


@cache
def subscription(limited: tuple[Limited, ...]) -> Statement:
    """Build the statement that reads a subscription and counts all that plans limit."""
    return Statement(f"""
        SELECT o.name, {subscription_now("o")},
               CASE WHEN {ended("o")} THEN NULL ELSE o.subscription_ends_at END AS ends_at,
               coalesce(o.kept, '{{}}') AS kept, {used(limited)}
        FROM organizations o WHERE o.id = :organization_id""")


LOCK = Statement(f"""
    SELECT o.name, o.subscription_tier AS tier, {status_now("o")} AS status,
           o.subscription_status AS standing
    FROM organizations o WHERE o.id = :organization_id FOR UPDATE""")
"""Alone: claims hold the plan as it is until they have committed."""

_NOW = f"RETURNING o.subscription_tier AS tier, {status_now('o')} AS status"
_OWES = "o.subscription_status = 'past_due'"

CHANGE = Statement(f"""
    UPDATE organizations o
    SET subscription_tier = :tier, kept = :kept,
        subscription_status = CASE WHEN {_OWES} THEN 'past_due' ELSE 'active' END,
        subscription_ends_at = CASE WHEN {_OWES} THEN o.subscription_ends_at END
    WHERE o.id = :organization_id {_NOW}""")
"""A debt stands whatever the plan, and so does a suspension."""
CANCEL = Statement(f"""
    UPDATE organizations o
    SET subscription_status = 'cancelled',
        subscription_ends_at = coalesce(o.subscription_ends_at, {period_end("now()")})
    WHERE o.id = :organization_id {_NOW}""")
SUSPEND = Statement(f"""
    UPDATE organizations o SET suspended_at = coalesce(o.suspended_at, now())
    WHERE o.id = :organization_id {_NOW}""")
RESUME = Statement(f"""
    UPDATE organizations o
    SET suspended_at = NULL,
        subscription_status = CASE WHEN {_OWES} THEN 'active' ELSE o.subscription_status END,
        subscription_ends_at = CASE WHEN {_OWES} THEN NULL ELSE o.subscription_ends_at END
    WHERE o.id = :organization_id {_NOW}""")
GRACE = Statement(f"""
    UPDATE organizations o
    SET subscription_status = 'past_due',
        subscription_ends_at = now() + make_interval(hours => 24 * CAST(:days AS int))
    WHERE o.id = :organization_id {_NOW}""")

UNKNOWN = Statement("""
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = CAST('public' AS regnamespace) AND c.relkind = 'r'
      AND c.relname <> ALL(CAST(:known AS text[]))
      AND 2 = (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid
                 AND NOT a.attisdropped AND a.attname IN ('organization_id', 'frozen_at'))
    ORDER BY 1""")
"""Tables whose rows can be frozen, and of which this process knows nothing."""

DUE = Statement("SELECT * FROM due_organizations(CAST(:batch AS int))")
NEXT = Statement("SELECT * FROM next_organizations(CAST(:after AS uuid), CAST(:batch AS int))")
FIND = Statement("SELECT * FROM find_organization(CAST(:wanted AS text))")
TIERS = Statement("SELECT tier, organizations FROM tiers_in_use()")
"""Across tenants, as the owner: ids and counts alone."""
