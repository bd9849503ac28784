"""Row-level security as DDL: the functions and policies that keep tenants apart.

Isolation is PostgreSQL's here: a row whose organization is not the bound one does not exist for
the app role, whatever a statement says. Policies know the tenant and nothing of roles.
"""

from __future__ import annotations

ORGANIZATION_SETTING = "tenantry.organization_id"
USER_SETTING = "tenantry.user_id"

FUNCTIONS = (
    f"""CREATE FUNCTION current_organization_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('{ORGANIZATION_SETTING}', true), '')::uuid""",
    f"""CREATE FUNCTION current_user_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('{USER_SETTING}', true), '')::uuid""",
)


def isolate(table: str, column: str = "organization_id") -> list[str]:
    """Enable and force row-level security on a tenant table.

    FORCE binds the owner too, so not even a migration reads across tenants by accident.
    """
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"""CREATE POLICY tenant ON {table}
            USING ({column} = current_organization_id())
            WITH CHECK ({column} = current_organization_id())""",
    ]


def keep_private(table: str) -> list[str]:
    """Enable and force row-level security on what belongs to one user."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"""CREATE POLICY private ON {table}
            USING (user_id = current_user_id())
            WITH CHECK (user_id = current_user_id())""",
    ]


def show_own(table: str, condition: str) -> str:
    """Let a user who has entered no organization yet see the rows that are theirs.

    It holds only while no organization is bound: inside one, nothing of another shows, not even
    one's own membership there. Migration 0015 leaves the policy to the owner, for `show_in_view`.
    """
    return f"""CREATE POLICY own ON {table} FOR SELECT
        USING (current_organization_id() IS NULL AND {condition})"""


def show_in_view(name: str, rows: str, condition: str) -> str:
    """Create a view of what is a user's own while they are inside no organization.

    It reads with its owner's rights, so the condition has to say it all: an owner who is a
    superuser has no policy. As a security barrier it lets no error in somebody's statement tell of
    a row that is not theirs. Make it again when its table gets a column.
    """
    return f"""CREATE VIEW {name} WITH (security_barrier) AS
        {rows} WHERE current_organization_id() IS NULL AND {condition}"""
