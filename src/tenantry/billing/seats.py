"""Seats: how many members a plan admits, where a plan file limits them.

People are never frozen: whoever is in stays in when a plan admits fewer, and nobody new comes.
"""

from __future__ import annotations

from tenantry.billing.clock import tier_now
from tenantry.database.statements import Statement
from tenantry.errors import PlanLimitReached
from tenantry.tenancy.actor import Visitor

SEATS = "members"

_TAKE_TURN = Statement(f"""
    SELECT {tier_now("o")} AS tier, o.member_count AS used
    FROM organizations o WHERE o.id = :organization_id
    FOR NO KEY UPDATE""")


async def claim(holder: Visitor) -> None:
    """Make sure that the plan admits one more member, until the transaction ends; then add them.

    It is asked before rows of members are locked. Raises PlanLimitReached.
    """
    if not any(plan.limits.get(SEATS) is not None for plan in holder.plans.values()):
        return
    row = await holder.one(_TAKE_TURN)
    admits = holder.plans.of(row["tier"]).limits.get(SEATS)
    if admits is not None and row["used"] >= admits:
        larger = (
            tier
            for tier, plan in holder.plans.items()
            if (seats := plan.limits.get(SEATS)) is None or seats > row["used"]
        )
        raise PlanLimitReached(
            limit=SEATS,
            admits=admits,
            used=row["used"],
            tier=row["tier"],
            upgrade_to=next(larger, None),
        )
