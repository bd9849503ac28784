"""The statements of members, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement
from tenantry.members.listing import PEOPLE_SEARCH, people_sorts
from tenantry.members.schemas import MemberRead
from tenantry.pagination import Listing
from tenantry.permissions import ORGANIZATION_ROLES
from tenantry.tenancy.change import Change

_COLUMNS = """
    m.id, m.user_id, u.username, u.email, u.display_name, m.role, m.invited_by, m.joined_at,
    m.created_at"""

ALL = Listing(
    entry=MemberRead,
    columns=_COLUMNS,
    source="organization_members m JOIN users u ON u.id = m.user_id",
    where="m.organization_id = :organization_id",
    id="m.id",
    sorts=people_sorts(ORGANIZATION_ROLES),
    search=PEOPLE_SEARCH,
    count="SELECT member_count FROM organizations WHERE id = :organization_id",
)

ADD = Statement(f"""
    WITH m AS (
        INSERT INTO organization_members (organization_id, id, user_id, role, invited_by)
        VALUES (:organization_id, :member_id, :user_id, :role, :caller_id)
        RETURNING *
    )
    SELECT {_COLUMNS} FROM m JOIN users u ON u.id = m.user_id""")

LOCK = Statement(f"""
    SELECT {_COLUMNS} FROM organization_members m JOIN users u ON u.id = m.user_id
    WHERE m.organization_id = :organization_id AND m.id = ANY(ARRAY(
        SELECT id FROM organization_members
        WHERE organization_id = :organization_id AND role = 'owner'
        UNION ALL
        SELECT id FROM organization_members
        WHERE organization_id = :organization_id AND user_id = :caller_id
        UNION ALL
        SELECT CAST(:member_id AS uuid)))
    ORDER BY m.id
    FOR NO KEY UPDATE OF m""")
"""By key, however many members there are; the roles are those after the wait for the lock."""

SET_ROLE = Change(
    steps="""
    m AS (
        UPDATE organization_members SET role = :role FROM door
        WHERE door_admits AND organization_id = :organization_id AND id = :member_id
        RETURNING organization_members.*
    )""",
    done="m",
    result=f"SELECT {_COLUMNS} FROM m JOIN users u ON u.id = m.user_id",
)

REMOVE = Statement(f"""
    WITH m AS (
        DELETE FROM organization_members
        WHERE organization_id = :organization_id AND id = :member_id
        RETURNING *
    )
    SELECT {_COLUMNS} FROM m JOIN users u ON u.id = m.user_id""")
