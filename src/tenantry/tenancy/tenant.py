"""Who acts inside an organization: a member, with the roles the database has just read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from tenantry.audit import ledger
from tenantry.billing.settle import settle
from tenantry.database.pool import Connection, Row
from tenantry.database.refusals import translated
from tenantry.database.statements import Statement
from tenantry.errors import Frozen, MfaRequiredHere, PermissionDenied, SubscriptionSuspended
from tenantry.permissions import OrganizationRole, WorkspaceRole, permissions_of
from tenantry.plans import Plan, Plans, SubscriptionStatus
from tenantry.tenancy.actor import Actor, Steward
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.proof import ENTER, ENTER_WORKSPACE
from tenantry.tenancy.transaction import begin, commit


def _found(name: str, otherwise: Any = None) -> Any:
    """Read what the proof found, when somebody asks; of a workspace only where one was entered."""
    column = f"door_{name}"
    return property(lambda tenant: tenant._door.get(column, otherwise))


class Tenant(Actor):
    """A member inside an organization, and inside one of its workspaces if they entered one.

    Every role here was read by the proof, in this transaction; before it there is none to read.
    """

    __slots__ = (
        "_demanded",
        "_door",
        "_leaving",
        "organization_id",
        "organization_role",
        "permissions",
        "workspace_id",
        "workspace_role",
    )

    BINDS: ClassVar[tuple[str, ...]] = ("caller_id", "organization_id")

    lacks_mfa: bool = _found("lacks_mfa")
    """Whether the session has proved no second factor; of the application's word none is asked."""
    member_id: UUID = _found("member_id")
    organization_name: str = _found("organization_name")
    organization_role: OrganizationRole
    permissions: frozenset[str]
    subscription_status: SubscriptionStatus = _found("subscription_status")
    subscription_tier: str = _found("subscription_tier")
    workspace_frozen: bool = _found("workspace_frozen", False)
    workspace_name: str | None = _found("workspace_name")
    workspace_role: WorkspaceRole | None

    def __init__(
        self,
        connection: Connection,
        plans: Plans,
        caller: Caller,
        organization_id: UUID,
        workspace_id: UUID | None,
        *,
        leaving: bool = False,
    ) -> None:
        super().__init__(
            connection, plans, caller, ENTER if workspace_id is None else ENTER_WORKSPACE
        )
        self._leaving = leaving
        self.organization_id = organization_id
        self.workspace_id = workspace_id
        self._demanded: list[str] = []
        self.bound["organization_id"] = self.journal.place = organization_id
        self.bound["workspace_id"] = workspace_id

    def can(self, permission: str) -> bool:
        """Ask the matrix; prefer `allow` on the service function, which refuses by itself."""
        return permission in self.permissions

    def demand(self, permission: str) -> None:
        """Refuse with PermissionDenied (403), which names the permission that is missing.

        Before the proof it is only noted, and the proof refuses.
        """
        self._demanded.append(permission)
        if self._proved and permission not in self.permissions:
            raise PermissionDenied(permission=permission)

    @property
    def plan(self) -> Plan:
        """The plan whose limits and features apply now."""
        return self.plans.of(self.subscription_tier)

    def demand_change(self) -> None:
        """Refuse changes while the subscription is suspended, or in a frozen workspace (402).

        Before the proof nothing is known, but then PostgreSQL takes no change either.
        """
        if not self._proved:
            return
        if self.subscription_status == "suspended":
            raise SubscriptionSuspended
        if self.workspace_frozen:
            raise Frozen

    async def _ask(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        """Ask the proof's question, after writing down what the clock has decided by now.

        Nobody ever looks into an organization whose ended trial has not frozen what it must: who
        comes first after the end settles it.
        """
        rows = await super()._ask(statement, parameters)
        if rows and rows[0]["door_due"] and rows[0]["door_admits"]:
            await self._settle()
            rows = await super()._ask(statement, parameters)
        return rows

    async def _settle(self) -> None:
        steward = Steward(self.connection, self.plans, self.organization_id, "Tenantry")
        if not self.reads:
            steward.journal = self.journal
            await settle(steward)
            return
        with translated():
            await self.connection.execute(begin(steward))
        await settle(steward)
        await commit(steward)
        await ledger.publish(steward)

    def _take_in(self, door: Row) -> None:
        if door["door_shut"] and not self._leaving:
            raise MfaRequiredHere
        self._door = door
        self.organization_role = door["door_organization_role"]
        self.workspace_role = door.get("door_workspace_role")
        self.permissions = permissions_of(self.organization_role, self.workspace_role)
        self.bound["organization_role"] = self.organization_role
        self.bound["workspace_role"] = self.workspace_role
        for permission in self._demanded:
            if permission not in self.permissions:
                raise PermissionDenied(permission=permission)
