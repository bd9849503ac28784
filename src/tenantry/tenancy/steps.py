"""Steps from one holder of a transaction to the next, without ending it."""

from __future__ import annotations

from uuid import UUID

from tenantry.database.refusals import translated
from tenantry.tenancy.actor import Actor, Visitor
from tenantry.tenancy.binding import UNBIND_ORGANIZATION, bind_organization, bind_user
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.proof import ACT
from tenantry.tenancy.tenant import Tenant


async def become(visitor: Visitor, caller: Caller, *, prove: bool = True) -> Actor:
    """Turn a visitor's transaction into a user's, for sign-in and refresh.

    Raises SessionEnded where the session is over. Unproved it is for comparing secrets alone.
    """
    with translated():
        await visitor.connection.execute(bind_user(caller.user_id))
    actor = Actor(visitor.connection, visitor.plans, caller, ACT if prove else None)
    actor.journal = visitor.journal
    await actor.prove()
    return actor


async def step_outside(actor: Actor) -> None:
    """Leave the organization entered last, back to where the user sees which ones are theirs."""
    with translated():
        await actor.connection.execute(UNBIND_ORGANIZATION)
    actor.journal.place = None


def require_outside(actor: Actor) -> None:
    """Refuse, as a mistake of the program, to ask of all organizations from inside one.

    What is a user's own outside does not show there, so the answer would be wrong.
    """
    if actor.journal.place is not None:
        raise TypeError("This is asked outside any organization: open it with `service.act(user)`.")


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
    tenant = Tenant(
        actor.connection, actor.plans, caller, organization_id, workspace_id, leaving=leaving
    )
    tenant.name, tenant.journal = actor.name, actor.journal
    tenant.journal.place = organization_id
    await tenant.prove()
    return tenant
