"""The tables of an application's resources in the database: made, isolated and granted.

What is missing is made as the model says. A table that is there keeps its columns: those an
application changes by migrations of its own, and isolation it gets here all the same.
"""

from __future__ import annotations

import importlib

import asyncpg
from sqlalchemy import Connection, Table, inspect, text

from tenantry.database.errors import MigrationError
from tenantry.resources.registry import resources
from tenantry.tenancy.model import Base
from tenantry.tenancy.rls import isolate

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
_ISOLATED = """
SELECT c.relforcerowsecurity FROM pg_class c
WHERE c.relname = :name AND c.relnamespace = 'public'::regnamespace"""


def tables() -> list[Table]:
    """List the tables of an application's resources, each after those it refers to."""
    own = {resource.plural for resource in resources() if not resource.ships_with_tenantry}
    if not own:
        return []
    importlib.import_module("tenantry.models")  # what theirs refer to
    return [table for table in Base.metadata.sorted_tables if table.name in own]


async def unready(connection: asyncpg.Connection, app_role: str) -> list[str]:
    """Name the tables that are not there, not isolated, or that the app role may not use."""
    names = [table.name for table in tables()]
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


def make(connection: Connection) -> None:
    """Make what is missing, as the owner, and isolate what is not."""
    there = set(inspect(connection).get_table_names("public"))
    for table in tables():
        if table.name not in there:
            table.create(connection)
        if not connection.execute(text(_ISOLATED), {"name": table.name}).scalar_one():
            for statement in isolate(table.name):
                connection.exec_driver_sql(statement)
