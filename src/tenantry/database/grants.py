"""What the app role may do: read and write rows, and nothing to the schema.

And with whose rights its views and functions read: the owner's, whose policies they need.
"""

from __future__ import annotations

import asyncpg

from tenantry.database.connect import quoted

ASTRAY = """
SELECT format('ALTER POLICY %I ON %s TO %I', p.polname, c.oid::regclass, o.rolname) AS mend
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_roles o ON o.oid = c.relowner
WHERE p.polname IN ('own', 'system') AND c.relnamespace = 'public'::regnamespace
  AND c.relname IN (
    'organizations', 'organization_members', 'invitations', 'usage_holds', 'idempotency_keys')
  AND NOT c.relowner = ANY(p.polroles)
ORDER BY 1"""
"""Policies of ours whose owner has handed the tables over since, as REASSIGN OWNED does."""

HAS_GRANTS = f"""
SELECT NOT rolsuper AND NOT rolbypassrls
   AND has_schema_privilege(oid, 'public', 'USAGE')
   AND has_table_privilege(oid, 'public.alembic_version', 'SELECT')
   AND has_database_privilege(oid, current_database(), 'CONNECT')
   AND has_table_privilege(oid, to_regclass('public.own_organizations'), 'SELECT')
   AND NOT EXISTS ({ASTRAY})
FROM pg_roles WHERE rolname = $1"""

# Tables a migration granted on by itself, narrower, are left as it wants them.
FRESH = """
SELECT c.oid::regclass::text AS name, c.relkind = 'S' AS is_sequence
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S')
  AND c.relowner = current_user::regrole AND c.relname <> 'alembic_version'
  AND NOT EXISTS (SELECT FROM aclexplode(c.relacl) WHERE grantee = $1::text::regrole)
ORDER BY 1"""


NARROWER = {
    "account_events": "SELECT, INSERT",
    "audit_events": "SELECT, INSERT",
    "audit_heads": "SELECT",
    "procrastinate_events": "SELECT, INSERT",
    "wallets": "SELECT, INSERT",
}
"""What is only added to: no statement of the server's changes it, and it goes with its owner."""

VIEWS = ("own_invitations", "own_memberships", "own_organizations")
"""What a user sees of their own while they are inside no organization."""

FUNCTIONS = (
    "due_organizations(integer)",
    "next_organizations(uuid, integer)",
    "find_organization(text)",
    "tiers_in_use()",
    "lapsed_holds(integer)",
    "users_with_old_keys(integer)",
)
"""What the app role may ask across tenants, and nobody else: each runs as the owner."""


async def has_grants(connection: asyncpg.Connection, app_role: str) -> bool:
    """Tell whether the app role exists, is unprivileged, and was granted a migrated schema.

    Its views and functions have to read as the owner the tables have now.
    """
    return bool(await connection.fetchval(HAS_GRANTS, app_role))


async def grant(connection: asyncpg.Connection, app_role: str) -> None:
    """Give the app role its rights on what is new in the schema."""
    role = quoted(app_role)
    fresh = await connection.fetch(FRESH, role)
    named = [row["name"] for row in fresh if not row["is_sequence"]]
    tables = ", ".join(name for name in named if name not in NARROWER)
    sequences = ", ".join(row["name"] for row in fresh if row["is_sequence"])
    await connection.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    await connection.execute(f"GRANT SELECT ON public.alembic_version TO {role}")
    if tables:
        await connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}")
    for name in NARROWER.keys() & set(named):
        await connection.execute(f"GRANT {NARROWER[name]} ON {name} TO {role}")
    await connection.execute(f"GRANT SELECT ON {', '.join(VIEWS)} TO {role}")
    await connection.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(FUNCTIONS)} TO {role}")
    for policy in await connection.fetch(ASTRAY):
        await connection.execute(policy["mend"])
    if sequences:
        await connection.execute(f"GRANT USAGE ON SEQUENCE {sequences} TO {role}")
    if not await has_grants(connection, app_role):
        database = quoted(await connection.fetchval("SELECT current_database()"))
        await connection.execute(f"GRANT CONNECT ON DATABASE {database} TO {role}")
