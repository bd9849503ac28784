"""What the tests of billing do to organizations, and how they look at them from outside."""

from __future__ import annotations

from typing import Any

import asyncpg

from tests.people import Place

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND a.attname = 'organization_id' AND NOT a.attisdropped
  AND c.relname NOT IN ('audit_events', 'audit_heads', 'idempotency_keys', 'sessions')
ORDER BY 1"""


async def move(place: Place, tier: str, keep: list[str] | None = None) -> dict[str, Any]:
    """Change the plan, as the owner does."""
    body = {"tier": tier} if keep is None else {"tier": tier, "keep": keep}
    answer = await place.owner.put(f"{place.path}/subscription", body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def rows(admin: asyncpg.Connection, place: Place) -> dict[str, list[str]]:
    """Read every row an organization has, as text, but for its trail of what was done."""
    found = {"organizations": "SELECT t::text FROM organizations t WHERE id = $1"}
    for (table,) in await admin.fetch(_TABLES):
        found[table] = f"SELECT t::text FROM {table} t WHERE organization_id = $1 ORDER BY t.id"
        if table.startswith("usage_"):
            found[table] = f"SELECT t::text FROM {table} t WHERE organization_id = $1 ORDER BY 1"
    return {
        table: [row[0] for row in await admin.fetch(query, place.id)]
        for table, query in found.items()
    }


async def frozen(admin: asyncpg.Connection, place: Place, table: str = "workspaces") -> set[str]:
    """Name what is frozen."""
    query = f"SELECT name FROM {table} WHERE organization_id = $1 AND frozen_at IS NOT NULL"
    return {row[0] for row in await admin.fetch(query, place.id)}


async def active(admin: asyncpg.Connection, place: Place, table: str = "workspaces") -> set[str]:
    """Name what is not."""
    query = f"SELECT name FROM {table} WHERE organization_id = $1 AND frozen_at IS NULL"
    return {row[0] for row in await admin.fetch(query, place.id)}
