"""The audit trail: pages of it, all of it, and the history of one's own account."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from tenantry.audit import listing
from tenantry.audit.schemas import (
    AccountEventPage,
    AccountEventQuery,
    AuditFilters,
    AuditPage,
    AuditQuery,
)
from tenantry.database.pool import Row
from tenantry.permissions import allow, refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.tenant import Tenant


@allow("audit:read", reads=True)
async def list_events(tenant: Tenant, query: AuditQuery) -> AuditPage:
    """List what was done in the organization, the newest first."""
    filters = _given(query)
    after = None if query.cursor is None else int(query.cursor)
    row = await tenant.one(
        listing.page(frozenset(filters), after is not None),
        after=after,
        offset=(query.page - 1) * query.limit,
        limit=query.limit + 1,
        **_parameters(filters),
    )
    entries, total = row["entries"], row["total"]
    more = len(entries) > query.limit
    return AuditPage.model_validate(
        {
            "events": entries[: query.limit],
            "total": total,
            "page": query.page if after is None else None,
            "page_size": min(len(entries), query.limit),
            "total_pages": -(-total // query.limit),
            "has_next": more,
            "has_previous": after is not None or query.page > 1,
            "next_cursor": str(row["last"]) if more else None,
        }
    )


async def export(
    service: Service, user: UUID | Caller, organization_id: UUID, filters: AuditFilters
) -> AsyncGenerator[bytes, None]:
    """Yield all events that match as lines of JSON, the oldest first, some 1,000 at a time.

    Each part is read in a short transaction of its own that proves the reader again: whoever is
    removed, or is no admin any more, gets no further part (NotFound, PermissionDenied).
    """
    after, until = 0, None
    while True:
        async with service.enter(user, organization_id).reading() as tenant:
            part = await _read_part(tenant, filters, after, until)
        if part["lines"] is None:
            return
        yield part["lines"].encode()
        after, until = part["last"], part["until"]


@allow("audit:read", reads=True)
async def _read_part(tenant: Tenant, filters: AuditFilters, after: int, until: int | None) -> Row:
    given = _given(filters)
    statement = listing.chunk(frozenset(given))
    return await tenant.one(statement, after=after, until=until, **_parameters(given))


def _given(filters: AuditFilters) -> dict[str, Any]:
    values = ((name, getattr(filters, name)) for name in AuditFilters.model_fields)
    return {name: value for name, value in values if value is not None}


def _parameters(filters: dict[str, Any]) -> dict[str, Any]:
    """Name the filters as the statements do, which know a workspace of their own already."""
    names = {"workspace_id": "in_workspace", "from_": "from"}
    return {names.get(name, name): value for name, value in filters.items()}


@refuses(reads=True)
async def list_mine(actor: Actor, query: AccountEventQuery) -> AccountEventPage:
    """List what happened to the user's own account."""
    found = await listing.ACCOUNT.fetch(actor, query)
    return found.shape(AccountEventPage, "events")
