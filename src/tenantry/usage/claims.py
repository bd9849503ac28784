"""The statements of the meter, built once."""

from __future__ import annotations

from tenantry.billing.clock import tier_now
from tenantry.database.statements import Statement
from tenantry.plans import FREE

TAKE_TURNS = Statement("SELECT pg_advisory_xact_lock(:key)")
"""Wait for every other claim under this key, and have them wait: a limit can be counted to."""
STAND_ASIDE = Statement("SELECT pg_advisory_xact_lock_shared(:key)")
"""Wait only for who takes turns: nothing is unlimited while someone counts to a limit."""

CLAIM = Statement(f"""
    WITH verdict AS MATERIALIZED (
        SELECT now.tier, now.day, CAST(date_trunc('month', now.day) AS date) AS month,
               CAST(CAST(:limits AS jsonb) ->> CASE
                   WHEN jsonb_exists(CAST(:limits AS jsonb), now.tier) THEN now.tier
                   ELSE '{FREE}' END AS bigint) AS admits,
               (SELECT coalesce(CAST(sum(m.used) AS bigint), 0) FROM usage_months m
                WHERE m.organization_id = :organization_id AND m.metric = :metric
                  AND m.month = CAST(date_trunc('month', now.day) AS date)) AS used
        FROM (SELECT {tier_now("o")} AS tier, CAST(now() AT TIME ZONE 'UTC' AS date) AS day
              FROM organizations o WHERE o.id = :organization_id) AS now
    ), granted AS MATERIALIZED (
        SELECT asked.*
        FROM verdict v,
             unnest(CAST(:workspace_ids AS uuid[]), CAST(:hold_ids AS uuid[]),
                    CAST(:hold_seconds AS int[]))
             WITH ORDINALITY AS asked(workspace_id, hold_id, hold_seconds, turn)
        WHERE v.admits IS NULL OR (:in_turn AND v.used + asked.turn <= v.admits)
    ), months AS (
        INSERT INTO usage_months (organization_id, metric, month, shard, used)
        SELECT :organization_id, :metric, v.month, :shard, count(*)
        FROM granted g, verdict v GROUP BY v.month
        ON CONFLICT (organization_id, metric, month, shard)
        DO UPDATE SET used = usage_months.used + excluded.used
    ), days AS (
        INSERT INTO usage_days (organization_id, workspace_id, metric, day, shard, used)
        SELECT :organization_id, g.workspace_id, :metric, v.day, :shard, count(*)
        FROM granted g, verdict v GROUP BY g.workspace_id, v.day ORDER BY g.workspace_id
        ON CONFLICT (organization_id, workspace_id, metric, day, shard)
        DO UPDATE SET used = usage_days.used + excluded.used
    ), holds AS (
        INSERT INTO usage_holds (organization_id, id, metric, workspace_id, day, shard, lapses_at)
        SELECT :organization_id, g.hold_id, :metric, g.workspace_id, v.day, :shard,
               now() + make_interval(secs => g.hold_seconds)
        FROM granted g, verdict v WHERE g.hold_id IS NOT NULL
    )
    SELECT tier, day, admits, used FROM verdict""")
"""Grant as many as the plan of this instant admits, in the order they were asked for."""

_COUNT_BACK = """
    months AS (
        UPDATE usage_months m SET used = m.used - r.n
        FROM (SELECT metric, CAST(date_trunc('month', day) AS date) AS month, shard, count(*) AS n
              FROM returned GROUP BY 1, 2, 3) AS r
        WHERE m.organization_id = :organization_id AND m.metric = r.metric
          AND m.month = r.month AND m.shard = r.shard
    ), days AS (
        UPDATE usage_days d SET used = d.used - r.n
        FROM (SELECT metric, workspace_id, day, shard, count(*) AS n
              FROM returned GROUP BY 1, 2, 3, 4) AS r
        WHERE d.organization_id = :organization_id AND d.metric = r.metric
          AND d.workspace_id = r.workspace_id AND d.day = r.day AND d.shard = r.shard
    )
    SELECT count(*) FROM returned"""

GIVE_BACK = Statement(f"""
    WITH lifted AS (
        DELETE FROM usage_holds
        WHERE organization_id = :organization_id AND id = ANY(CAST(:hold_ids AS uuid[]))
        RETURNING metric, workspace_id, day, shard
    ), returned AS MATERIALIZED (
        SELECT :metric AS metric, * FROM unnest(
            CAST(:workspace_ids AS uuid[]), CAST(:days AS date[]), CAST(:shards AS smallint[])
        ) AS r(workspace_id, day, shard)
        UNION ALL
        SELECT * FROM lifted
    ), {_COUNT_BACK}""")
"""Take back what was granted, from the very rows it was added to; what was held only if it still
is, so that it is counted back once however often that is asked."""

SETTLE = Statement("""
    DELETE FROM usage_holds WHERE organization_id = :organization_id AND id = :hold_id
    RETURNING id""")

LAPSED = Statement("SELECT * FROM lapsed_holds(CAST(:batch AS int))")
"""Across tenants, as the owner: ids alone."""
GIVE_BACK_LAPSED = Statement(f"""
    WITH lapsed AS (
        SELECT id FROM usage_holds
        WHERE organization_id = :organization_id AND lapses_at <= now()
        FOR UPDATE SKIP LOCKED
    ), returned AS MATERIALIZED (
        DELETE FROM usage_holds h USING lapsed
        WHERE h.organization_id = :organization_id AND h.id = lapsed.id
        RETURNING h.metric, h.workspace_id, h.day, h.shard
    ), {_COUNT_BACK}""")
