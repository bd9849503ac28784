"""The statements of contexts, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement

CHOOSE_ORGANIZATION = Statement("""
    SELECT o.id AS organization_id FROM own_organizations o
    WHERE NOT (o.require_mfa
        AND EXISTS (SELECT FROM sessions WHERE id = :session_id AND mfa_at IS NULL))
    ORDER BY o.id = :wanted_id DESC, o.joined_at, o.id
    LIMIT 1""")
"""Passes by organizations that demand a second factor of a session that has proved none."""

REMEMBER = Statement("""
    UPDATE sessions
    SET organization_id = :organization_id, workspace_id = :workspace_id, last_used_at = now()
    WHERE id = :session_id""")
