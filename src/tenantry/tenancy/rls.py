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
    one's own membership there. Since 0015 the policy is the owner's alone, for the views.
    """
    return f"""CREATE POLICY own ON {table} FOR SELECT
        USING (current_organization_id() IS NULL AND {condition})"""


def own_view(rows: str, condition: str) -> str:
    """Write a view of what is a user's own while they are inside no organization.

    It reads with its owner's rights, so the condition has to say it all: an owner who is a
    superuser has no policy. Make it WITH (security_barrier), or an error in somebody's statement
    could tell of a row that is not theirs, and again when its table gets a column.
    """
    return f"{rows} WHERE current_organization_id() IS NULL AND {condition}"
