"""The ledger: takes in what a transaction did as it commits, and tells who listens afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tenantry.audit import queries
from tenantry.audit.changes import canonical
from tenantry.audit.events import Event, tell
from tenantry.database.pool import Row
from tenantry.tenancy.record import Origin, Recorded
from tenantry.tenancy.values import new_id

if TYPE_CHECKING:
    from tenantry.tenancy.actor import Visitor

_ENDS = frozenset({"organization.deleted", "user.deleted"})
"""What takes the trail it would be written to along; it is told and not kept."""
_NOWHERE = UUID(int=0)


async def write(visitor: Visitor) -> None:
    """Write the transaction's events, as the last thing before it commits.

    An organization's writers take turns at the end of its chain, so nothing but the commit may
    come after. Organizations are gone through in the order of their ids: two transactions that
    span the same ones do not wait for each other.
    """
    journal = visitor.journal
    if not journal.events:
        return
    origin = journal.origin()
    for organization_id, events in _by_organization(journal.events):
        if any(event.action in _ENDS for event in events):
            journal.written += [_unkept(event, origin) for event in events]
            continue
        if organization_id not in (None, journal.place):
            from tenantry.tenancy.steps import go_to  # whoever takes one ends in the ledger

            await go_to(visitor, organization_id)
        rows = await _insert(visitor, organization_id, events, origin)
        for event, row in zip(events, rows, strict=True):
            at, actor_name = row["at"], row["actor_name"]
            journal.written.append(kept(event, origin, row["id"], at, actor_name))
    journal.events.clear()


async def publish(visitor: Visitor) -> None:
    """Tell who listens what has been committed."""
    for event in visitor.journal.written:
        await tell(event)
    visitor.journal.written.clear()


def _by_organization(
    events: list[Recorded],
) -> list[tuple[UUID | None, list[Recorded]]]:
    gathered: dict[UUID | None, list[Recorded]] = {}
    for event in events:
        gathered.setdefault(event.organization_id, []).append(event)
    return sorted(gathered.items(), key=lambda found: found[0] or _NOWHERE)


async def _insert(
    visitor: Visitor, organization_id: UUID | None, events: list[Recorded], origin: Origin
) -> list[Row]:
    if len(events) == 1 and organization_id is not None:
        return await visitor.all(queries.WRITE_ONE, **parameters(events[0], origin))
    columns = [_columns(event) for event in events]
    given = _given(organization_id, origin)
    statement = queries.WRITE_ACCOUNT if organization_id is None else queries.WRITE
    lists = {name: [column[name] for column in columns] for name in columns[0]}
    return await visitor.all(statement, **given, **lists)


def parameters(event: Recorded, origin: Origin) -> dict[str, Any]:
    """Name what the statement that writes one event is given."""
    return {**_given(event.organization_id, origin), **_columns(event)}


def _given(organization_id: UUID | None, origin: Origin) -> dict[str, Any]:
    return {
        "organization_id": organization_id,
        "ip": origin.ip,
        "user_agent": origin.user_agent,
        "request_id": origin.request_id,
    }


def _columns(event: Recorded) -> dict[str, Any]:
    return {
        "e_id": new_id(),
        "e_actor_id": event.actor_id,
        "e_actor_name": event.actor_name,
        "e_action": event.action,
        "e_target_type": event.target_type,
        "e_target_id": event.target_id,
        "e_target_name": event.target_name,
        "e_workspace_id": event.workspace_id,
        "e_changes": canonical(event.changes),
    }


def kept(event: Recorded, origin: Origin, id: UUID, at: datetime, actor_name: str) -> Event:
    """Make what is to be told of an event from what the database made of it."""
    return _event(event, origin, id=id, at=at, actor_name=actor_name)


def _unkept(event: Recorded, origin: Origin) -> Event:
    return _event(
        event, origin, id=new_id(), at=datetime.now(UTC), actor_name=event.actor_name or ""
    )


def _event(event: Recorded, origin: Origin, **known: Any) -> Event:
    return Event(
        action=event.action,
        organization_id=event.organization_id,
        workspace_id=event.workspace_id,
        actor_id=event.actor_id,
        target_type=event.target_type,
        target_id=event.target_id,
        target_name=event.target_name,
        changes=event.changes,
        **known,
        ip=origin.ip,
        user_agent=origin.user_agent,
        request_id=origin.request_id,
    )
