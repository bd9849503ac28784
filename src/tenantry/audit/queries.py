"""The statements that write the audit trail, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement

_GIVEN = """
    FROM unnest(
        CAST(:ids AS uuid[]), CAST(:actor_ids AS uuid[]), CAST(:actor_names AS text[]),
        CAST(:actions AS text[]), CAST(:target_types AS text[]), CAST(:target_ids AS uuid[]),
        CAST(:target_names AS text[]), CAST(:workspace_ids AS uuid[]), CAST(:changes AS text[]))
      WITH ORDINALITY AS e(id, actor_id, actor_name, action, target_type, target_id,
        target_name, workspace_id, changes, place)
    LEFT JOIN users u ON u.id = e.actor_id
    ORDER BY e.place
    RETURNING id, at, actor_name"""
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

WRITE = Statement(f"""
    INSERT INTO audit_events (organization_id, workspace_id, {_COLUMNS})
    SELECT :organization_id, e.workspace_id, {_VALUES} {_GIVEN}""")
WRITE_ACCOUNT = Statement(f"""
    INSERT INTO account_events (user_id, {_COLUMNS})
    SELECT e.actor_id, {_VALUES} {_GIVEN}""")
