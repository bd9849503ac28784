"""The door: the one place that binds a transaction to who acts and to where.

The token says where someone wants to be; a proof asks PostgreSQL whether they may, in the
transaction of their work. Nothing here is cached, so a revoked session, a removed member and a
changed role hold from the next request on.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from tenantry.database.pool import Connection, Database
from tenantry.plans import Plans
from tenantry.tenancy.actor import Actor, Steward, Visitor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.founder import Founder, Guest
from tenantry.tenancy.opening import Opening, V
from tenantry.tenancy.proof import ACT
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id


class Door:
    """Opens transactions on one database, each bound to exactly what its caller may see."""

    def __init__(self, database: Database, plans: Plans) -> None:
        self._database = database
        self._plans = plans

    def visit(self) -> Opening[Visitor]:
        """Open a transaction bound to nobody, for sign-up, sign-in and health."""
        return self._open(lambda connection: Visitor(connection, self._plans))

    def act(self, caller: Caller) -> Opening[Actor]:
        """Open a transaction as a user outside any organization.

        Raises SessionEnded where the session is over.
        """
        return self._open(lambda connection: Actor(connection, self._plans, caller, ACT))

    def found(self, caller: Caller) -> Opening[Founder]:
        """Open a transaction bound to an organization that does not exist yet, to create it."""
        organization_id = new_id()
        return self._open(
            lambda connection: Founder(connection, self._plans, caller, organization_id, ACT)
        )

    def arrive(self) -> Opening[Founder]:
        """Open a transaction as a user who does not exist yet, to create them."""
        newcomer, organization_id = Caller(new_id()), new_id()
        return self._open(
            lambda connection: Founder(connection, self._plans, newcomer, organization_id)
        )

    def knock(self, caller: Caller, organization_id: UUID) -> Opening[Guest]:
        """Open a transaction as a user at an organization they are not in, for who was invited.

        Nobody is let in by it: what the guest shows decides, in the feature that asked.
        """
        return self._open(
            lambda connection: Guest(connection, self._plans, caller, organization_id, ACT)
        )

    def arrive_invited(self, organization_id: UUID) -> Opening[Guest]:
        """Open a transaction as a user who does not exist yet, and was invited."""
        newcomer = Caller(new_id())
        return self._open(
            lambda connection: Guest(connection, self._plans, newcomer, organization_id)
        )

    def enter(
        self, caller: Caller, organization_id: UUID, workspace_id: UUID | None = None
    ) -> Opening[Tenant]:
        """Open a transaction inside an organization, and inside a workspace where one is named.

        Raises SessionEnded where the session is over, NotFound where the caller is not a member,
        was not added to the workspace, or either does not exist: all the same from outside.
        MfaRequiredHere is for members whose session lacks the second factor asked for here.
        """
        return self._open(
            lambda connection: Tenant(
                connection, self._plans, caller, organization_id, workspace_id
            )
        )

    def leave(self, caller: Caller, organization_id: UUID) -> Opening[Tenant]:
        """Open a transaction inside an organization to leave it; no second factor is asked for."""
        return self._open(
            lambda connection: Tenant(
                connection, self._plans, caller, organization_id, None, leaving=True
            )
        )

    def tend(self, organization_id: UUID, name: str = "Tenantry") -> Opening[Steward]:
        """Open a transaction inside an organization as the system itself; nobody is asked.

        For jobs and operators alone: no request comes in this way.
        """
        return Opening(
            self._database,
            lambda connection: Steward(connection, self._plans, organization_id, name),
        )

    def _open(self, make: Callable[[Connection], V]) -> Opening[V]:
        return Opening(self._database, make)
