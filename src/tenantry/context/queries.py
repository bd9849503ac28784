"""The statements of contexts, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement

CHOOSE_ORGANIZATION = Statement("""
    SELECT organization_id FROM organization_members
    WHERE user_id = :caller_id
    ORDER BY organization_id = :wanted_id DESC, joined_at, organization_id
    LIMIT 1""")

REMEMBER = Statement("""
    UPDATE sessions
    SET organization_id = :organization_id, workspace_id = :workspace_id, last_used_at = now()
    WHERE id = :session_id""")
