"""Users at an organization that is not theirs yet: about to create it, or invited to it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from tenantry.database.pool import Connection, Row
from tenantry.database.statements import Statement
from tenantry.plans import Plans
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.proof import Proofs


class Guest(Actor):
    """A user bound to an organization they are not in yet, with an invitation to show."""

    __slots__ = ("organization_id",)

    BINDS: ClassVar[tuple[str, ...]] = ("caller_id", "organization_id")

    def __init__(
        self,
        connection: Connection,
        plans: Plans,
        caller: Caller,
        organization_id: UUID,
        proofs: Proofs | None = None,
    ) -> None:
        super().__init__(connection, plans, caller, proofs)
        self.organization_id = organization_id
        self.bound["organization_id"] = self.journal.place = organization_id


class Founder(Guest):
    """A user about to create an organization: bound to its id, under which nothing exists yet."""

    __slots__ = ()

    ENTERS_PROVED: ClassVar[bool] = False

    async def all(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Run a statement and return its rows, after the proof where nothing has brought it."""
        if not self.reads:
            await self.prove()
        return await super().all(statement, **parameters)
