"""A resource's table as its statements see it: read once, and refused where it is odd."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel

from tenantry.pagination import Sort

KEPT = frozenset(
    {
        "organization_id",
        "id",
        "workspace_id",
        "created_by",
        "created_at",
        "updated_at",
        "version",
        "frozen_at",
    }
)
"""Columns nobody sends: Tenantry sets them."""

ROW = "_r"
"""The alias of a row in every statement; no column begins with an underscore."""

_TAKEN = frozenset({"entry", "shown", "sort_key"})
"""Names that lists give to something else."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TYPES = {
    bool: "boolean",
    int: "bigint",
    float: "double precision",
    Decimal: "numeric",
    datetime: "timestamptz",
    date: "date",
    time: "time",
    UUID: "uuid",
}
"""How PostgreSQL reads back, out of a cursor, what a read schema's field is sorted by."""
_FROZEN_WORKSPACE = """EXISTS (SELECT FROM workspaces fw
    WHERE fw.organization_id = :organization_id AND fw.id = :workspace_id
      AND fw.frozen_at IS NOT NULL)"""


@dataclass(frozen=True, slots=True)
class ExistingTable:
    """A table that migrations of your own make, for a resource without a SQLAlchemy model.

    It has the columns of `tenantry.WorkspaceScoped`, or of `tenantry.TenantScoped` where its rows
    belong to the whole organization, and `frozen_at` where a plan may freeze them.
    """

    name: str
    scope: Literal["workspace", "organization"] = "workspace"
    freezable: bool = False


class ResourceTable:
    """The table of one resource, and SQL for its parts; of its columns the schemas tell."""

    def __init__(
        self, name: str, read: type[BaseModel], *, in_workspace: bool, freezes: bool
    ) -> None:
        self.name = name
        self.in_workspace = in_workspace
        self.freezes = freezes
        self.title = read.__name__.removesuffix("Read")
        """What one is called in OpenAPI."""
        self.module = read.__module__
        self._read = read
        self._refuse_names((name, *read.model_fields))

    def _refuse_names(self, names: Iterable[str]) -> None:
        for name in names:
            if _NAME.fullmatch(name) is None:
                raise TypeError(f"{self.title}: {name!r} must be lower_case.")
            if name in _TAKEN or name.startswith("door_"):
                raise TypeError(f"{self.title}: {name!r} is taken: call it something else.")

    @property
    def here(self) -> str:
        """The condition every statement has, beside what row-level security adds."""
        workspace = f" AND {ROW}.workspace_id = :workspace_id" if self.in_workspace else ""
        return f"{ROW}.organization_id = :organization_id{workspace}"

    @property
    def frozen(self) -> str:
        """Whether a row is frozen, by itself or with its workspace."""
        own = f"{ROW}.frozen_at IS NOT NULL" if self.freezes else "false"
        return f"({own} OR {_FROZEN_WORKSPACE})" if self.in_workspace else f"({own})"

    def columns(self, read: type[BaseModel]) -> str:
        """Select what a model reads; exact numbers as text, which JSON does not round."""
        return ", ".join(self._column(read, name) for name in read.model_fields)

    def _column(self, read: type[BaseModel], name: str) -> str:
        if name == "frozen" and not self.has("frozen"):
            return f"{self.frozen} AS frozen"
        self.require([name], read)
        hint = read.model_fields[name].annotation
        if Decimal in (hint, *get_args(hint)):
            return f"CAST({ROW}.{name} AS text) AS {name}"
        return f"{ROW}.{name}"

    def columns_for(self, read: type[BaseModel], settable: Iterable[str]) -> frozenset[str]:
        """Name every column that reading and setting need, and those Tenantry sets."""
        kept = KEPT - (set() if self.in_workspace else {"workspace_id"})
        kept -= set() if self.freezes else {"frozen_at"}
        shown = {name for name in read.model_fields if name != "frozen" or self.has(name)}
        return kept | shown | set(settable)

    def settable(self, body: type[BaseModel]) -> tuple[str, ...]:
        """Name the columns a body sets."""
        names = tuple(body.model_fields)
        self.require(names, body)
        if kept := KEPT.intersection(names):
            raise TypeError(f"{body.__name__}.{min(kept)} is set by Tenantry.")
        return names

    def has(self, column: str) -> bool:
        """Tell whether there is such a column."""
        return column in self._read.model_fields and column != "frozen"

    def require(self, names: Iterable[str], of: type[BaseModel]) -> None:
        """Refuse a model with a field that is no column, or of a kind JSON cannot carry."""
        self._refuse_names(names)

    def sort(self, name: str) -> Sort:
        """Sort by a column: text without regard to case, anything else where it is never null."""
        if not self.has(name):
            raise TypeError(f"{self.name} cannot be sorted by {name}: it is no column.")
        hint = self._read.model_fields[name].annotation
        kinds = set(get_args(hint) or (hint,))
        kind = next((sql for python, sql in _TYPES.items() if python in kinds), None)
        return self.sorted_by(name, kind, nullable=type(None) in kinds)

    def sorted_by(self, name: str, kind: str | None, *, nullable: bool) -> Sort:
        """Sort by a column of a known type; None is text."""
        if kind is None:
            text = f"coalesce({ROW}.{name}, '')" if nullable else f"{ROW}.{name}"
            return Sort(f"lower({text})")
        if nullable:
            raise TypeError(f"{self.name} cannot be sorted by {name}: it may be null.")
        return Sort(f"{ROW}.{name}", kind)

    def defaults(self, given: Iterable[str]) -> dict[str, Any]:
        """Find the defaults of columns that no body sets: those in SQL PostgreSQL knows."""
        return {}

    def fields_of(self, constraint: str | None) -> tuple[str, ...]:
        """Name the columns of a constraint; under row-level security PostgreSQL does not."""
        return ()


def table_of(model: type[Any] | ExistingTable, read: type[BaseModel]) -> ResourceTable:
    """Read what is to be known of a resource's table."""
    if isinstance(model, ExistingTable):
        return ResourceTable(
            model.name, read, in_workspace=model.scope == "workspace", freezes=model.freezable
        )
    from tenantry.resources.modelled import ModelledTable

    return ModelledTable(model, read)


def plain(read: type[BaseModel]) -> bool:
    """Tell whether PostgreSQL can write a model's JSON as Pydantic would."""
    decorators = read.__pydantic_decorators__
    told = (
        decorators.computed_fields
        or decorators.field_serializers
        or decorators.model_serializers
        or decorators.field_validators
        or decorators.model_validators
    )
    odd = any(
        field.alias is not None
        or field.serialization_alias is not None
        or timedelta in (field.annotation, *get_args(field.annotation))
        or bool(field.metadata and any(callable(getattr(m, "func", None)) for m in field.metadata))
        for field in read.model_fields.values()
    )
    return not told and not odd
