"""One connection outside the pool, with failures a person can act on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from tenantry.database.errors import DatabaseError
from tenantry.database.urls import without_password

OLDEST = 15
CONNECT_SECONDS = 15
_ANOTHERS = (asyncpg.DuplicatePreparedStatementError, asyncpg.InvalidSQLStatementNameError)
"""What a connection meets that is handed another client's session."""


async def connect(
    url: str,
    setting: str = "TENANTRY_DATABASE_URL",
    server_settings: Mapping[str, str] | None = None,
) -> asyncpg.Connection:
    """Connect, or say in one sentence why not, and which setting to correct."""
    try:
        return await asyncpg.connect(
            url, timeout=CONNECT_SECONDS, server_settings=dict(server_settings or {})
        )
    except (OSError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise DatabaseError(
            f"No PostgreSQL answers at {_named(url)} ({reason}): start it, or correct {setting}."
        ) from error
    except asyncpg.PostgresError as error:
        reason = str(error).splitlines()[0]
        remedy = f"correct {setting}, or what that role and database allow"
        if "startup parameter" in reason:  # PgBouncer's words; its SQLSTATE stands for all it says
            remedy = "set the pooler up as docs/operations.md says, or name PostgreSQL itself"
        raise DatabaseError(
            f"PostgreSQL at {_named(url)} refuses the connection ({reason}): {remedy}."
        ) from error
    except (asyncpg.InterfaceError, ValueError) as error:
        raise DatabaseError(
            f"{setting} cannot be used ({error}): write it as "
            "postgresql://user:password@host:5432/database."
        ) from error


@asynccontextmanager
async def connected(
    url: str,
    setting: str = "TENANTRY_DATABASE_URL",
    server_settings: Mapping[str, str] | None = None,
) -> AsyncIterator[asyncpg.Connection]:
    """Hold a connection for the length of a block."""
    connection = await connect(url, setting, server_settings)
    try:
        yield connection
    except _ANOTHERS as error:
        raise DatabaseError(
            f"The pooler at {_named(url)} does not follow prepared statements: set its "
            "max_prepared_statements as docs/operations.md says."
        ) from error
    finally:
        await connection.close(timeout=5)


def require_supported(connection: asyncpg.Connection) -> None:
    """Refuse servers older than the oldest that has what the schema uses."""
    version = connection.get_server_version()
    if version.major < OLDEST:
        raise DatabaseError(
            f"Tenantry needs PostgreSQL {OLDEST} or newer and this server is "
            f"{version.major}.{version.minor}: upgrade it, or leave TENANTRY_DATABASE_URL unset "
            "to use the embedded one."
        )


def quoted(identifier: str) -> str:
    """Write a name as an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text as an SQL string, for statements that take no parameters."""
    if "\\" in text:
        return " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + text.replace("'", "''") + "'"


def _named(url: str) -> str:
    try:
        return without_password(url)
    except ValueError:
        return "its URL"
