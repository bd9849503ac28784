"""Verifying chains: in the database, or in an exported file without any."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tenantry.audit.chain import Broken, Chain
from tenantry.database.connect import connected
from tenantry.tenancy.binding import bind_organization

_PREFETCH = 1000
_NEXT = "SELECT * FROM next_organizations($1, 1000)"
_SLUG = "SELECT slug FROM organizations WHERE id = $1"
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
        if chain.sequence == 0:
            raise Broken("there is no event in it, and every trail begins with one")
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
            if head is None:
                raise Broken("the trail is gone, and what the database keeps of its end with it")
            chain.end(head["sequence"], head["hash"])
            chain.close()
    except Broken as found:
        broken = str(found)
    return Verdict(f"{slug} ({organization_id})", chain.sequence, chain.hash, broken)


async def _organizations(url: str) -> AsyncIterator[tuple[UUID, str]]:
    """Go through every organization, whoever is in it.

    Row-level security shows not even the owner of the schema more than one at a time.
    """
    after = UUID(int=0)
    async with connected(url) as connection:
        while ids := [row[0] for row in await connection.fetch(_NEXT, after)]:
            for organization_id in ids:
                async with connection.transaction(readonly=True):
                    await connection.execute(bind_organization(organization_id))
                    slug = await connection.fetchval(_SLUG, organization_id)
                if slug is not None:
                    yield organization_id, slug
            after = ids[-1]
