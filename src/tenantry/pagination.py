"""Pages and cursors: one way to list, whatever is listed.

A `Listing` builds, at import, one statement for each sort order and each way to continue. A page by
number pays for what it skips; a cursor starts at the row it names, so the last page costs what
the first did.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json, to_json

from tenantry.database.pool import Row
from tenantry.database.statements import Statement
from tenantry.entries import rows_of, write
from tenantry.errors import ValidationFailed
from tenantry.tenancy.actor import Visitor

_NO_CURSOR = "`cursor` is not one this list gave out."


class ListQuery(BaseModel):
    """What every list takes; a feature's own adds its sort orders and filters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: int = Field(1, ge=1, le=100_000, description="The page, from 1; beyond, use `cursor`.")
    limit: int = Field(20, ge=1, le=100, description="Entries a page.")
    q: str | None = Field(None, max_length=200, description="Only entries that contain this text.")
    cursor: str | None = Field(
        None, max_length=1000, description="`next_cursor` of the page before, in place of `page`."
    )
    sort: str


class Page(BaseModel):
    """The facts of one page. `page` is null when a cursor led here."""

    total: int
    page: int | None
    page_size: int
    total_pages: int
    has_next: bool
    has_previous: bool
    next_cursor: str | None


P = TypeVar("P", bound=Page)


@dataclass(frozen=True, slots=True)
class Slice:
    """The entries of one page and its facts, for the feature to shape."""

    entries: list[Any]
    facts: dict[str, Any]

    def shape(self, page: type[P], name: str) -> P:
        """Make the feature's page, with the entries under their name."""
        return page.model_validate({name: self.entries, **self.facts})


@dataclass(frozen=True, slots=True)
class _Cursor:
    sort: str
    key: str
    id: str

    def encode(self) -> str:
        return (
            base64.urlsafe_b64encode(to_json([self.sort, self.key, self.id])).decode().rstrip("=")
        )

    @classmethod
    def decode(cls, text: str, sort: str) -> Self:
        try:
            padded = text + "=" * (-len(text) % 4)
            cursor = cls(*from_json(base64.urlsafe_b64decode(padded)))
            UUID(cursor.id)
        except (ValueError, TypeError, AttributeError, binascii.Error):
            raise ValidationFailed(_NO_CURSOR) from None
        if cursor.sort != sort or not isinstance(cursor.key, str):
            raise ValidationFailed("`cursor` belongs to another `sort`: start at the first page.")
        return cursor


@dataclass(frozen=True, slots=True)
class Sort:
    """Something to sort by: SQL that is never null, and its type."""

    sql: str
    type: str = "text"


class Listing:
    """A list of one kind of thing, in the orders it can be sorted."""

    def __init__(
        self,
        *,
        entry: type[BaseModel] | None = None,
        columns: str,
        source: str,
        where: str,
        id: str,
        sorts: Mapping[str, Sort],
        search: tuple[str, ...] = (),
        count: str | None = None,
    ) -> None:
        """Compile every statement the list can need, from parts of SQL.

        entry: what one is on the wire, each field a column; without it entries are read in Python.
        search: the columns `q` is looked for in. count: a cheaper way than counting to how many
        rows there are without `q`.
        """
        self.count = f"({count or f'SELECT count(*) FROM {source} WHERE {where}'})"
        """How many there are, as SQL."""
        self._entry, self._id, self._sorts, self._searchable = entry, id, sorts, bool(search)
        self._rows = f"SELECT {columns} FROM {source} WHERE {where}"
        self._statements: dict[tuple[str, bool, bool], Statement] = {}
        matches = " OR ".join(f"strpos(lower({column}), :needle) > 0" for column in search)
        for searched in (False, True) if search else (False,):
            narrowed = f"{source} WHERE {where} AND ({matches})" if searched else ""
            total = f"(SELECT count(*) FROM {narrowed})" if searched else self.count
            for name, sort in sorts.items():
                rows = (
                    f"SELECT {columns}, CAST({sort.sql} AS text) AS sort_key "
                    f"FROM {narrowed or f'{source} WHERE {where}'}"
                )
                for key, down in ((name, False), (f"-{name}", True)):
                    for continued in (False, True):
                        page = f"{rows} {_place(sort, id, down, continued)}"
                        self._statements[key, searched, continued] = Statement(
                            f"SELECT page.*, {total} AS total FROM ({_page(entry, page)}) AS page"
                        )

    def embed(self, sort: str, limit: int, entry: type[BaseModel] | None = None) -> str:
        """Write the first page as one column of another statement: a list of entries."""
        order = f"ORDER BY {self._sorts[sort].sql}, {self._id} LIMIT {limit}"
        model = entry or self._entry
        return f"(SELECT {_gathered(model)} FROM {_from(model, f'{self._rows} {order}')})"

    async def fetch(self, visitor: Visitor, query: ListQuery, **parameters: Any) -> Slice:
        """Read one page, and how many entries there are in all, in one statement."""
        searched = query.q is not None and self._searchable
        parameters["needle"] = (query.q or "").lower()
        after = _Cursor.decode(query.cursor, query.sort) if query.cursor else None
        if after is None:
            parameters["offset"] = (query.page - 1) * query.limit
        else:
            parameters |= {"after_key": after.key, "after_id": UUID(after.id)}
        try:
            row = await visitor.one(
                self._statements[query.sort, searched, after is not None],
                limit=query.limit + 1,
                **parameters,
            )
        except ValidationFailed:
            if after is None:
                raise
            raise ValidationFailed(_NO_CURSOR) from None
        entries = row["entries"]
        return Slice(entries[: query.limit], _facts(query, entries, row))


def _gathered(entry: type[BaseModel] | None) -> str:
    """Have PostgreSQL gather rows into one value: many times cheaper than to decode each."""
    if entry is None:
        return "coalesce(json_agg(entry), '[]')"
    return f"coalesce(array_agg({write(entry)}), '{{}}')"


def _from(entry: type[BaseModel] | None, rows: str) -> str:
    return f"({rows}) AS entry" if entry is None else rows_of(entry, rows)


def _page(entry: type[BaseModel] | None, rows: str) -> str:
    """Gather a page, and where the next one continues: after the last entry that is shown."""
    last = "[CAST(:limit AS int) - 1]"
    return (
        f"SELECT {_gathered(entry)} AS entries, (array_agg(entry.sort_key)){last} AS last_key, "
        f"(array_agg(entry.id)){last} AS last_id FROM {_from(entry, rows)}"
    )


def _place(sort: Sort, id: str, down: bool, continued: bool) -> str:
    """Order totally, ties by id, and start where the page or the cursor says."""
    direction = "DESC" if down else "ASC"
    order = f"ORDER BY {sort.sql} {direction}, {id} {direction} LIMIT :limit"
    if not continued:
        return f"{order} OFFSET :offset"
    after = f"(CAST(CAST(:after_key AS text) AS {sort.type}), CAST(:after_id AS uuid))"
    return f"AND ({sort.sql}, {id}) {'<' if down else '>'} {after} {order}"


def _facts(query: ListQuery, entries: list[Any], row: Row) -> dict[str, Any]:
    total = row["total"]
    more = len(entries) > query.limit
    return {
        "total": total,
        "page": None if query.cursor else query.page,
        "page_size": min(len(entries), query.limit),
        "total_pages": -(-total // query.limit),
        "has_next": more,
        "has_previous": bool(query.cursor) or query.page > 1,
        "next_cursor": _Cursor(query.sort, row["last_key"], str(row["last_id"])).encode()
        if more
        else None,
    }
