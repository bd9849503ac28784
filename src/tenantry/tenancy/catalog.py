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
SELECT c.relname AS name
FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
WHERE c.relnamespace = 'public'::regnamespace AND has_table_privilege(c.oid, 'SELECT')
  AND EXISTS (
      SELECT FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped)
  AND (c.relkind = 'm' OR c.relkind = 'v' AND (o.rolsuper OR o.rolbypassrls)
    AND NOT coalesce(c.reloptions && '{security_invoker=true,security_invoker=on}', false)
    AND pg_get_viewdef(c.oid) !~ 'current_(organization|user)_id\(\)')
ORDER BY c.relname"""
"""A view reads with its owner's rights, and what is materialized was read once, for everyone."""

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
    with a policy that asks for neither organization nor user, and views past the policies: must be
    empty."""


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
        unprotected=tuple(
            row["name"] for row in (*(row for row in tables if not row["isolated"]), *views)
        ),
    )
