"""The statements that write the audit trail, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement

_KINDS = {
    "id": "uuid",
    "actor_id": "uuid",
    "actor_name": "text",
    "action": "text",
    "target_type": "text",
    "target_id": "uuid",
    "target_name": "text",
    "workspace_id": "uuid",
    "changes": "text",
}
_MANY = f"""unnest({", ".join(f"CAST(:e_{name} AS {kind}[])" for name, kind in _KINDS.items())})
      WITH ORDINALITY AS e({", ".join(_KINDS)}, place)"""
_ONE = f"""(
      SELECT {", ".join(f"CAST(:e_{name} AS {kind}) AS {name}" for name, kind in _KINDS.items())},
             1 AS place) AS e"""
_COLUMNS = """
    id, actor_id, actor_name, action, target_type, target_id, target_name, changes, ip,
    user_agent, request_id"""
_VALUES = """
    e.id, e.actor_id,
    coalesce(e.actor_name, u.display_name, u.username, u.email, CAST(e.actor_id AS text),
      'Tenantry'),
    e.action, e.target_type, e.target_id, e.target_name, CAST(e.changes AS json),
    CASE WHEN e.actor_id IS NOT NULL THEN CAST(CAST(:ip AS text) AS inet) END,
    CASE WHEN e.actor_id IS NOT NULL THEN CAST(:user_agent AS text) END,
    CAST(:request_id AS text)"""


_OWN = {
    "audit_events": {"organization_id": ":organization_id", "workspace_id": "e.workspace_id"},
    "account_events": {"user_id": "coalesce(e.actor_id, e.target_id)"},
}


def _write(table: str, events: str) -> str:
    return f"""
        INSERT INTO {table} ({_COLUMNS}, {", ".join(_OWN[table])})
        SELECT {_VALUES}, {", ".join(_OWN[table].values())}
        FROM {events} LEFT JOIN users u ON u.id = e.actor_id
        ORDER BY e.place
        RETURNING id, at, actor_name"""


WRITE = Statement(_write("audit_events", _MANY))
WRITE_ONE = Statement(_write("audit_events", _ONE))
"""The same for one event, as most transactions have it: lists cost more to send."""
WRITE_ACCOUNT = Statement(_write("account_events", _MANY))


def write_after(step: str) -> str:
    """Write SQL for one event as the last step of a statement, if the step before has a row."""
    return _write("audit_events", f"{step} CROSS JOIN {_ONE}")
