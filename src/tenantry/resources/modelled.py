"""The table of a resource that is declared as a SQLAlchemy model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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
from tenantry.resources.table import KEPT, ResourceTable
from tenantry.tenancy.model import workspace_reference

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


class ModelledTable(ResourceTable):
    """Of its columns the model tells, and what does not fit them is refused at import."""

    def __init__(self, model: type[Any], read: type[BaseModel]) -> None:
        if not issubclass(model, Made):
            raise TypeError(
                f"{model.__name__}: derive it from tenantry.WorkspaceScoped or TenantScoped."
            )
        table = getattr(model, "__table__", None)
        assert isinstance(table, Table)  # noqa: S101 (a declarative class has one)
        self._table = table
        super().__init__(
            table.name,
            read,
            in_workspace=issubclass(model, WorkspaceScoped),
            freezes=issubclass(model, Freezable),
        )
        self.title, self.module = model.__name__, model.__module__
        self._refuse_names((table.name, *table.columns.keys()))
        for column in table.columns:
            _refuse_unkept(column)
        self._complete()

    def _complete(self) -> None:
        """Add what `__table_args__` of the model's own leaves out: its place and its order."""
        place = ["organization_id", "workspace_id"] if self.in_workspace else ["organization_id"]
        keys = [
            sorted(constraint.column_keys)
            for constraint in self._table.constraints
            if isinstance(constraint, ForeignKeyConstraint)
        ]
        if sorted(place) not in keys:
            self._table.append_constraint(workspace_reference())
        name = f"ix_{self.name}_created_at"
        if name not in {index.name for index in self._table.indexes}:
            columns = [self._table.c[key] for key in (*place, "created_at", "id")]
            Index(name, *columns)

    def has(self, column: str) -> bool:
        """Tell whether there is such a column."""
        return column in self._table.columns

    def require(self, names: Iterable[str], of: type[BaseModel]) -> None:
        """Refuse a model with a field that is no column, or of a kind JSON cannot carry."""
        for name in names:
            column = self._table.columns.get(name)
            if column is None:
                raise TypeError(f"{of.__name__}.{name} is no column of {self.name}.")
            if isinstance(column.type, LargeBinary):
                raise TypeError(f"{self.name}.{name}: a resource cannot carry bytes.")

    def sort(self, name: str) -> Sort:
        """Sort by a column: text without regard to case, anything else where it is never null."""
        column: Column[Any] | None = self._table.columns.get(name)
        if column is None:
            raise TypeError(f"{self.name} cannot be sorted by {name}: it is no column.")
        text = isinstance(column.type, String)
        kind = None if text else column.type.compile(dialect=_DIALECT)
        return self.sorted_by(name, kind, nullable=bool(column.nullable))

    def defaults(self, given: Iterable[str]) -> dict[str, Any]:
        """Find the model's own defaults of columns that no body sets."""
        known = {*KEPT, *given}
        return {
            name: column.default
            for name, column in self._table.columns.items()
            if name not in known and column.default is not None
        }

    def fields_of(self, constraint: str | None) -> tuple[str, ...]:
        """Name the columns of a constraint or a unique index, but for whose the row is."""
        parts: list[Any] = [
            found
            for found in self._table.constraints
            if isinstance(found, (UniqueConstraint, ForeignKeyConstraint))
        ]
        for part in (*parts, *self._table.indexes):
            name = self._table.metadata.naming_convention and part.name
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
