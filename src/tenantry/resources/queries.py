"""The statements of one resource, built from its table when it is declared."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tenantry.database.statements import Statement
from tenantry.pagination import Listing
from tenantry.resources.table import ROW, ResourceTable, plain


class Queries:
    """All SQL of a resource. JSON in, typed by PostgreSQL as the columns are."""

    def __init__(
        self,
        table: ResourceTable,
        read: type[BaseModel],
        *,
        inserted: Sequence[str],
        updated: Sequence[str],
        label: str | None,
        search: Sequence[str],
        sorts: Sequence[str],
    ) -> None:
        columns = table.columns(read)
        one = f"{table.here} AND {ROW}.id = :row_id"
        self.list = Listing(
            entry=read if plain(read) else None,
            columns=columns,
            source=f"{table.name} {ROW}",
            where=table.here,
            id=f"{ROW}.id",
            sorts={name: table.sort(name) for name in sorts},
            search=tuple(f"{ROW}.{name}" for name in search),
        )
        self.find = Statement(f"SELECT {columns} FROM {table.name} {ROW} WHERE {one}")
        self.lock = Statement(f"{self.find.source} FOR NO KEY UPDATE")
        self.frozen = Statement(
            f"SELECT {table.frozen} AS frozen FROM {table.name} {ROW} WHERE {one}"
        )
        self.create = Statement(_create(table, inserted, columns, label))
        self.update = Statement(_update(table, updated, columns, label, one))
        name = f"CAST({ROW}.{label} AS text)" if label else "NULL"
        self.delete = Statement(
            f"DELETE FROM {table.name} AS {ROW} WHERE {one} RETURNING {name} AS _label"
        )


def _create(table: ResourceTable, inserted: Sequence[str], columns: str, label: str | None) -> str:
    place = {"organization_id": ":organization_id", "id": ":row_id", "created_by": ":caller_id"}
    if table.in_workspace:
        place["workspace_id"] = ":workspace_id"
    names = ", ".join((*place, *map(_quoted, inserted)))
    values = ", ".join(
        (
            *(f"CAST({value} AS uuid)" for value in place.values()),
            *(f"_given.{n}" for n in inserted),
        )
    )
    return f"""
    WITH {ROW} AS (
        INSERT INTO {table.name} ({names})
        SELECT {values}
        FROM jsonb_populate_record(CAST(NULL AS {table.name}), CAST(:body AS jsonb)) AS _given
        RETURNING *
    )
    SELECT {columns}, {_label(label)} FROM {ROW}"""


def _update(
    table: ResourceTable, updated: Sequence[str], columns: str, label: str | None, one: str
) -> str:
    names = ", ".join((*map(_quoted, updated), "updated_at", "version"))
    values = ", ".join((*(f"_changed.{name}" for name in updated), "now()", f"{ROW}.version + 1"))
    thawed = f"AND {ROW}.frozen_at IS NULL" if table.freezes else ""
    return f"""
    WITH _was AS (SELECT * FROM {table.name} {ROW} WHERE {one} FOR NO KEY UPDATE)
    UPDATE {table.name} AS {ROW}
    SET ({names}) = (
        SELECT {values}
        FROM jsonb_populate_record({ROW}, CAST(:changes AS jsonb)) AS _changed)
    FROM _was
    WHERE {ROW}.organization_id = _was.organization_id AND {ROW}.id = _was.id {thawed}
      AND (CAST(:versions AS int[]) IS NULL OR {ROW}.version = ANY(:versions))
    RETURNING {columns}, {_label(label)}, to_jsonb(_was) AS _was, to_jsonb({ROW}) AS _became"""


def _label(label: str | None) -> str:
    return f"CAST({ROW}.{label} AS text) AS _label" if label else "NULL AS _label"


def _quoted(name: str) -> str:
    """Write a column where a bare keyword, as `order`, would be taken for one."""
    return f'"{name}"'
