"""/switch: where one works."""

from __future__ import annotations

from tenantry.context import service
from tenantry.context.schemas import Context, ContextToken, OrganizationSwitch, WorkspaceSwitch
from tenantry.http.parameters import CurrentCaller, CurrentService
from tenantry.http.route import Router, serves

router = Router(prefix="/switch", tags=["context"])


@router.post("/organization", **serves(service.switch))
async def switch_organization(
    tenantry: CurrentService, caller: CurrentCaller, body: OrganizationSwitch
) -> ContextToken:
    """Get a token for another organization; the one you have stays good for where it is."""
    return await service.switch(tenantry, caller, body.organization_id, body.workspace_id)


@router.post("/workspace", **serves(service.switch))
async def switch_workspace(
    tenantry: CurrentService, caller: CurrentCaller, body: WorkspaceSwitch
) -> ContextToken:
    """Get a token for another workspace of the organization your token names."""
    return await service.switch(tenantry, caller, caller.organization_id, body.workspace_id)


@router.get("/current", **serves(service.current))
async def read_context(tenantry: CurrentService, caller: CurrentCaller) -> Context:
    """Read your token's context as it is now, roles read afresh."""
    return await service.current(tenantry, caller)
