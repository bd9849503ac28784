"""What PostgreSQL refuses of a resource's rows, as errors that name the field."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

import asyncpg

from tenantry.errors import Conflict, NotFound, TenantryError, ValidationFailed
from tenantry.resources.table import ResourceTable

Conflicts = Mapping[str, type[TenantryError]]


class refused:  # noqa: N801 (reads as a clause: with refused(...))
    """Turn a violated constraint into the resource's own error for it, or into a general one."""

    __slots__ = ("_conflicts", "_noun", "_table")

    def __init__(self, table: ResourceTable, noun: str, conflicts: Conflicts) -> None:
        self._table, self._noun, self._conflicts = table, noun, conflicts

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        cause = error.__cause__ if isinstance(error, NotFound) else error
        meaning = self._meaning(cause)
        if meaning is not None:
            raise meaning from cause

    def _meaning(self, error: BaseException | None) -> TenantryError | None:
        if isinstance(error, asyncpg.ProgramLimitExceededError):
            return ValidationFailed("A value is larger than can be stored.")
        if not isinstance(error, asyncpg.IntegrityConstraintViolationError):
            return None
        if (named := self._conflicts.get(error.constraint_name or "")) is not None:
            return named()
        fields = " and ".join(self._table.fields_of(error.constraint_name))
        if isinstance(error, asyncpg.NotNullViolationError):
            return ValidationFailed(f"{error.column_name}: a value is needed.")
        if isinstance(error, asyncpg.CheckViolationError):
            rule = (error.constraint_name or "").removeprefix(f"ck_{self._table.name}_")
            return ValidationFailed(f"The {self._noun} breaks the rule `{rule}`.")
        if isinstance(error, asyncpg.ForeignKeyViolationError):
            return self._reference(error, fields)
        what = f"this {fields}" if fields else "these values"
        return Conflict(f"There is a {self._noun} with {what} already: choose another.")

    def _reference(
        self, error: asyncpg.ForeignKeyViolationError, fields: str
    ) -> TenantryError | None:
        if error.table_name != self._table.name:
            return Conflict(f"Something refers to this {self._noun}: delete that first.")
        return ValidationFailed(f"{fields}: there is nothing with this id.") if fields else None
