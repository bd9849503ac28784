"""A resource's table as its statements see it: read once, and refused where it is odd."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel
from sqlalchemy import (
    Column,
    Enum,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import asyncpg

from tenantry.pagination import Sort
from tenantry.resources.model import Freezable, Made, WorkspaceScoped
from tenantry.tenancy.model import workspace_reference

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

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FROZEN_WORKSPACE = """EXISTS (SELECT FROM workspaces fw
    WHERE fw.organization_id = :organization_id AND fw.id = :workspace_id
      AND fw.frozen_at IS NOT NULL)"""


class ResourceTable:
    """The table of one resource, and SQL for its parts."""

    def __init__(self, model: type[Any]) -> None:
        if not issubclass(model, Made):
            raise TypeError(
                f"{model.__name__}: derive it from tenantry.WorkspaceScoped or TenantScoped."
            )
        table = getattr(model, "__table__", None)
        assert isinstance(table, Table)  # noqa: S101 (a declarative class has one)
        self.table = table
        self.name = table.name
        self.in_workspace = issubclass(model, WorkspaceScoped)
        self.freezes = issubclass(model, Freezable)
        for name in (self.name, *table.columns.keys()):
            if _NAME.fullmatch(name) is None:
                raise TypeError(f"{model.__name__}: {name!r} must be lower_case.")
            if name in _TAKEN or name.startswith("door_"):
                raise TypeError(f"{model.__name__}: {name!r} is taken: call it something else.")
        for column in table.columns:
            _refuse_unkept(column)
        self._complete()

    def _complete(self) -> None:
        """Add what `__table_args__` of the model's own leaves out: its place and its order."""
        place = ["organization_id", "workspace_id"] if self.in_workspace else ["organization_id"]
        keys = [
            sorted(constraint.column_keys)
            for constraint in self.table.constraints
            if isinstance(constraint, ForeignKeyConstraint)
        ]
        if sorted(place) not in keys:
            self.table.append_constraint(workspace_reference())
        name = f"ix_{self.name}_created_at"
        if name not in {index.name for index in self.table.indexes}:
            columns = [self.table.c[key] for key in (*place, "created_at", "id")]
            Index(name, *columns)

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
        if name == "frozen" and "frozen" not in self.table.columns:
            return f"{self.frozen} AS frozen"
        self.require([name], read)
        hint = read.model_fields[name].annotation
        if Decimal in (hint, *get_args(hint)):
            return f"CAST({ROW}.{name} AS text) AS {name}"
        return f"{ROW}.{name}"

    def require(self, names: Iterable[str], of: type[BaseModel]) -> None:
        """Refuse a model with a field that is no column, or of a kind JSON cannot carry."""
        for name in names:
            column = self.table.columns.get(name)
            if column is None:
                raise TypeError(f"{of.__name__}.{name} is no column of {self.name}.")
            if isinstance(column.type, LargeBinary):
                raise TypeError(f"{self.name}.{name}: a resource cannot carry bytes.")

    def settable(self, body: type[BaseModel]) -> tuple[str, ...]:
        """Name the columns a body sets."""
        names = tuple(body.model_fields)
        self.require(names, body)
        if kept := KEPT.intersection(names):
            raise TypeError(f"{body.__name__}.{min(kept)} is set by Tenantry.")
        return names

    def sort(self, name: str) -> Sort:
        """Sort by a column: text without regard to case, anything else where it is never null."""
        column: Column[Any] | None = self.table.columns.get(name)
        if column is None:
            raise TypeError(f"{self.name} cannot be sorted by {name}: it is no column.")
        if isinstance(column.type, String):
            return Sort(
                f"lower(coalesce({ROW}.{name}, ''))" if column.nullable else f"lower({ROW}.{name})"
            )
        if column.nullable:
            raise TypeError(f"{self.name} cannot be sorted by {name}: it may be null.")
        return Sort(f"{ROW}.{name}", column.type.compile(dialect=_DIALECT))

    def defaults(self, given: Sequence[str]) -> dict[str, Any]:
        """Find the models' own defaults of columns that no body sets."""
        return {
            name: column.default
            for name, column in self.table.columns.items()
            if name not in KEPT and name not in given and column.default is not None
        }

    def fields_of(self, constraint: str | None) -> tuple[str, ...]:
        """Name the columns of a constraint or a unique index, but for whose the row is."""
        parts: list[Any] = [
            found
            for found in self.table.constraints
            if isinstance(found, (UniqueConstraint, ForeignKeyConstraint))
        ]
        for part in (*parts, *self.table.indexes):
            name = self.table.metadata.naming_convention and part.name
            if str(name) == constraint:
                return tuple(column.name for column in part.columns if column.name not in KEPT)
        return ()


def _refuse_unkept(column: Column[Any]) -> None:
    """Refuse what SQLAlchemy would do to a column, and our statements do not."""
    if column.onupdate is not None:
        raise TypeError(f"{column}: `onupdate` is not run: set it in a before_update hook.")
    default = column.default
    if default is not None and not (default.is_scalar or default.is_callable):
        raise TypeError(f"{column}: a default in SQL is a `server_default`.")
    kind = column.type
    if isinstance(kind, Enum) and kind.enum_class is not None:
        values = [str(member.value) for member in kind.enum_class]
        if values != list(kind.enums):
            raise TypeError(f"{column}: JSON carries values, so give its Enum `values_callable`.")


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
