"""Openings: transactions that are proved as they begin, and committed or undone as they end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

from tenantry.audit.ledger import publish
from tenantry.database.pool import Connection, Database
from tenantry.database.refusals import translated
from tenantry.errors import TenantryError
from tenantry.tenancy.actor import Visitor
from tenantry.tenancy.transaction import begin, commit

V = TypeVar("V", bound=Visitor)


class Opening(Generic[V]):
    """One transaction as a context manager: committed on success, rolled back on any error.

    Entering proves the caller. In a `reading` one each statement is a transaction of its own, and
    each proves.
    """

    __slots__ = ("_connection", "_database", "_holder", "_make", "_reads")

    def __init__(self, database: Database, make: Callable[[Connection], V]) -> None:
        self._database = database
        self._make = make
        self._reads = False

    def reading(self) -> Opening[V]:
        """Only read: one round trip a statement and none beside, and PostgreSQL refuses writes.

        Leaving makes sure that something was asked.
        """
        self._reads = True
        return self

    async def __aenter__(self) -> V:
        connection = self._connection = await self._database.acquire()
        holder = self._holder = self._make(connection)
        if self._reads:
            holder.reads = True
            return holder
        try:
            with translated():
                await connection.execute(begin(holder))
            if holder.ENTERS_PROVED:
                await holder.prove()
        except BaseException as error:
            await self._abandon(error)
            raise
        return holder

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None or self._asks_before(error):
                await self._holder.prove()
            if error is None and not self._reads:
                await commit(self._holder)
        except BaseException as refusal:
            await self._abandon(refusal)
            raise
        if error is not None:
            await self._abandon(error)
            return
        self._database.give_back(self._connection)
        if not self._reads:
            await publish(self._holder)

    def _asks_before(self, error: BaseException) -> bool:
        """Whether the door's refusal goes before one of a handler that asked nothing."""
        refused = isinstance(error, TenantryError) and not self._reads
        return refused and self._holder.unasked

    async def _abandon(self, error: BaseException) -> None:
        """Roll back; a connection whose request was cut off in the middle is not used again.

        Where a value could not even be sent, its statement was prepared and nothing followed: an
        empty statement ends the transaction that PostgreSQL began for it.
        """
        connection = self._connection
        if isinstance(error, asyncio.CancelledError) or connection.is_closed():
            self._database.drop(connection)
            return
        try:
            end = "ROLLBACK" if connection.is_in_transaction() else ""
            await connection.execute(end, timeout=5)
        except asyncio.CancelledError:
            self._database.drop(connection)
            raise
        except Exception:
            self._database.drop(connection)
        else:
            self._database.give_back(connection)
