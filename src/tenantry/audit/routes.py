"""/orgs/{org_id}/audit and /auth/events."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from tenantry.audit import service
from tenantry.audit.schemas import AccountEventPage, AccountEventQuery, AuditPage, AuditQuery
from tenantry.http.answers import Answer, answer
from tenantry.http.parameters import CurrentActor, CurrentCaller, CurrentService, CurrentTenant
from tenantry.http.route import Router, serves
from tenantry.http.stream import Stream

router = Router(tags=["audit"])

_NDJSON = "application/x-ndjson"
_LINES = {
    "description": "A page, or all events.",
    "content": {_NDJSON: {"schema": {"type": "string"}}},
}


@router.get(
    "/orgs/{org_id}/audit",
    response_model=AuditPage,
    responses={200: _LINES},
    **serves(service.list_events),
)
async def list_audit_events(
    tenantry: CurrentService,
    caller: CurrentCaller,
    tenant: CurrentTenant,
    query: Annotated[AuditQuery, Query()],
) -> Answer:
    """List what was done in an organization, or stream all of it (`format=ndjson`)."""
    if query.format == "json":
        return answer(await service.list_events(tenant, query), 200)
    name = f'attachment; filename="audit-{tenant.organization_id}.ndjson"'
    headers = (
        (b"content-type", _NDJSON.encode()),
        (b"content-disposition", name.encode()),
    )
    chunks = service.export(tenantry, caller, tenant.organization_id, query)
    return Stream(200, headers=headers, chunks=chunks)


@router.get("/auth/events", **serves(service.list_mine))
async def list_account_events(
    actor: CurrentActor, query: Annotated[AccountEventQuery, Query()]
) -> AccountEventPage:
    """List what happened to your account."""
    return await service.list_mine(actor, query)
