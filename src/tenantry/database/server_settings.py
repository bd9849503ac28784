"""The server settings our statements count on, and whether a connection has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import asyncpg

from tenantry.database.connect import literal, quoted

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

TRACKED = ("application_name", "timezone", "default_transaction_read_only")
"""Those a pooler can follow for each of its clients, as PostgreSQL reports changes of them."""


def server_settings(statement_timeout: int) -> dict[str, str]:
    """Name what a connection as the app role starts with; `statement_timeout` is in milliseconds.

    A statement outside a transaction may only read; who means to write begins one that may.
    """
    return {
        "application_name": "tenantry",
        "timezone": "UTC",
        "default_transaction_read_only": "on",
        "statement_timeout": str(statement_timeout),
        "idle_in_transaction_session_timeout": "60000",
        **_PLANNING,
    }


async def dropped(connection: asyncpg.Connection, asked: Mapping[str, str]) -> tuple[str, ...]:
    """Tell which settings a connection was opened with and does not have: a pooler dropped them."""
    rows = await connection.fetch(
        "SELECT name, setting FROM pg_settings WHERE lower(name) = ANY($1)", list(asked)
    )
    held = {row["name"].lower(): row["setting"] for row in rows}
    return tuple(name for name, value in asked.items() if held[name] != value)


def kept_by_role(role: str, database: str, asked: Mapping[str, str], names: Iterable[str]) -> str:
    """Write the SQL that gives a role those settings wherever it connects from."""
    start = f"ALTER ROLE {quoted(role)} IN DATABASE {quoted(database)} SET"
    return " ".join(f"{start} {name} = {literal(asked[name])};" for name in names)
