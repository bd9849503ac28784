"""The statements of organizations, built once."""

from __future__ import annotations

from tenantry.billing.clock import subscription_now
from tenantry.database.statements import Statement
from tenantry.entries import rows_of, write
from tenantry.members import queries as members
from tenantry.organizations.schemas import OrganizationDetail, OrganizationRead
from tenantry.pagination import Listing, Sort
from tenantry.tenancy.change import Change
from tenantry.workspaces import queries as workspaces
from tenantry.workspaces.schemas import WorkspaceRead

FIRST = 50
"""How many members and workspaces come with an organization."""

_COLUMNS = f"""
    o.id, o.name, o.slug, o.billing_email, o.avatar_url, o.settings, {subscription_now("o")},
    o.created_by, o.created_at, o.updated_at, o.version"""

MINE = Listing(
    entry=OrganizationRead,
    columns=f"{_COLUMNS}, o.role AS user_role",
    source="own_organizations o",
    where="true",
    id="o.id",
    sorts={"name": Sort("lower(o.name)"), "created_at": Sort("o.created_at", "timestamptz")},
    search=("o.name", "o.slug"),
    count="SELECT count(*) FROM own_memberships",
)

_ENTERED = """(
    SELECT count(*) FROM workspace_members
    WHERE organization_id = :organization_id AND user_id = :caller_id)"""
"""How many workspaces a member can enter; an admin's are all, and counted on the row at hand."""

_ROW = f"""
    SELECT {_COLUMNS}, :organization_role AS user_role, o.member_count,
           CASE WHEN :organization_role = 'member' THEN {_ENTERED}
             ELSE o.workspace_count END AS workspace_count
    FROM organizations o WHERE o.id = :organization_id"""
FIND = Statement(f"""
    SELECT {write(OrganizationDetail)} AS written,
           {members.ALL.embed("joined_at", FIRST)} AS members,
           {workspaces.MINE.embed("created_at", FIRST, WorkspaceRead)} AS workspaces
    FROM {rows_of(OrganizationDetail, _ROW)}""")

CREATE = Change(
    steps="""
    due AS (
        SELECT id FROM users
        WHERE id = :caller_id AND :trial_days > 0 AND trials_started < :trials_per_user
        FOR NO KEY UPDATE
    ), starts AS (
        SELECT on_trial, CASE WHEN on_trial
            THEN now() + make_interval(hours => 24 * :trial_days) END AS trial_ends_at
        FROM door, (SELECT EXISTS (SELECT FROM due) AS on_trial) AS asked
        WHERE door_admits
    ), organization AS (
        INSERT INTO organizations (
            id, name, slug, billing_email, avatar_url, settings, created_by,
            subscription_tier, subscription_status, trial_ends_at, subscription_ends_at)
        SELECT :organization_id, :name, :slug, :billing_email, :avatar_url, :settings, :caller_id,
            CASE WHEN on_trial THEN :trial_tier ELSE :free_tier END,
            CASE WHEN on_trial THEN 'trial' ELSE 'active' END,
            trial_ends_at, trial_ends_at
        FROM starts
        ON CONFLICT (slug) DO NOTHING
        RETURNING *
    ), trial AS (
        UPDATE users SET trials_started = trials_started + 1
        FROM due, organization WHERE users.id = due.id
    ), member AS (
        INSERT INTO organization_members (organization_id, id, user_id, role)
        SELECT id, :member_id, :caller_id, 'owner' FROM organization
    ), workspace AS (
        INSERT INTO workspaces (organization_id, id, slug, name, is_default, created_by)
        SELECT id, :new_workspace_id, 'default', 'Default', true, :caller_id FROM organization
    ), workspace_member AS (
        INSERT INTO workspace_members (
            organization_id, id, workspace_id, user_id, role, added_by)
        SELECT id, :workspace_member_id, :new_workspace_id, :caller_id, 'admin', :caller_id
        FROM organization
    )""",
    done="organization",
    result=f"SELECT {_COLUMNS}, 'owner' AS user_role FROM organization o",
)

UPDATE = Statement(f"""
    WITH was AS (SELECT * FROM organizations WHERE id = :organization_id FOR NO KEY UPDATE)
    UPDATE organizations o
    SET (name, slug, billing_email, avatar_url, settings, updated_at, version) = (
        SELECT changed.name, changed.slug, changed.billing_email, changed.avatar_url,
               changed.settings, now(), o.version + 1
        FROM jsonb_populate_record(o, CAST(:changes AS jsonb)) AS changed)
    FROM was
    WHERE o.id = was.id
      AND (CAST(:versions AS int[]) IS NULL OR o.version = ANY(:versions))
    RETURNING {_COLUMNS}, :organization_role AS user_role,
      json_build_object('name', was.name, 'slug', was.slug, 'billing_email', was.billing_email,
        'avatar_url', was.avatar_url, 'settings', was.settings) AS was""")

DELETE = Statement("DELETE FROM organizations WHERE id = :organization_id")
