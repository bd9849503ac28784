"""Billing providers: who agrees to a change of plan, and what it costs."""

from __future__ import annotations

from typing import Protocol

from tenantry.errors import OperatorOnly
from tenantry.plans import Plan
from tenantry.tenancy.tenant import Tenant


class Provider(Protocol):
    """What a way of paying has to say before an owner's change of plan is put in force."""

    name: str
    free_of_charge: bool
    """Nobody pays anything, which every answer says."""

    async def agree(self, tenant: Tenant, plan: Plan) -> None:
        """Agree to a plan, which is Free where the subscription is cancelled, or refuse."""


class Sandbox:
    """The owner changes plan at once, free of charge: to try things, never to earn money."""

    name = "sandbox"
    free_of_charge = True

    async def agree(self, tenant: Tenant, plan: Plan) -> None:
        """Agree to anything."""


class Manual:
    """Only the operator changes plans, with `tenantry plan`: contracts are made elsewhere."""

    name = "manual"
    free_of_charge = False

    async def agree(self, tenant: Tenant, plan: Plan) -> None:
        """Refuse with OperatorOnly."""
        raise OperatorOnly


PROVIDERS: dict[str, type[Sandbox | Manual]] = {"sandbox": Sandbox, "manual": Manual}
"""By their names in TENANTRY_BILLING."""
