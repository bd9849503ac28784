"""Limits: what a plan admits so many of, claimed under a lock before it is made.

Whoever changes an organization's plan locks its row FOR UPDATE. A claim to a limit takes turns with
other claims (FOR NO KEY UPDATE); where there is no limit it only keeps the plan from changing
(FOR KEY SHARE), so nobody waits on a hot row. The row is locked before any workspace or resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tenantry.billing.clock import status_now, tier_now
from tenantry.database.statements import Statement
from tenantry.errors import Frozen, PlanLimitReached, SubscriptionSuspended

if TYPE_CHECKING:
    from tenantry.plans import Plans
    from tenantry.tenancy.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Limited:
    """A tenant table whose rows a plan may admit only so many of; the rest is frozen.

    It has the columns organization_id, id, created_at and frozen_at, and workspace_id unless it
    belongs to no workspace.
    """

    name: str
    """The limit's name in the plans, which is also the type that previews show."""
    table: str
    label: str = "name"
    """The column by which people know a row."""
    in_workspace: bool = True


WORKSPACES = Limited("workspaces", "workspaces", in_workspace=False)

LIMITED: dict[str, Limited] = {WORKSPACES.name: WORKSPACES}
"""Everything that plans can limit the number of, by the limit's name."""


def register(limited: Limited) -> None:
    """Let plans limit, and freeze, the rows of another table; a plan that names none admits any."""
    if LIMITED.setdefault(limited.name, limited) != limited:
        raise ValueError(f"there are two tables limited as {limited.name}")


_LOCK = f"""
    SELECT {tier_now("o")} AS tier, {status_now("o")} AS status
    FROM organizations o WHERE o.id = :organization_id"""
LOCK_TURN = Statement(f"{_LOCK} FOR NO KEY UPDATE")
LOCK_PLAN = Statement(f"{_LOCK} FOR KEY SHARE")

_WORKSPACE_FROZEN = Statement("""
    SELECT frozen_at IS NOT NULL FROM workspaces
    WHERE organization_id = :organization_id AND id = :workspace_id""")


@cache
def _count(limited: Limited) -> Statement:
    """Count no further than `most`; null counts them all."""
    return Statement(f"""
        SELECT count(*) FROM (
            SELECT FROM {limited.table} WHERE organization_id = :organization_id
            LIMIT CAST(:most AS bigint)) AS counted""")


async def claim(tenant: Tenant, name: str) -> None:
    """Make sure that the plan admits one more, until the transaction ends; then insert it.

    Raises PlanLimitReached. What the door found is read again under the lock, so a plan that was
    lowered or suspended meanwhile refuses too. Frozen rows count.
    """
    unlimited = tenant.plan.limits.get(name) is None
    row = await tenant.one(LOCK_PLAN if unlimited else LOCK_TURN)
    plan = tenant.plans.of(row["tier"])
    admits = plan.limits.get(name)
    if row["status"] == "suspended":
        raise SubscriptionSuspended
    if LIMITED[name].in_workspace and plan.limits.get(WORKSPACES.name) is not None:
        await _refuse_frozen(tenant)
    if admits is None:
        return
    if unlimited:
        await tenant.one(LOCK_TURN)
    if await tenant.value(_count(LIMITED[name]), most=admits) >= admits:
        used = await tenant.value(_count(LIMITED[name]), most=None)
        raise PlanLimitReached(
            limit=name,
            admits=admits,
            used=used,
            tier=row["tier"],
            upgrade_to=next(_larger(tenant.plans, name, used), None),
        )


async def _refuse_frozen(tenant: Tenant) -> None:
    if await tenant.value(_WORKSPACE_FROZEN):
        raise Frozen


def _larger(plans: Plans, name: str, used: int) -> Iterator[str]:
    """Yield the tiers that admit one more, the least first."""
    for tier, plan in plans.items():
        admits = plan.limits.get(name)
        if admits is None or admits > used:
            yield tier
