"""Verifying chains: in the database, or in an exported file without any."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tenantry.audit.chain import Broken, Chain
from tenantry.database.connect import connected
from tenantry.tenancy.binding import bind_organization, bind_user

_PREFETCH = 1000
_USERS = "SELECT id FROM users WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT 1000"
_OWNED = """
SELECT o.id, o.slug FROM organizations o
JOIN organization_members m ON m.organization_id = o.id
WHERE m.user_id = current_user_id() AND m.role = 'owner'"""
_HEAD = "SELECT sequence, encode(hash, 'hex') AS hash FROM audit_heads WHERE organization_id = $1"
_LINES = """
SELECT audit_line(e, true) FROM audit_events e WHERE e.organization_id = $1 ORDER BY e.sequence"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one chain; `broken` is None where it is whole."""

    of: str
    events: int
    head: str
    broken: str | None = None


def verify_file(path: Path, expected: str | None = None) -> Verdict:
    """Verify an export, line by line."""
    chain = Chain(expected)
    broken = None
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            for line in lines:
                chain.follow(line)
        chain.close()
    except Broken as found:
        broken = str(found)
    return Verdict(chain.organization_id or str(path), chain.sequence, chain.hash, broken)


async def verify_all(url: str) -> AsyncIterator[Verdict]:
    """Verify the chain of every organization in a database."""
    async for organization_id, slug in _organizations(url):
        yield await verify_one(url, organization_id, slug)


async def find(url: str, wanted: str) -> tuple[UUID, str] | None:
    """Find an organization by its id or its slug."""
    async for organization_id, slug in _organizations(url):
        if wanted in (str(organization_id), slug):
            return organization_id, slug
    return None


async def verify_one(
    url: str, organization_id: UUID, slug: str, expected: str | None = None
) -> Verdict:
    """Verify one organization's chain up to its head, both as of one moment."""
    chain = Chain(expected)
    broken = None
    try:
        async with (
            connected(url) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute(bind_organization(organization_id))
            head = await connection.fetchrow(_HEAD, organization_id)
            async for row in connection.cursor(_LINES, organization_id, prefetch=_PREFETCH):
                chain.follow(row[0])
            if head is not None:
                chain.end(head["sequence"], head["hash"])
            chain.close()
    except Broken as found:
        broken = str(found)
    return Verdict(f"{slug} ({organization_id})", chain.sequence, chain.hash, broken)


async def _organizations(url: str) -> AsyncIterator[tuple[UUID, str]]:
    """Go through every organization, by its owners.

    Row-level security shows not even the owner of the schema more than one user's at a time.
    """
    seen: set[UUID] = set()
    last = None
    async with connected(url) as connection:
        while users := [row["id"] for row in await connection.fetch(_USERS, last)]:
            for user_id in users:
                async with connection.transaction(readonly=True):
                    await connection.execute(bind_user(user_id))
                    owned = await connection.fetch(_OWNED)
                for row in owned:
                    if row["id"] not in seen:
                        seen.add(row["id"])
                        yield row["id"], row["slug"]
            last = users[-1]
