"""The tables of an application's resources in the database: made, isolated and granted.

What is missing is made as the model says. A table that is there keeps its columns: those an
application changes by migrations of its own, and isolation it gets here all the same.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import asyncpg

from tenantry.database.errors import MigrationError
from tenantry.resources.registry import resources
from tenantry.tenancy.rls import isolate

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

_UNREADY = """
SELECT wanted.name
FROM unnest($1::text[]) AS wanted(name)
LEFT JOIN pg_class c ON c.relname = wanted.name AND c.relnamespace = 'public'::regnamespace
LEFT JOIN pg_roles r ON r.rolname = $2
WHERE c.oid IS NULL OR NOT c.relforcerowsecurity OR r.oid IS NULL
   OR EXISTS (
       SELECT FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS needed(to_do)
       WHERE NOT has_table_privilege(r.oid, c.oid, needed.to_do))
ORDER BY 1"""
_LACKING = """
SELECT wanted.name || '.' || wanted.column_name
FROM unnest($1::text[], $2::text[]) AS wanted(name, column_name)
LEFT JOIN pg_attribute a ON a.attrelid = to_regclass('public.' || wanted.name)
  AND a.attname = wanted.column_name AND NOT a.attisdropped
WHERE a.attname IS NULL
ORDER BY 1"""
_ISOLATED = """
SELECT c.relforcerowsecurity FROM pg_class c
WHERE c.relname = :name AND c.relnamespace = 'public'::regnamespace"""


def _own() -> list[str]:
    return [resource.plural for resource in resources() if not resource.ships_with_tenantry]


def _modelled() -> list[Table]:
    """List the tables that models tell how to make, each after those it refers to."""
    from tenantry.tenancy.model import Base

    importlib.import_module("tenantry.models")  # what theirs refer to
    own = set(_own())
    return [table for table in Base.metadata.sorted_tables if table.name in own]


async def unready(connection: asyncpg.Connection, app_role: str) -> list[str]:
    """Name the tables that are not there, not isolated, or that the app role may not use."""
    names = _own()
    rows = await connection.fetch(_UNREADY, names, app_role) if names else []
    return [row["name"] for row in rows]


async def require_ready(connection: asyncpg.Connection) -> None:
    """Refuse to serve resources whose tables are not ready for the connected role."""
    role = await connection.fetchval("SELECT current_user")
    if names := await unready(connection, role):
        raise MigrationError(
            f"The tables of resources are not ready ({', '.join(names)}): run `tenantry migrate` "
            "with TENANTRY_DATABASE_URL and TENANTRY_RESOURCES."
        )
    if lacking := await _lacking(connection):
        raise MigrationError(
            f"The tables of resources lack columns ({', '.join(lacking)}): add them by a migration "
            "of your own."
        )


async def _lacking(connection: asyncpg.Connection) -> list[str]:
    wanted = [
        (resource.plural, column)
        for resource in resources()
        if not resource.ships_with_tenantry
        for column in resource.columns
    ]
    if not wanted:
        return []
    names, columns = zip(*wanted, strict=True)
    return [row[0] for row in await connection.fetch(_LACKING, names, columns)]


def make(connection: Connection) -> None:
    """Make what is missing, as the owner, and isolate what is not."""
    from sqlalchemy import inspect, text

    own = _own()
    if not own:
        return
    there = set(inspect(connection).get_table_names("public"))
    for table in _modelled():
        if table.name not in there:
            table.create(connection)
            there.add(table.name)
    if missing := sorted(set(own) - there):
        raise MigrationError(
            f"No model says how to make {', '.join(missing)}: make them by a migration of your own "
            "before `tenantry migrate`."
        )
    for name in own:
        if not connection.execute(text(_ISOLATED), {"name": name}).scalar_one():
            for statement in isolate(name):
                connection.exec_driver_sql(statement)
