"""Which schema this code works with, and which one a database has."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
FILE_NAME = re.compile(r"(\d{4})_\w+\.py")


@functools.cache
def known_revisions() -> tuple[str, ...]:
    """List the revisions in order, by their files' names: importing Alembic costs 100 ms."""
    found = (FILE_NAME.fullmatch(path.name) for path in VERSIONS.iterdir())
    return tuple(sorted(match[1] for match in found if match))


def head_revision() -> str | None:
    """Name the schema this code works with."""
    return max(known_revisions(), default=None)


async def current_revision(connection: Connection | PoolConnectionProxy) -> str | None:
    """Read the schema's revision; None before the first migration."""
    if await connection.fetchval("SELECT to_regclass('public.alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval(
        "SELECT version_num FROM public.alembic_version"
    )
    return revision
