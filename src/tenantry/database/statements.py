"""Statements built once: SQL or SQLAlchemy Core in, what asyncpg prepares out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.expression import ClauseElement

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


class Statement:
    """One statement, compiled at import; running it costs a dictionary lookup a parameter.

    Parameters are named, `:organization_id` in SQL and `bindparam("organization_id")` in Core.
    """

    __slots__ = ("names", "source", "sql")

    def __init__(self, source: str | ClauseElement) -> None:
        self.source = source
        clause = text(source) if isinstance(source, str) else source
        compiled = clause.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())  # type: ignore[attr-defined]

    def bind(self, parameters: Mapping[str, Any]) -> list[Any]:
        """Order the parameters as the SQL numbers them; a missing one is a KeyError."""
        return [parameters[name] for name in self.names]

    def __repr__(self) -> str:
        return f"Statement({self.sql!r})"
