"""Fills a database by COPY, as the superuser, in seconds where the API would take hours."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg

import tenantry.migrations
from bench import people
from bench.people import MEMBERS, READERS, ROLES, Size, hexed, membership, user_in
from tenantry.identity.passwords import Passwords

PASSWORD = "a benchmark's password"  # noqa: S105
ACCOUNTS = 256
"""Users who have a password: enough for a storm of logins."""

_ROWS_A_CHUNK = 5_000
_SECONDARY = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1)
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)"""
_LEFT_BEHIND = (
    "organizations WHERE slug NOT LIKE 'seeded-%'",
    "refresh_tokens",
    "sessions WHERE user_agent IS NOT NULL",
)
_COLUMNS = {
    "users": "id email username display_name",
    "identities": "id user_id provider subject secret",
    "organizations": "id name slug subscription_tier subscription_status member_count "
    "workspace_count created_by",
    "organization_members": "organization_id id user_id role",
    "workspaces": "organization_id id slug name is_default created_by",
    "workspace_members": "organization_id id workspace_id user_id role added_by",
    "sessions": "id user_id organization_id workspace_id expires_at",
}


async def seed(url: str, size: Size) -> float | None:
    """Fill an empty database; return the seconds it took, or None where that was done before.

    Triggers and foreign keys are off meanwhile and the counts they keep are written as they would
    have kept them; secondary indexes are built afterwards, in one pass each. All of it or nothing:
    a filling that is broken off would leave a database without them.
    """
    connection = await asyncpg.connect(url)
    try:
        if await _is_seeded(connection, size):
            return None
        started = time.monotonic()
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        async with connection.transaction():
            await connection.execute(f"TRUNCATE {', '.join(_COLUMNS)} CASCADE")
            dropped = await connection.fetch(_SECONDARY, list(_COLUMNS))
            for index in dropped:
                await connection.execute(f"DROP INDEX {index['name']}")
            for table, lines in await _tables(size):
                await connection.copy_to_table(
                    table, source=chunks(lines), columns=_COLUMNS[table].split(), null="-"
                )
            for index in dropped:
                await connection.execute(index["definition"])
        await connection.execute("VACUUM ANALYZE")
        await connection.execute(f"COMMENT ON DATABASE tenantry IS '{fingerprint(size)}'")
        return time.monotonic() - started
    finally:
        await connection.close()


async def restore(url: str) -> None:
    """Take away what measured writes left, so that every run starts from the same rows."""
    connection = await asyncpg.connect(url)
    try:
        left = [await connection.execute(f"DELETE FROM {what}") for what in _LEFT_BEHIND]
        if any(said != "DELETE 0" for said in left):
            await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def _is_seeded(connection: asyncpg.Connection, size: Size) -> bool:
    said = await connection.fetchval(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        "WHERE datname = current_database()"
    )
    return bool(said == fingerprint(size))


def fingerprint(size: Size) -> str:
    """Tell seeds apart by their size, by this code and by the schema."""
    versions = Path(tenantry.migrations.__file__).parent / "versions"
    files = [Path(__file__), Path(people.__file__), *sorted(versions.glob("*.py"))]
    content = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(content + size.name.encode()).hexdigest()


async def chunks(lines: Iterator[str]) -> AsyncIterator[bytes]:
    """Gather lines into pieces that COPY takes in one go."""
    while chunk := "\n".join(itertools.islice(lines, _ROWS_A_CHUNK)):
        yield f"{chunk}\n".encode()


async def _tables(size: Size) -> list[tuple[str, Iterator[str]]]:
    passwords = Passwords(1)
    try:
        secret = await passwords.hash_new(PASSWORD)
    finally:
        passwords.close()
    return [
        ("users", _users(size)),
        ("identities", _identities(secret)),
        ("organizations", _organizations(size)),
        ("organization_members", _members(size)),
        ("workspaces", _workspaces(size)),
        ("workspace_members", _workspace_members(size)),
        ("sessions", _sessions(size)),
    ]


def _users(size: Size) -> Iterator[str]:
    for n in range(size.users):
        yield f"{hexed('user', n)}\tuser{n}@bench.example\tuser{n}\tUser {n}"


def _identities(secret: str) -> Iterator[str]:
    for n in range(ACCOUNTS):
        user = hexed("user", n)
        dashed = str(people.id_of("user", n))
        yield f"{user}\t{user}\tpassword\t{dashed}\t{secret}"


def _organizations(size: Size) -> Iterator[str]:
    for n in range(size.organizations):
        members = size.giant_members if n == 0 and size.giant_members else MEMBERS
        yield (
            f"{hexed('organization', n)}\tOrganization {n}\tseeded-{n}\tpro\tactive\t"
            f"{members}\t{size.workspaces_each}\t{hexed('user', user_in(size, n, 0))}"
        )


def _members(size: Size) -> Iterator[str]:
    for n in range(size.organizations):
        organization = hexed("organization", n)
        for place in range(MEMBERS):
            member = hexed("member", membership(size, n, place))
            user = hexed("user", user_in(size, n, place))
            yield f"{organization}\t{member}\t{user}\t{ROLES[place]}"
    giant = hexed("organization", 0)
    for place in range(MEMBERS, size.giant_members):
        member = hexed("member", membership(size, 0, place))
        yield f"{giant}\t{member}\t{hexed('user', place)}\tmember"


def _workspaces(size: Size) -> Iterator[str]:
    for n in range(size.organizations):
        start = f"{hexed('organization', n)}\t"
        by = hexed("user", user_in(size, n, 0))
        for place in range(size.workspaces_each):
            name = "Default" if place == 0 else f"Workspace {place}"
            slug = name.lower().replace(" ", "-")
            workspace = hexed("workspace", n * size.workspaces_each + place)
            yield f"{start}{workspace}\t{slug}\t{name}\t{'f' if place else 't'}\t{by}"


def _workspace_members(size: Size) -> Iterator[str]:
    """Put creators into all their workspaces, and one member (in the giant more) into the first."""
    numbers = itertools.count()
    for n in range(size.organizations):
        organization = hexed("organization", n)
        owner = hexed("user", user_in(size, n, 0))
        inside = [(place, owner, "admin") for place in range(size.workspaces_each)]
        places = range(2, READERS) if n == 0 and size.giant_members else (2,)
        inside += [(0, hexed("user", user_in(size, n, place)), "editor") for place in places]
        for place, user, role in inside:
            workspace = hexed("workspace", n * size.workspaces_each + place)
            row = hexed("workspace_member", next(numbers))
            yield f"{organization}\t{row}\t{workspace}\t{user}\t{role}\t{owner}"


def _sessions(size: Size) -> Iterator[str]:
    for n in range(size.users):
        workspace = hexed("workspace", n * size.workspaces_each)
        yield (
            f"{hexed('session', n)}\t{hexed('user', n)}\t{hexed('organization', n)}\t"
            f"{workspace}\t2100-01-01"
        )
