"""Statements built once: SQL with named parameters in, what asyncpg prepares out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PARAMETER = re.compile(r"\\:|(?<![:\w]):([A-Za-z_]\w*)")
"""`:name`, but neither the second colon of a `::cast` nor one that a backslash escapes."""


class Statement:
    """One statement, numbered at import; running it costs a dictionary lookup a parameter.

    Parameters are named, as `:organization_id`; one that is named twice is sent once.
    """

    __slots__ = ("names", "source", "sql")

    def __init__(self, source: str) -> None:
        self.source = source
        names: dict[str, int] = {}

        def number(found: re.Match[str]) -> str:
            name = found[1]
            return f"${names.setdefault(name, len(names) + 1)}" if name else ":"

        self.sql = _PARAMETER.sub(number, source)
        self.names = tuple(names)

    def bind(self, parameters: Mapping[str, Any]) -> list[Any]:
        """Order the parameters as the SQL numbers them; a missing one is a KeyError."""
        return [parameters[name] for name in self.names]

    def __repr__(self) -> str:
        return f"Statement({self.sql!r})"
