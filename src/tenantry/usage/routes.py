"""/orgs/{org_id}/usage, and /orgs/{org_id}/workspaces/{workspace_id}/overview."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from tenantry.http.parameters import CurrentTenant, CurrentWorkspace
from tenantry.http.route import Router, serves
from tenantry.usage import service
from tenantry.usage.schemas import OverviewRead, UsageQuery, UsageRead

router = Router(prefix="/orgs/{org_id}", tags=["usage"])


@router.get("/usage", **serves(service.read))
async def read_usage(tenant: CurrentTenant, query: Annotated[UsageQuery, Query()]) -> UsageRead:
    """Read messages by day and workspace, and what is used of each limit of the plan."""
    return await service.read(tenant, query)


@router.get("/workspaces/{workspace_id}/overview", **serves(service.overview))
async def read_overview(tenant: CurrentWorkspace) -> OverviewRead:
    """Read a workspace at a glance: its figures, 30 days of messages, what happened last."""
    return await service.overview(tenant)
