"""The door: the one place that binds a transaction to who acts and to where.

The token says where someone wants to be; a proof asks PostgreSQL whether they may, in the
transaction of their work. Nothing here is cached, so a revoked session, a removed member and a
changed role hold from the next request on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar
from uuid import UUID

from tenantry.audit.ledger import publish
from tenantry.database.pool import Connection, Database
from tenantry.database.refusals import translated
from tenantry.errors import TenantryError
from tenantry.plans import Plans
from tenantry.tenancy.actor import Actor, Steward, Visitor
from tenantry.tenancy.binding import UNBIND_ORGANIZATION, bind_organization, bind_user
from tenantry.tenancy.founder import Founder, Guest
from tenantry.tenancy.proof import ACT, ENTER, ENTER_WORKSPACE
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.transaction import begin, commit
from tenantry.tenancy.values import new_id


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token, or the application, says is acting, and the context they chose.

    Only a claim: it becomes an Actor or a Tenant when the database agrees. Without a session it is
    the application's own word for a user, in process.
    """

    user_id: UUID
    session_id: UUID | None = None
    organization_id: UUID | None = None
    workspace_id: UUID | None = None


V = TypeVar("V", bound=Visitor)


class Opening(Generic[V]):
    """One transaction as a context manager: committed on success, rolled back on any error.

    Entering proves the caller. In a `reading` one each statement is a transaction of its own, and
    each proves.
    """

    __slots__ = ("_connection", "_database", "_holder", "_make", "_reads")

    def __init__(self, database: Database, make: Callable[[Connection], V]) -> None:
        self._database = database
        self._make = make
        self._reads = False

    def reading(self) -> Opening[V]:
        """Only read: one round trip a statement and none beside, and PostgreSQL refuses writes.

        Leaving makes sure that something was asked.
        """
        self._reads = True
        return self

    async def __aenter__(self) -> V:
        connection = self._connection = await self._database.acquire()
        holder = self._holder = self._make(connection)
        if self._reads:
            holder.reads = True
            return holder
        try:
            with translated():
                await connection.execute(begin(holder))
            if holder.ENTERS_PROVED:
                await holder.prove()
        except BaseException as error:
            await self._abandon(error)
            raise
        return holder

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None or self._asks_before(error):
                await self._holder.prove()
            if error is None and not self._reads:
                await commit(self._holder)
        except BaseException as refusal:
            await self._abandon(refusal)
            raise
        if error is not None:
            await self._abandon(error)
            return
        self._database.give_back(self._connection)
        await publish(self._holder)

    def _asks_before(self, error: BaseException) -> bool:
        """Whether the door's refusal goes before one of a handler that asked nothing."""
        refused = isinstance(error, TenantryError) and not self._reads
        return refused and self._holder.unasked

    async def _abandon(self, error: BaseException) -> None:
        """Roll back; a connection whose request was cut off in the middle is not used again.

        Where a value could not even be sent, its statement was prepared and nothing followed: an
        empty statement ends the transaction that PostgreSQL began for it.
        """
        connection = self._connection
        if isinstance(error, asyncio.CancelledError) or connection.is_closed():
            self._database.drop(connection)
            return
        try:
            end = "ROLLBACK" if connection.is_in_transaction() else ""
            await connection.execute(end, timeout=5)
        except asyncio.CancelledError:
            self._database.drop(connection)
            raise
        except Exception:
            self._database.drop(connection)
        else:
            self._database.give_back(connection)


