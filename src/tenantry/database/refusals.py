"""What PostgreSQL refuses, as the errors it means."""

from __future__ import annotations

from types import TracebackType

import asyncpg

from tenantry.errors import (
    NotFound,
    TenantryError,
    Unavailable,
    Undone,
    ValidationFailed,
    for_constraint,
)

CONTENTION = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""What the same transaction, tried again from a clean start, does not meet a second time."""

_UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)


class translated:  # noqa: N801 (reads as a clause: with translated())
    """Turn what PostgreSQL refuses into the error it means; what means nothing stays as it is.

    Invariants are PostgreSQL's, so its refusal is the check, and no check races with the write.
    """

    __slots__ = ()

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            return
        meaning = _meaning(error)
        if meaning is not None:
            raise meaning from error


def _meaning(error: BaseException) -> TenantryError | None:
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        refusal = for_constraint(error.constraint_name)
        if refusal is None and isinstance(error, asyncpg.ForeignKeyViolationError):
            refusal = NotFound  # what the row belongs to was deleted meanwhile
        return None if refusal is None else refusal()
    if isinstance(error, asyncpg.InFailedSQLTransactionError):
        return Undone()
    if isinstance(error, asyncpg.DataError) or (
        isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError)
    ):
        return ValidationFailed("A value has a form or a size that cannot be stored.")
    return Unavailable() if isinstance(error, _UNAVAILABLE) else None
