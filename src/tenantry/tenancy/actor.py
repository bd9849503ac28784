"""Who acts, and the transaction they act in: what every service function is given.

There is no ambient state: whoever holds one of these may run statements, and what a statement can
see was decided by the door before it was handed out.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from tenantry.audit import ledger
from tenantry.database.pool import Connection, Row
from tenantry.database.refusals import translated
from tenantry.database.statements import Statement
from tenantry.errors import NotFound, SessionEnded, UserNotFound
from tenantry.plans import Plans
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.change import Change, whole
from tenantry.tenancy.proof import Proofs, by_itself
from tenantry.tenancy.record import Journal, Recorded

Rows: TypeAlias = Coroutine[Any, Any, list[Row]]
"""The rows of a statement, once they are awaited."""


class Visitor:
    """An open transaction that is bound to nobody: it sees no tenant's rows."""

    __slots__ = ("bound", "connection", "journal", "name", "plans", "reads")

    BINDS: ClassVar[tuple[str, ...]] = ()
    """Which of `bound` PostgreSQL is told, for its policies to know whose rows there are."""
    ENTERS_PROVED: ClassVar[bool] = True
    """Whether the proof is asked for as a transaction begins, or comes along with what it does."""

    def __init__(self, connection: Connection, plans: Plans) -> None:
        self.connection = connection
        self.plans = plans
        self.name: str | None = None
        """Who the audit trail says it was; None is the user's name as it is then."""
        self.bound: dict[str, Any] = {}
        """Parameters every statement may name without being given them."""
        self.journal = Journal()
        """What this transaction has done so far; the audit trail takes it in as it commits."""
        self.reads = False
        """Whether there is no transaction around the statements: each is one of its own."""

    def record(
        self,
        action: str,
        target_id: UUID,
        target_name: str | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        workspace_id: UUID | None = None,
        account: bool = False,
    ) -> None:
        """Note what was done, for the audit trail and for who listens to events.

        It is in the workspace entered unless another is named, and with `account` in the user's
        own history wherever they are. Nothing is written until the transaction commits, and
        nothing where it does not.
        """
        event = self._event(action, target_id, target_name, changes, workspace_id, account)
        self.journal.events.append(event)

    def _event(
        self,
        action: str,
        target_id: UUID,
        target_name: str | None,
        changes: Mapping[str, Any] | None = None,
        workspace_id: UUID | None = None,
        account: bool = False,
    ) -> Recorded:
        return Recorded(
            action,
            None if account else self.bound.get("organization_id"),
            self.bound.get("caller_id"),
            self.name,
            target_id,
            target_name,
            workspace_id or self.bound.get("workspace_id"),
            changes or {},
        )

    async def prove(self) -> None:
        """Have the database agree that this caller may be here; a visitor always may."""

    @property
    def unasked(self) -> bool:
        """Whether the database was not even asked yet."""
        return False

    def all(self, statement: Statement, **parameters: Any) -> Rows:
        """Run a statement and return its rows."""
        return (self._read if self.reads else self._run)(statement, parameters)

    async def first(self, statement: Statement, **parameters: Any) -> Row | None:
        """Run a statement and return its first row, or None."""
        rows = await self.all(statement, **parameters)
        return rows[0] if rows else None

    async def one(self, statement: Statement, **parameters: Any) -> Row:
        """Run a statement and return its first row; none is NotFound."""
        rows = await self.all(statement, **parameters)
        if not rows:
            raise NotFound
        return rows[0]

    async def value(self, statement: Statement, **parameters: Any) -> Any:
        """Run a statement and return the first column of its first row, or None."""
        rows = await self.all(statement, **parameters)
        return rows[0][0] if rows else None

    def _read(self, statement: Statement, parameters: Mapping[str, Any]) -> Rows:
        return self._run(by_itself(self.BINDS, None, statement), parameters)

    async def _run(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        arguments = statement.bind({**self.bound, **parameters})
        with translated():
            return await self.connection.fetch(statement.sql, *arguments)


class Actor(Visitor):
    """A user with a live session, outside any organization: sees which ones are theirs.

    `session_id` is None where the application acts for a user in process. A transaction is proved
    once, as it begins; where each statement is one of its own, each brings the proof along.
    """

    __slots__ = ("_asked", "_proof", "_proved", "session_id", "user_id")

    BINDS: ClassVar[tuple[str, ...]] = ("caller_id",)

    def __init__(
        self,
        connection: Connection,
        plans: Plans,
        caller: Caller,
        proofs: Proofs | None = None,
    ) -> None:
        super().__init__(connection, plans)
        self.user_id = caller.user_id
        self.session_id = caller.session_id
        self._proof = proofs[caller.session_id is not None] if proofs else None
        self._proved = self._asked = proofs is None
        self.bound["caller_id"] = caller.user_id
        self.bound["session_id"] = caller.session_id

    def with_session(self, session_id: UUID) -> Actor:
        """Go on as the same user in a session that this transaction has started."""
        actor = Actor(self.connection, self.plans, Caller(self.user_id, session_id))
        actor.journal = self.journal
        return actor

    async def prove(self) -> None:
        """Ask the database now, unless it has agreed already.

        Raises SessionEnded where the session is over, UserNotFound where the application acts for
        nobody, and inside an organization NotFound where the caller may not be there.
        """
        if self._proved or self._proof is None:
            return
        self._asked = True
        alone = by_itself(self.BINDS, self._proof, None) if self.reads else self._proof.alone
        rows = await self._ask(alone, {})
        self._admit(rows[0] if rows else None)

    @property
    def unasked(self) -> bool:
        """Whether the database was not even asked yet."""
        return not self._asked

    async def change(
        self,
        change: Change,
        action: str,
        target_id: UUID,
        target_name: str | None,
        changes: Mapping[str, Any] | None = None,
        /,
        **parameters: Any,
    ) -> Row | None:
        """Do a whole change and record it as `record` would, in one statement; None is not done.

        The proof comes along where there was none. It is for the last that a transaction does in
        an organization: whoever else writes events there waits for the commit from here on.
        """
        event, origin = self._event(action, target_id, target_name, changes), self.journal.origin()
        statement = whole(change, None if self._proved else self._proof)
        self._asked = True
        rows = await self._run(statement, {**parameters, **ledger.parameters(event, origin)})
        if not self._proved:
            self._admit(rows[0] if rows else None)
        row = rows[0]
        if row["event_id"] is None:
            return None
        made = row["event_id"], row["event_at"], row["event_actor_name"]
        self.journal.written.append(ledger.kept(event, origin, *made))
        return row

    async def _read(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        rows = await self._ask(by_itself(self.BINDS, self._proof, statement), parameters)
        self._admit(rows[0] if rows else None)
        return rows if rows[0]["door_found"] else []

    def _ask(self, statement: Statement, parameters: Mapping[str, Any]) -> Rows:
        return self._run(statement, parameters)

    def _admit(self, door: Row | None) -> None:
        """Take in what the proof found, or refuse."""
        if door is None:
            raise UserNotFound if self.session_id is None else SessionEnded
        if not door["door_admits"]:
            raise NotFound
        self._take_in(door)
        self._proved = True

    def _take_in(self, door: Row) -> None:
        """Keep what the proof found; refuse what was demanded before it and is not allowed."""


class Steward(Visitor):
    """The system itself inside an organization: its clock, its jobs and its operator."""

    __slots__ = ("organization_id",)

    BINDS: ClassVar[tuple[str, ...]] = ("organization_id",)

    def __init__(
        self, connection: Connection, plans: Plans, organization_id: UUID, name: str
    ) -> None:
        super().__init__(connection, plans)
        self.organization_id = organization_id
        self.name = name
        self.bound["organization_id"] = self.journal.place = organization_id