class Door:
    """Opens transactions on one database, each bound to exactly what its caller may see."""

    def __init__(self, database: Database, plans: Plans) -> None:
        self._database = database
        self._plans = plans

    def visit(self) -> Opening[Visitor]:
        """Open a transaction bound to nobody, for sign-up, sign-in and health."""
        return Opening(self._database, lambda connection: Visitor(connection, self._plans))

    def act(self, caller: Caller) -> Opening[Actor]:
        """Open a transaction as a user outside any organization.

        Raises SessionEnded where the session is over.
        """
        proof = ACT[caller.session_id is not None]
        return Opening(
            self._database,
            lambda connection: Actor(
                connection, self._plans, caller.user_id, caller.session_id, proof
            ),
        )

    def found(self, caller: Caller) -> Opening[Founder]:
        """Open a transaction bound to an organization that does not exist yet, to create it."""
        proof, organization_id = ACT[caller.session_id is not None], new_id()
        return Opening(
            self._database,
            lambda connection: Founder(
                connection, self._plans, caller.user_id, caller.session_id, organization_id, proof
            ),
        )

    def arrive(self) -> Opening[Founder]:
        """Open a transaction as a user who does not exist yet, to create them."""
        user_id, organization_id = new_id(), new_id()
        return Opening(
            self._database,
            lambda connection: Founder(connection, self._plans, user_id, None, organization_id),
        )

    def knock(self, caller: Caller, organization_id: UUID) -> Opening[Guest]:
        """Open a transaction as a user at an organization they are not in, for who was invited.

        Nobody is let in by it: what the guest shows decides, in the feature that asked.
        """
        proof = ACT[caller.session_id is not None]
        return Opening(
            self._database,
            lambda connection: Guest(
                connection, self._plans, caller.user_id, caller.session_id, organization_id, proof
            ),
        )

    def arrive_invited(self, organization_id: UUID) -> Opening[Guest]:
        """Open a transaction as a user who does not exist yet, and was invited."""
        user_id = new_id()
        return Opening(
            self._database,
            lambda connection: Guest(connection, self._plans, user_id, None, organization_id),
        )

    def enter(
        self, caller: Caller, organization_id: UUID, workspace_id: UUID | None = None
    ) -> Opening[Tenant]:
        """Open a transaction inside an organization, and inside a workspace where one is named.

        Raises SessionEnded where the session is over, NotFound where the caller is not a member,
        was not added to the workspace, or either does not exist: all the same from outside.
        MfaRequiredHere is for members whose session lacks the second factor asked for here.
        """
        return Opening(
            self._database,
            lambda connection: _tenant(
                connection, self._plans, caller, organization_id, workspace_id
            ),
        )

    def leave(self, caller: Caller, organization_id: UUID) -> Opening[Tenant]:
        """Open a transaction inside an organization to leave it; no second factor is asked for."""
        return Opening(
            self._database,
            lambda connection: _tenant(
                connection, self._plans, caller, organization_id, None, leaving=True
            ),
        )

    def tend(self, organization_id: UUID, name: str = "Tenantry") -> Opening[Steward]:
        """Open a transaction inside an organization as the system itself; nobody is asked.

        For jobs and operators alone: no request comes in this way.
        """
        return Opening(
            self._database,
            lambda connection: Steward(connection, self._plans, organization_id, name),
        )


def _tenant(
    connection: Connection,
    plans: Plans,
    caller: Caller,
    organization_id: UUID,
    workspace_id: UUID | None,
    *,
    leaving: bool = False,
) -> Tenant:
    kinds = ENTER if workspace_id is None else ENTER_WORKSPACE
    proof = kinds[caller.session_id is not None]
    return Tenant(
        connection,
        plans,
        caller.user_id,
        caller.session_id,
        organization_id,
        workspace_id,
        proof,
        leaving=leaving,
    )


async def become(visitor: Visitor, caller: Caller, *, prove: bool = True) -> Actor:
    """Turn a visitor's transaction into a user's, for sign-in and refresh.

    Raises SessionEnded where the session is over. Unproved it is for comparing secrets alone.
    """
    with translated():
        await visitor.connection.execute(bind_user(caller.user_id))
    proof = ACT[caller.session_id is not None] if prove else None
    actor = Actor(visitor.connection, visitor.plans, caller.user_id, caller.session_id, proof)
    actor.journal = visitor.journal
    await actor.prove()
    return actor


async def step_outside(actor: Actor) -> None:
    """Leave the organization entered last, back to where the user sees which ones are theirs."""
    with translated():
        await actor.connection.execute(UNBIND_ORGANIZATION)
    actor.journal.place = None


async def go_to(visitor: Visitor, organization_id: UUID) -> None:
    """Bind the transaction to an organization it has worked in, for the ledger to write there."""
    with translated():
        await visitor.connection.execute(bind_organization(organization_id))
    visitor.journal.place = organization_id


async def step_inside(
    actor: Actor,
    organization_id: UUID,
    workspace_id: UUID | None = None,
    *,
    leaving: bool = False,
) -> Tenant:
    """Enter an organization from within a transaction, for work that spans several of them.

    What was visible before is not any more: the transaction is in the one organization entered
    last. Raises as `Door.enter` does, or with `leaving` as `Door.leave`.
    """
    with translated():
        await actor.connection.execute(bind_organization(organization_id))
    caller = Caller(actor.user_id, actor.session_id)
    tenant = _tenant(
        actor.connection, actor.plans, caller, organization_id, workspace_id, leaving=leaving
    )
    tenant.name, tenant.journal = actor.name, actor.journal
    tenant.journal.place = organization_id
    await tenant.prove()
    return tenant
