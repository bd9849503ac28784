"""The server settings our statements count on, and whether a connection has them."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from tenantry.database.connect import literal, quoted
from tenantry.database.errors import DatabaseError

_PLANNING = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
"""Every statement is short and has its index, so it is planned once, for the tables as they will
be: what suits small tables and the average tenant, to scan, to collect and to sort, must not be
what the largest tenant gets."""

TRACKED = ("timezone", "default_transaction_read_only")
"""Those a pooler can follow for each of its clients, as PostgreSQL reports changes of them."""


def server_settings(statement_timeout: int) -> dict[str, str]:
    """Name what a connection as the app role starts with; `statement_timeout` is in milliseconds.

    A statement outside a transaction may only read; who means to write begins one that may.
    """
    return {
        "timezone": "UTC",
        "default_transaction_read_only": "on",
        "statement_timeout": str(statement_timeout),
        "idle_in_transaction_session_timeout": "60000",
        **_PLANNING,
    }


async def require_settings(connection: asyncpg.Connection, asked: Mapping[str, str]) -> None:
    """Refuse a connection without the settings it was opened with, as a pooler drops some.

    Times would be another zone's, plans and timeouts the database's own. Raises DatabaseError with
    what the pooler is to follow, and the SQL that gives the role the rest.
    """
    rows = await connection.fetch(
        "SELECT lower(name) AS name, setting FROM pg_settings WHERE lower(name) = ANY($1)",
        list(asked),
    )
    held = {row["name"]: row["setting"] for row in rows}
    dropped = [name for name, value in asked.items() if held[name] != value]
    if not dropped:
        return
    tracked = [name for name in dropped if name in TRACKED]
    given = [name for name in dropped if name not in TRACKED]
    steps = [f"have it track {', '.join(tracked)}"] if tracked else []
    steps += ["have an administrator run the statements below"] if given else []
    raise DatabaseError(
        f"A pooler before PostgreSQL drops {', '.join(dropped)}: {', '.join(steps)}, then "
        f"restart it.{await _for_role(connection, asked, given)}"
    )


async def _for_role(
    connection: asyncpg.Connection, asked: Mapping[str, str], names: list[str]
) -> str:
    """Write the SQL that gives the role settings of its own, wherever it connects from."""
    role = quoted(await connection.fetchval("SELECT current_user"))
    database = quoted(await connection.fetchval("SELECT current_database()"))
    start = f"ALTER ROLE {role} IN DATABASE {database} SET"
    return "".join(f"\n{start} {name} = {literal(asked[name])};" for name in names)
