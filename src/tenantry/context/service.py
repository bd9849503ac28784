"""Contexts: which organization and workspace someone works in.

A context lives in the access token, so two tabs may be in two places. The session remembers the
last one only for the next sign-in to start from.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from tenantry.context import queries
from tenantry.context.schemas import Context, ContextToken
from tenantry.errors import MfaRequiredHere, NotFound
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.steps import step_inside, step_outside
from tenantry.tenancy.tenant import Tenant
from tenantry.workspaces import queries as workspace_queries

_TRIES = 3
"""How often a sign-in looks for the next context when the one it found was deleted meanwhile."""


@refuses(MfaRequiredHere, NotFound)
async def switch(
    service: Service, caller: Caller, organization_id: UUID | None, workspace_id: UUID | None
) -> ContextToken:
    """Enter an organization, and the workspace named or the first fitting one, and sign a token.

    Raises NotFound where the caller cannot enter, or names no organization and has none.
    """
    if organization_id is None:
        raise NotFound
    async with service.enter(caller, organization_id, workspace_id) as entered:
        tenant = entered if workspace_id else await _settle(entered, wanted=None)
        await tenant.all(queries.REMEMBER)
    context = context_of(tenant)
    token = sign(service, caller, context)
    return ContextToken(
        access_token=token, expires_in=service.tokens.seconds, **context.model_dump()
    )


@refuses(MfaRequiredHere, NotFound)
async def current(service: Service, caller: Caller) -> Context:
    """Read the token's context as it is now; NotFound where the caller can no longer enter it."""
    if caller.organization_id is None:
        async with service.act(caller).reading():
            return Context()
    entering = service.enter(caller, caller.organization_id, caller.workspace_id)
    async with entering.reading() as tenant:
        await tenant.prove()
        return context_of(tenant)


async def resolve(actor: Actor, organization_id: UUID | None, workspace_id: UUID | None) -> Context:
    """Find the context nearest to the one wanted that the user still has, for a sign-in.

    Enters the organization it finds: the transaction stays inside it.
    """
    if actor.journal.place is not None:
        await step_outside(actor)
    for _ in range(_TRIES):
        found = await actor.value(queries.CHOOSE_ORGANIZATION, wanted_id=organization_id)
        if found is None:
            break
        try:
            tenant = await _settle(await step_inside(actor, found), wanted=workspace_id)
        except (NotFound, MfaRequiredHere):
            await step_outside(actor)
            continue
        if actor.session_id is not None:
            await tenant.all(queries.REMEMBER)
        return context_of(tenant)
    return Context()


def context_of(tenant: Tenant) -> Context:
    """Describe where a tenant is."""
    return Context(
        organization_id=tenant.organization_id,
        organization_name=tenant.organization_name,
        organization_role=tenant.organization_role,
        workspace_id=tenant.workspace_id,
        workspace_name=tenant.workspace_name,
        workspace_role=tenant.workspace_role,
        permissions=sorted(tenant.permissions),
    )


def sign(service: Service, caller: Caller, context: Context) -> str:
    """Sign an access token for a context."""
    return service.tokens.issue(
        replace(caller, organization_id=context.organization_id, workspace_id=context.workspace_id),
        organization_role=context.organization_role,
        workspace_role=context.workspace_role,
        permissions=context.permissions,
    )


async def _settle(tenant: Tenant, wanted: UUID | None) -> Tenant:
    """Move into the workspace wanted, the default, or the first the caller can enter, if any."""
    found = await tenant.value(workspace_queries.CHOOSE, wanted_id=wanted)
    if found is None:
        return tenant
    return await step_inside(tenant, tenant.organization_id, found)
