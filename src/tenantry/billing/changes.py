"""Changes of a subscription, by its owner or by the operator: one lock, one answer, one event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from tenantry.audit.changes import changed
from tenantry.billing import queries
from tenantry.billing.freezing import fit, foresee
from tenantry.billing.settle import settle
from tenantry.database.pool import Row
from tenantry.database.statements import Statement
from tenantry.errors import Conflict, ValidationFailed
from tenantry.plans import FREE, Plan, Plans
from tenantry.tenancy.actor import Steward
from tenantry.tenancy.tenant import Tenant

Holder: TypeAlias = Tenant | Steward


def plan_named(plans: Plans, tier: str) -> Plan:
    """Find a plan that is offered; raises ValidationFailed, which names those that are."""
    if tier not in plans:
        raise _invalid("tier", f"must be one of {', '.join(plans)}")
    return plans[tier]


async def outlook(holder: Holder, plan: Plan, keep: Sequence[UUID] | None) -> Row:
    """Foresee a change; raises ValidationFailed where what is to be kept is unknown or too much."""
    row = await foresee(holder, plan, keep)
    unknown = set(keep or ()) - set(row["known"])
    if unknown:
        raise _invalid("keep", f"there is no workspace or resource {min(unknown)}")
    if row["too_many"]:
        raise _invalid(
            "keep", f"the plan admits fewer, and the default workspace stays: {row['too_many'][0]}"
        )
    return row


async def change(holder: Holder, plan: Plan, keep: Sequence[UUID] | None = None) -> None:
    """Put a plan in force, and freeze and thaw accordingly.

    What was to be kept is only remembered where not everything fits. A debt stands whatever the
    plan is, and so does a suspension.
    """
    was = await holder.one(queries.LOCK)
    exceeds = (await outlook(holder, plan, keep))["exceeds"]
    kept = list(dict.fromkeys(keep)) if keep and exceeds else None
    now = await holder.one(queries.CHANGE, tier=plan.tier, kept=kept)
    await fit(holder, plan, kept)
    _note(holder, "changed", was, now)


async def cancel(holder: Holder) -> None:
    """Let the plan end with what is paid for, or with the trial; Free ends never.

    Raises Conflict where a payment is owed: ending the plan would end the debt.
    """
    was = await holder.one(queries.LOCK)
    if was["standing"] == "past_due":
        raise Conflict("A payment is owed: settle it first, or move to another plan.")
    if was["tier"] != FREE and was["standing"] != "cancelled":
        _note(holder, "cancelled", was, await holder.one(queries.CANCEL))


async def suspend(steward: Steward, reason: str | None = None) -> None:
    """Refuse changes in the organization until it is resumed."""
    await _set_standing(steward, "suspended", queries.SUSPEND, reason)


async def resume(steward: Steward) -> None:
    """End a suspension, and forgive or take as paid what was owed."""
    await _set_standing(steward, "resumed", queries.RESUME)


async def grace(steward: Steward, days: int) -> None:
    """Note that a payment has failed: it is suspended after so many days, unless resumed before.

    Raises Conflict where nothing is owed.
    """
    await settle(steward)
    was = await steward.one(queries.LOCK)
    if was["tier"] == FREE or was["standing"] not in ("active", "past_due"):
        raise Conflict(f"The subscription is {was['tier']}, {was['standing']}: nothing is owed.")
    now = await steward.one(queries.GRACE, days=days)
    _note(steward, "past_due", was, now)


async def _set_standing(
    steward: Steward, verb: str, statement: Statement, reason: str | None = None
) -> None:
    await settle(steward)
    was = await steward.one(queries.LOCK)
    _note(steward, verb, was, await steward.one(statement), reason)


def _note(holder: Holder, verb: str, was: Row, now: Row, reason: str | None = None) -> None:
    """Record what came of it, unless it was so before."""
    differences = changed({"tier": was["tier"], "status": was["status"]}, dict(now))
    if reason is not None:
        differences["reason"] = {"from": None, "to": reason}
    if differences:
        holder.record(
            f"subscription.{verb}", holder.organization_id, was["name"], changes=differences
        )


def _invalid(field: str, message: str) -> ValidationFailed:
    return ValidationFailed(
        f"{field}: {message}.",
        errors=[{"loc": ["body", field], "msg": message, "type": "value_error"}],
    )
