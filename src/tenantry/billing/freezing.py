"""Freezing: what exceeds the plan stays, and cannot be changed until it fits again.

What is frozen follows from the plan, from what the owner chose to keep and from the order in which
things were made; `frozen_at` is only where the answer is kept. So it is computed anew whenever one
of these changes, and moving back up restores every row as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from tenantry.billing.clock import tier_now
from tenantry.billing.limits import LIMITED, LOCK_PLAN, LOCK_TURN, WORKSPACES, Limited
from tenantry.database.statements import Statement

if TYPE_CHECKING:
    from tenantry.database.pool import Row
    from tenantry.plans import Plan
    from tenantry.tenancy.actor import Steward
    from tenantry.tenancy.tenant import Tenant

LISTED = 100
"""How many of the things that would freeze, or thaw, are named."""

_KEPT = Statement(f"""
    SELECT {tier_now("o")} AS tier, o.kept FROM organizations o WHERE o.id = :organization_id""")


async def hold(holder: Tenant | Steward) -> None:
    """Lock the plan before something limited is deleted, or before another default is made.

    Where nothing is limited, nothing is frozen either, and nobody waits.
    """
    row = await holder.one(LOCK_PLAN)
    if _limits_anything(holder.plans.of(row["tier"])):
        await holder.one(LOCK_TURN)


async def refreeze(holder: Tenant | Steward) -> None:
    """Freeze what exceeds the plan in force and thaw what fits, after something was deleted.

    Under the organization's lock. Where nothing is limited there is nothing to thaw.
    """
    await hold(holder)
    row = await holder.one(_KEPT)
    plan = holder.plans.of(row["tier"])
    if _limits_anything(plan):
        await fit(holder, plan, row["kept"])


async def refit(steward: Steward) -> None:
    """Freeze and thaw as the plan in force wants it by now: its own limits may have changed."""
    await steward.one(LOCK_TURN)
    row = await steward.one(_KEPT)
    await fit(steward, steward.plans.of(row["tier"]), row["kept"])


async def fit(holder: Tenant | Steward, plan: Plan, kept: Iterable[UUID] | None) -> None:
    """Freeze and thaw as a plan wants it; the caller has locked the organization.

    Only rows whose state changes are written, and neither their version nor `updated_at` moves.
    """
    statement = _fit(tuple(LIMITED.values()))
    await holder.all(statement, limits=dict(plan.limits), kept=list(kept or ()))


async def foresee(holder: Tenant | Steward, plan: Plan, kept: Iterable[UUID] | None) -> Row:
    """Read what a plan would freeze and thaw, and what of the kept there is and would fit."""
    statement = _foresee(tuple(LIMITED.values()))
    return await holder.one(statement, limits=dict(plan.limits), kept=list(kept or ()))


def _limits_anything(plan: Plan) -> bool:
    return any(plan.limits.get(name) is not None for name in LIMITED)


_RANKED = """
    {name}_ranked AS MATERIALIZED (
        SELECT t.id, CAST({workspace} AS uuid) AS workspace_id, CAST(t.{label} AS text) AS name,
               t.created_at, t.frozen_at IS NOT NULL AS was_frozen,
               {shut} OR coalesce(row_number() OVER (
                   PARTITION BY {shut}
                   ORDER BY {first} t.id = ANY(CAST(:kept AS uuid[])) DESC, t.created_at, t.id
               ) > CAST(CAST(:limits AS jsonb) ->> '{name}' AS bigint), false) AS frozen
        FROM {table} t {join}
        WHERE t.organization_id = :organization_id
    )"""
_WRITTEN = """
    {name}_written AS (
        UPDATE {table} t SET frozen_at = CASE WHEN r.frozen THEN now() END
        FROM {name}_ranked r
        WHERE t.organization_id = :organization_id AND t.id = r.id AND r.frozen <> r.was_frozen
    )"""


def _ranked(limited: Limited) -> str:
    """Write what a plan wants of one table; a frozen workspace freezes everything in it."""
    within = limited.in_workspace
    return _RANKED.format(
        name=limited.name,
        table=limited.table,
        label=limited.label,
        workspace="t.workspace_id" if within else "NULL",
        shut="w.frozen" if within else "false",
        join=f"JOIN {WORKSPACES.name}_ranked w ON w.id = t.workspace_id" if within else "",
        first="t.is_default DESC," if limited is WORKSPACES else "",
    )


@cache
def _fit(limited: tuple[Limited, ...]) -> Statement:
    """Build the one statement that freezes and thaws in every limited table."""
    ranked = [_ranked(each) for each in limited]
    written = [_WRITTEN.format(name=each.name, table=each.table) for each in limited]
    return Statement(f"WITH {', '.join(ranked + written)} SELECT")


_ENTRY = (
    "json_build_object('type', f.type, 'id', f.id, 'name', f.name, 'workspace_id', f.workspace_id)"
)


@cache
def _foresee(limited: tuple[Limited, ...]) -> Statement:
    """Build the statement that looks at all of it and writes nothing."""
    found = " UNION ALL ".join(
        f"SELECT '{each.name}' AS type, {place} AS place, r.* FROM {each.name}_ranked r"
        for place, each in enumerate(limited)
    )
    return Statement(f"""
        WITH {", ".join(_ranked(each) for each in limited)},
        found AS MATERIALIZED ({found})
        SELECT {_list("frozen AND NOT was_frozen")} AS freezes,
               {_list("was_frozen AND NOT frozen")} AS thaws,
               (SELECT count(*) FROM found WHERE frozen AND NOT was_frozen) AS freezes_total,
               (SELECT count(*) FROM found WHERE was_frozen AND NOT frozen) AS thaws_total,
               EXISTS (SELECT FROM found WHERE frozen) AS exceeds,
               ARRAY(SELECT id FROM found WHERE id = ANY(CAST(:kept AS uuid[]))) AS known,
               ARRAY(SELECT name FROM found WHERE id = ANY(CAST(:kept AS uuid[])) AND frozen
                     ORDER BY place, created_at, id LIMIT 5) AS too_many""")


def _list(condition: str) -> str:
    return f"""(
        SELECT coalesce(json_agg({_ENTRY} ORDER BY f.place, f.created_at, f.id), '[]')
        FROM (SELECT * FROM found WHERE {condition}
              ORDER BY place, created_at, id LIMIT {LISTED}) AS f)"""
