"""The worker's own connections: procrastinate speaks psycopg, whose libpq reads our URLs."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from procrastinate import PsycopgConnector
from psycopg import AsyncConnection
from psycopg.pq import Conninfo

_SECONDS = 10
_KNOWN = frozenset(option.keyword.decode() for option in Conninfo.get_defaults())


def libpq_url(url: str) -> str:
    """Say in libpq's words what asyncpg understands: the rest of a query are server settings."""
    parts = urlsplit(url)
    given = [
        ("dbname" if name == "database" else name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    settings = [f"-c {_escaped(f'{name}={value}')}" for name, value in given if name not in _KNOWN]
    query = [(name, value) for name, value in given if name in _KNOWN and name != "options"]
    options = " ".join([*(value for name, value in given if name == "options"), *settings])
    query += [("options", options)] if options else []
    # urlunsplit drops the `//` of an empty host, without which libpq reads no URL.
    return f"postgresql://{parts.netloc}{parts.path}?{urlencode(query, quote_via=quote)}"


def _escaped(option: str) -> str:
    return option.replace("\\", "\\\\").replace(" ", "\\ ")


def connector(url: str) -> PsycopgConnector:
    """Make the connections a worker asks for jobs with; those that do the work are the pool's."""
    return PsycopgConnector(
        name="tenantry-jobs",
        conninfo=libpq_url(url),
        kwargs={"application_name": "tenantry jobs", "connect_timeout": _SECONDS},
        min_size=1,
        max_size=2,
        timeout=_SECONDS,
        configure=_configure,
    )


async def _configure(connection: AsyncConnection) -> None:
    """Every question of procrastinate is one statement, which needs no BEGIN and COMMIT."""
    await connection.set_autocommit(True)
