"""Refusals of what the plan does not admit."""

from __future__ import annotations

from tenantry.errors.requests import PermissionDenied
from tenantry.errors.tree import TenantryError


class OperatorOnly(PermissionDenied):
    code, title = "operator_only", "Operator only"
    detail = "Plans are changed by the operator of this service: ask them for the one you want."


class PlanLimitReached(TenantryError):
    """Carries `limit` (its name), `admits`, `used`, `tier` and `upgrade_to`: who would."""

    status, code, title = 402, "plan_limit_reached", "Plan limit reached"
    detail = "The plan admits no more of these: delete some, or move to a larger plan."


class Frozen(TenantryError):
    status, code, title = 402, "frozen", "Frozen"
    detail = "The plan does not admit changes to this: move to a larger plan, or delete others."


class SubscriptionSuspended(TenantryError):
    status, code, title = 402, "subscription_suspended", "Subscription suspended"
    detail = "The subscription is suspended, so nothing can be changed: an owner can settle it."
