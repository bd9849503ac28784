"""The statements of workspaces and their members, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement
from tenantry.members.listing import PEOPLE_SEARCH, people_sorts
from tenantry.pagination import Listing, Sort
from tenantry.permissions import WORKSPACE_ROLES

FIRST = 50
"""How many members come with a workspace."""

_COLUMNS = """
    w.id, w.organization_id, w.name, w.slug, w.description, w.avatar_url, w.settings,
    w.is_default, w.frozen_at IS NOT NULL AS frozen, w.created_by, w.created_at, w.updated_at,
    w.version"""

MINE = Listing(
    columns="w.*",
    source=f"""(
        SELECT {_COLUMNS}, CAST('admin' AS text) AS user_role FROM workspaces w
        WHERE w.organization_id = :organization_id AND :organization_role <> 'member'
        UNION ALL
        SELECT {_COLUMNS}, wm.role FROM workspace_members wm
          JOIN workspaces w ON w.organization_id = wm.organization_id AND w.id = wm.workspace_id
        WHERE wm.organization_id = :organization_id AND wm.user_id = :caller_id
          AND :organization_role = 'member'
    ) AS w""",
    where="true",
    id="w.id",
    sorts={"name": Sort("lower(w.name)"), "created_at": Sort("w.created_at", "timestamptz")},
    search=("w.name", "w.slug", "w.description"),
    count="""
        SELECT CASE WHEN :organization_role = 'member'
          THEN (SELECT count(*) FROM workspace_members
                WHERE organization_id = :organization_id AND user_id = :caller_id)
          ELSE (SELECT workspace_count FROM organizations WHERE id = :organization_id) END""",
)
"""Those the caller can enter; PostgreSQL runs only the half that is theirs.

Both halves have just the columns of the whole, so nothing has to be made of what they give.
"""

_MEMBER_COLUMNS = """
    m.id, m.workspace_id, m.user_id, u.username, u.email, u.display_name, m.role, m.added_by,
    m.joined_at, m.created_at"""

MEMBERS = Listing(
    columns=_MEMBER_COLUMNS,
    source="workspace_members m JOIN users u ON u.id = m.user_id",
    where="m.organization_id = :organization_id AND m.workspace_id = :workspace_id",
    id="m.id",
    sorts=people_sorts(WORKSPACE_ROLES),
    search=PEOPLE_SEARCH,
)

FIND = Statement(f"""
    SELECT {_COLUMNS}, :workspace_role AS user_role, {MEMBERS.count} AS member_count,
           {MEMBERS.embed("joined_at", FIRST)} AS members
    FROM workspaces w
    WHERE w.organization_id = :organization_id AND w.id = :workspace_id""")

CHOOSE = Statement("""
    SELECT w.id
    FROM workspaces w LEFT JOIN workspace_members wm
      ON wm.organization_id = w.organization_id AND wm.workspace_id = w.id
     AND wm.user_id = :caller_id
    WHERE w.organization_id = :organization_id
      AND (:organization_role <> 'member' OR wm.id IS NOT NULL)
    ORDER BY w.id = :wanted_id DESC, w.is_default DESC, w.created_at, w.id
    LIMIT 1""")

CREATE = Statement(f"""
    WITH workspace AS (
        INSERT INTO workspaces (
            organization_id, id, slug, name, description, avatar_url, settings, created_by)
        VALUES (:organization_id, :new_id, :slug, :name, :description, :avatar_url, :settings,
            :caller_id)
        ON CONFLICT (organization_id, slug) DO NOTHING
        RETURNING *
    ), membership AS (
        INSERT INTO workspace_members (
            organization_id, id, workspace_id, user_id, role, added_by)
        SELECT organization_id, :member_id, id, :caller_id, 'admin', :caller_id FROM workspace
    )
    SELECT {_COLUMNS}, 'admin' AS user_role FROM workspace w""")

UPDATE = Statement(f"""
    WITH was AS (
        SELECT * FROM workspaces
        WHERE organization_id = :organization_id AND id = :workspace_id FOR NO KEY UPDATE
    )
    UPDATE workspaces w
    SET (name, slug, description, avatar_url, settings, updated_at, version) = (
        SELECT changed.name, changed.slug, changed.description, changed.avatar_url,
               changed.settings, now(), w.version + 1
        FROM jsonb_populate_record(w, CAST(:changes AS jsonb)) AS changed)
    FROM was
    WHERE w.organization_id = was.organization_id AND w.id = was.id
      AND (CAST(:versions AS int[]) IS NULL OR w.version = ANY(:versions))
    RETURNING {_COLUMNS}, :workspace_role AS user_role,
      json_build_object('name', was.name, 'slug', was.slug, 'description', was.description,
        'avatar_url', was.avatar_url, 'settings', was.settings) AS was""")

DELETE = Statement("""
    WITH organization AS (
        SELECT id FROM organizations WHERE id = :organization_id FOR NO KEY UPDATE
    )
    DELETE FROM workspaces
    WHERE organization_id = (SELECT id FROM organization) AND id = :workspace_id
      AND NOT is_default
    RETURNING name""")
"""Locks the organization, whose count changes, before the workspace: as another default does."""

LOCK_ORGANIZATION = Statement(
    "SELECT id FROM organizations WHERE id = :organization_id FOR NO KEY UPDATE"
)
CLEAR_DEFAULT = Statement("""
    UPDATE workspaces SET is_default = false, updated_at = now(), version = version + 1
    WHERE organization_id = :organization_id AND is_default AND id <> :workspace_id
    RETURNING id""")
SET_DEFAULT = Statement(f"""
    UPDATE workspaces w
    SET is_default = true,
        updated_at = CASE WHEN w.is_default THEN w.updated_at ELSE now() END,
        version = w.version + (NOT w.is_default)::int
    WHERE w.organization_id = :organization_id AND w.id = :workspace_id
    RETURNING {_COLUMNS}, :workspace_role AS user_role""")

ADD_MEMBER = Statement(f"""
    WITH m AS (
        INSERT INTO workspace_members (
            organization_id, id, workspace_id, user_id, role, added_by)
        VALUES (:organization_id, :member_id, :workspace_id, :user_id, :role, :caller_id)
        RETURNING *
    )
    SELECT {_MEMBER_COLUMNS} FROM m JOIN users u ON u.id = m.user_id""")

SET_MEMBER_ROLE = Statement(f"""
    WITH was AS (
        SELECT organization_id, id, role FROM workspace_members
        WHERE organization_id = :organization_id AND workspace_id = :workspace_id
          AND id = :member_id FOR NO KEY UPDATE
    ), m AS (
        UPDATE workspace_members SET role = :role FROM was
        WHERE workspace_members.organization_id = was.organization_id
          AND workspace_members.id = was.id
        RETURNING workspace_members.*, was.role AS was
    )
    SELECT {_MEMBER_COLUMNS}, m.was FROM m JOIN users u ON u.id = m.user_id""")

REMOVE_MEMBER = Statement(f"""
    WITH m AS (
        DELETE FROM workspace_members
        WHERE organization_id = :organization_id AND workspace_id = :workspace_id
          AND id = :member_id AND (:may_manage OR user_id = :caller_id)
        RETURNING *
    )
    SELECT {_MEMBER_COLUMNS} FROM m JOIN users u ON u.id = m.user_id""")
FIND_MEMBER = Statement("""
    SELECT id FROM workspace_members
    WHERE organization_id = :organization_id AND workspace_id = :workspace_id
      AND id = :member_id""")
