"""The statements that read the audit trail, one for each set of filters, built when first asked."""

from __future__ import annotations

import functools

from tenantry.audit.schemas import AccountEventRead
from tenantry.database.statements import Statement
from tenantry.pagination import Listing, Sort

COUNTED = 10_000
"""To how many events a filtered trail is counted."""
_CHUNK_EVENTS = 1000
_CHUNK_BYTES = 256 * 1024

_LAST = "(SELECT sequence FROM audit_heads WHERE organization_id = :organization_id)"
_AT = """coalesce((
    SELECT sequence FROM audit_events
    WHERE organization_id = :organization_id AND at >= {time}
    ORDER BY at, sequence LIMIT 1), 9223372036854775807)"""
"""The first event from a time on: none is older than the one before it."""
_FILTERS = {
    "actor": "e.actor_id = :actor",
    "action": "e.action = :action",
    "workspace_id": "e.workspace_id = :in_workspace",
    "from_": f"e.sequence >= {_AT.format(time=':from')}",
    "to": f"e.sequence < {_AT.format(time=':to')}",
}


def _where(filters: frozenset[str]) -> str:
    given = (condition for name, condition in _FILTERS.items() if name in filters)
    return " AND ".join(("e.organization_id = :organization_id", *given))


@functools.cache
def page(filters: frozenset[str], continued: bool) -> Statement:
    """Build the statement of a page for the filters that are given, so that each has its index.

    Without filters, events are as many as the last one's number says, and a page is found by it.
    """
    where = _where(filters)
    total, place, skip = _LAST, f"e.sequence <= {_LAST} - :offset", ""
    if filters:
        total = f"(SELECT count(*) FROM (SELECT FROM audit_events e WHERE {where} LIMIT {COUNTED}))"
        place, skip = "true", "OFFSET :offset"
    if continued:
        place, skip = "e.sequence < :after", ""
    return Statement(f"""
        SELECT coalesce(array_agg(entry.line), '{{}}') AS entries,
               (array_agg(entry.sequence))[CAST(:limit AS int) - 1] AS last,
               coalesce({total}, 0) AS total
        FROM (
            SELECT audit_line(e, true) AS line, e.sequence FROM audit_events e
            WHERE {where} AND {place}
            ORDER BY e.sequence DESC LIMIT :limit {skip}
        ) AS entry""")


@functools.cache
def chunk(filters: frozenset[str]) -> Statement:
    """Build the statement of a part of an export: so many lines, and no more than so many bytes.

    The export ends at the event that was the last when it began.
    """
    return Statement(f"""
        SELECT string_agg(sized.line || chr(10), '') AS lines, max(sized.sequence) AS last,
               coalesce(CAST(:until AS bigint), {_LAST}) AS until
        FROM (
            SELECT line, sequence, octet_length(line) AS size,
                   sum(octet_length(line)) OVER (ORDER BY sequence) AS so_far
            FROM (
                SELECT audit_line(e, true) AS line, e.sequence FROM audit_events e
                WHERE {_where(filters)} AND e.sequence > :after
                  AND e.sequence <= coalesce(CAST(:until AS bigint), {_LAST})
                ORDER BY e.sequence LIMIT {_CHUNK_EVENTS}
            ) AS line
        ) AS sized
        WHERE so_far <= {_CHUNK_BYTES} OR so_far = size""")


ACCOUNT = Listing(
    entry=AccountEventRead,
    columns="""e.id, e.at, e.action, e.target_type, e.target_id, e.target_name, e.changes,
               host(e.ip) AS ip, e.user_agent, e.request_id""",
    source="account_events e",
    where="e.user_id = :caller_id",
    id="e.id",
    sorts={"at": Sort("e.at", "timestamptz")},
)
