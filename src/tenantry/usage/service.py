"""What an organization uses, and a workspace at a glance."""

from __future__ import annotations

from tenantry.billing.limits import LIMITED
from tenantry.database.pool import Row
from tenantry.permissions import allow
from tenantry.tenancy.tenant import Tenant
from tenantry.usage import queries
from tenantry.usage.schemas import (
    ChatbotFigures,
    DayCount,
    Figures,
    Gauge,
    MessageFigures,
    MessageUsageRead,
    OtherUsage,
    OverviewRead,
    UsageQuery,
    UsageRead,
    WorkspaceUsage,
)


@allow("billing:read", reads=True)
async def read(tenant: Tenant, query: UsageQuery) -> UsageRead:
    """Read messages by day and workspace, and what is used of each limit now."""
    first, last = query.days
    row = await tenant.one(queries.usage(tuple(LIMITED.values())), first=first, last=last)
    limits = tenant.plan.limits
    used = {**dict.fromkeys(limits, 0), **row["metered"], **row["counted"]}
    return UsageRead(
        first=first,
        last=last,
        messages=_by_day(row),
        gauges={name: Gauge(used=count, limit=limits.get(name)) for name, count in used.items()},
    )


def _by_day(row: Row) -> MessageUsageRead:
    """Fill in the days on which nothing was used."""
    days = row["days"]
    listed: list[WorkspaceUsage] = []
    others = OtherUsage(workspaces=0, count=0, days=[0] * len(days))
    for shown in sorted(row["shown"], key=lambda shown: shown["place"]):
        filled = [shown["used"].get(day, 0) for day in days]
        if shown["id"] is None:
            others = OtherUsage(workspaces=shown["place"], count=shown["count"], days=filled)
        else:
            listed.append(WorkspaceUsage.model_validate({**shown, "days": filled}))
    series = [*(workspace.days for workspace in listed), others.days]
    counts = [
        DayCount(date=day, count=sum(column))
        for day, column in zip(days, zip(*series, strict=True), strict=True)
    ]
    return MessageUsageRead(
        count=sum(day.count for day in counts), days=counts, workspaces=listed, others=others
    )


@allow("usage:read", reads=True)
async def overview(tenant: Tenant) -> OverviewRead:
    """Read what the dashboard shows of a workspace, in one statement."""
    row = await tenant.one(queries.OVERVIEW)
    limits = tenant.plan.limits
    before = row["last_month_so_far"]
    messages = MessageFigures(
        count=row["messages"],
        last_month=row["last_month"],
        last_month_so_far=before,
        change=round(row["messages"] / before - 1, 4) if before else None,
        organization_used=row["organization_messages"],
        limit=limits.get("messages"),
    )
    chatbots = ChatbotFigures(
        count=row["chatbots"],
        organization_used=row["organization_chatbots"],
        limit=limits.get("chatbots"),
    )
    return OverviewRead.model_validate(
        {
            "figures": Figures(members=row["members"], chatbots=chatbots, messages=messages),
            "days": row["days"],
            "activities": row["activities"],
            "chatbots": row["latest"],
        }
    )
