"""The statements of usage and overview: one each, whatever the size."""

from __future__ import annotations

from functools import cache

from tenantry.billing.limits import Limited
from tenantry.billing.queries import used
from tenantry.database.statements import Statement

LISTED = 50
"""Workspaces shown one by one."""

_TODAY = "CAST(now() AT TIME ZONE 'UTC' AS date)"
_THIS_MONTH = f"CAST(date_trunc('month', {_TODAY}) AS date)"
_LAST_MONTH = f"CAST({_THIS_MONTH} - interval '1 month' AS date)"
_SAME_DAY = f"CAST({_TODAY} - interval '1 month' AS date)"

_MESSAGES_USED = f"""
    (SELECT coalesce(CAST(sum(used) AS bigint), 0) FROM usage_months
     WHERE organization_id = :organization_id AND metric = 'messages' AND month = {_THIS_MONTH})"""
_CHATBOTS_USED = "(SELECT count(*) FROM chatbots WHERE organization_id = :organization_id)"

_USAGE = f"""
    WITH counted AS MATERIALIZED (
        SELECT workspace_id, day, CAST(sum(used) AS bigint) AS n FROM usage_days
        WHERE organization_id = :organization_id AND metric = 'messages'
          AND day BETWEEN :first AND :last
        GROUP BY workspace_id, day
    ), used AS MATERIALIZED (
        SELECT workspace_id, CAST(sum(n) AS bigint) AS n,
               row_number() OVER (ORDER BY sum(n) DESC, workspace_id) AS place
        FROM counted GROUP BY workspace_id HAVING sum(n) > 0
    ), series AS MATERIALIZED (
        SELECT workspace_id, json_object_agg(day, n) AS used
        FROM (SELECT CASE WHEN u.place <= {LISTED} THEN u.workspace_id END AS workspace_id, c.day,
                     CAST(sum(c.n) AS bigint) AS n
              FROM counted c JOIN used u USING (workspace_id) GROUP BY 1, 2) AS daily
        GROUP BY workspace_id
    ), shown AS (
        SELECT workspace_id, place, n FROM used WHERE place <= {LISTED}
        UNION ALL
        SELECT NULL, count(*), coalesce(CAST(sum(n) AS bigint), 0) FROM used WHERE place > {LISTED}
    )
    SELECT (SELECT json_agg(CAST(d AS date) ORDER BY d)
            FROM generate_series(CAST(:first AS date), CAST(:last AS date), '1 day') AS d) AS days,
           (SELECT json_agg(json_build_object(
                'id', s.workspace_id, 'name', w.name, 'deleted', w.id IS NULL,
                'place', s.place, 'count', s.n, 'used', coalesce(series.used, '{{}}')))
            FROM shown s
            LEFT JOIN series ON series.workspace_id IS NOT DISTINCT FROM s.workspace_id
            LEFT JOIN workspaces w
              ON w.organization_id = :organization_id AND w.id = s.workspace_id) AS shown"""


@cache
def usage(limited: tuple[Limited, ...]) -> Statement:
    """Build the statement that reads messages by day, and counts all that plans limit.

    Entries of `shown` without an id stand for all workspaces beyond the first, `place` of them.
    """
    return Statement(f"""{_USAGE}, {used(limited)}
        FROM organizations o WHERE o.id = :organization_id""")


_DAYS = """
    SELECT day, CAST(sum(used) AS bigint) AS n FROM usage_days
    WHERE organization_id = :organization_id AND workspace_id = :workspace_id
      AND metric = 'messages' AND day >= least({since}) GROUP BY day"""

OVERVIEW = Statement(f"""
    WITH counted AS MATERIALIZED (
        {_DAYS.format(since=f"{_TODAY} - 29, {_LAST_MONTH}")}
    )
    SELECT (SELECT count(*) FROM workspace_members
            WHERE organization_id = :organization_id AND workspace_id = :workspace_id) AS members,
           (SELECT count(*) FROM chatbots
            WHERE organization_id = :organization_id AND workspace_id = :workspace_id) AS chatbots,
           {_CHATBOTS_USED} AS organization_chatbots,
           {_MESSAGES_USED} AS organization_messages,
           (SELECT coalesce(CAST(sum(n) AS bigint), 0) FROM counted
            WHERE day >= {_THIS_MONTH}) AS messages,
           (SELECT coalesce(CAST(sum(n) AS bigint), 0) FROM counted
            WHERE day >= {_LAST_MONTH} AND day < {_THIS_MONTH}) AS last_month,
           (SELECT coalesce(CAST(sum(n) AS bigint), 0) FROM counted
            WHERE day BETWEEN {_LAST_MONTH} AND {_SAME_DAY}) AS last_month_so_far,
           (SELECT json_agg(json_build_object('date', CAST(d AS date), 'count', coalesce(c.n, 0))
                            ORDER BY d)
            FROM generate_series({_TODAY} - 29, {_TODAY}, '1 day') AS d
            LEFT JOIN counted c ON c.day = CAST(d AS date)) AS days,
           (SELECT coalesce(json_agg(json_build_object(
                'id', e.id, 'at', e.at, 'action', e.action,
                'actor', json_build_object('id', e.actor_id, 'name', e.actor_name),
                'target', json_build_object(
                    'type', e.target_type, 'id', e.target_id, 'name', e.target_name))), '[]')
            FROM (SELECT * FROM audit_events
                  WHERE organization_id = :organization_id AND workspace_id = :workspace_id
                  ORDER BY sequence DESC LIMIT 10) AS e) AS activities,
           (SELECT coalesce(json_agg(json_build_object(
                'id', c.id, 'name', c.name, 'is_active', c.is_active,
                'frozen', c.frozen_at IS NOT NULL, 'created_at', c.created_at)), '[]')
            FROM (SELECT * FROM chatbots
                  WHERE organization_id = :organization_id AND workspace_id = :workspace_id
                  ORDER BY created_at DESC, id DESC LIMIT 5) AS c) AS latest""")
