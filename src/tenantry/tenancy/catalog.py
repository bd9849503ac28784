"""What PostgreSQL's catalog says of our isolation: asked by `tenantry doctor` and by the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg

_TABLES = r"""
SELECT c.relname AS name,
       c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
           SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*')
         AND NOT EXISTS (
           SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND (
             coalesce(pg_get_expr(p.polqual, p.polrelid) !~ bound, p.polcmd <> 'a')
             OR coalesce(pg_get_expr(p.polwithcheck, p.polrelid) !~ bound, p.polcmd <> 'r')))
         AS isolated
FROM pg_class c, (VALUES ('current_(organization|user)_id\(\)')) AS the(bound)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND (c.relname = 'organizations' OR EXISTS (
      SELECT FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped))
ORDER BY c.relname"""

_VIEWS = r"""
WITH RECURSIVE views AS (
    SELECT c.oid, c.relname AS name, c.relkind, o.rolsuper OR o.rolbypassrls AS owner_bypasses,
           c.relkind = 'v'
             AND pg_get_viewdef(c.oid) ~ 'current_(organization|user)_id\(\)' AS binds,
           EXISTS (
               SELECT FROM pg_options_to_table(c.reloptions)
               WHERE option_name = 'security_invoker' AND option_value::boolean) AS as_invoker
    FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm')
), reached AS (
    SELECT oid, name, binds, relkind = 'm' OR owner_bypasses AND NOT as_invoker AS bypasses
    FROM views WHERE has_any_column_privilege(oid, 'SELECT')
    UNION
    SELECT d.refobjid, r.name, coalesce(v.binds, false),
           CASE WHEN v.relkind = 'm' THEN true
                WHEN v.as_invoker OR v.oid IS NULL THEN r.bypasses
                ELSE v.owner_bypasses END
    FROM reached r
    JOIN pg_rewrite w ON w.ev_class = r.oid
    JOIN pg_depend d ON d.objid = w.oid AND d.classid = 'pg_rewrite'::regclass
      AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.oid
    LEFT JOIN views v ON v.oid = d.refobjid
    WHERE NOT r.binds
)
SELECT DISTINCT r.name FROM reached r JOIN pg_class c ON c.oid = r.oid
WHERE r.bypasses AND c.relrowsecurity
ORDER BY 1"""
"""Views the connected role may read, followed down to the tables and with whose rights they read
those. One that asks for the bound organization or user is taken at its word."""

_ROLE = """
SELECT r.rolname AS name, r.rolsuper AS superuser, r.rolbypassrls AS bypasses,
       EXISTS (
           SELECT FROM pg_class c
           WHERE c.relnamespace = 'public'::regnamespace
             AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owns
FROM pg_roles r WHERE r.rolname = current_user"""


@dataclass(frozen=True, slots=True)
class Isolation:
    """How well the connected role is kept to one tenant."""

    role: str
    privileges: tuple[str, ...]
    """What lets the role around the policies: must be empty."""
    tenant_tables: tuple[str, ...]
    unprotected: tuple[str, ...]
    """Tenant tables without enabled, forced row-level security and a policy for every command, or
    with a policy that asks for neither organization nor user: must be empty."""
    revealing: tuple[str, ...]
    """Views past the policies, materialized ones too: must be empty."""


async def isolation(connection: asyncpg.Connection[Any]) -> Isolation:
    """Ask the catalog about the connected role and every table that carries an organization."""
    tables = await connection.fetch(_TABLES)
    views = await connection.fetch(_VIEWS)
    role = await connection.fetchrow(_ROLE)
    if role is None:
        raise LookupError("the connected role is not in pg_roles")
    privileges = {
        "is a superuser": role["superuser"],
        "has BYPASSRLS": role["bypasses"],
        "owns tables": role["owns"],
    }
    return Isolation(
        role=role["name"],
        privileges=tuple(name for name, held in privileges.items() if held),
        tenant_tables=tuple(row["name"] for row in tables),
        unprotected=tuple(row["name"] for row in tables if not row["isolated"]),
        revealing=tuple(row["name"] for row in views),
    )
