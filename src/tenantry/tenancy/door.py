"""The door: the one place that binds a transaction, and the one statement that lets someone in.

The token says where someone wants to be; `enter` asks PostgreSQL whether they may, in the
transaction of their work. Nothing here is cached, so a revoked session, a removed member and a
changed role hold from the next request on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar
from uuid import UUID

from tenantry.billing.clock import subscription_now
from tenantry.database.pool import Connection, Database, Row, translated
from tenantry.database.statements import Statement
from tenantry.errors import NotFound, SessionEnded, UserNotFound
from tenantry.tenancy.model import new_id
from tenantry.tenancy.rls import ORGANIZATION_SETTING, USER_SETTING
from tenantry.tenancy.tenant import Actor, Founder, Tenant, Visitor

_BY_SESSION = """
    FROM sessions
    WHERE sessions.id = :session_id AND sessions.user_id = :caller_id
      AND sessions.ended_at IS NULL AND sessions.expires_at > now()"""
_BY_USER = """
    FROM users
    WHERE users.id = :caller_id"""

_MEMBERSHIP = f"""
    SELECT m.id AS member_id, m.role AS organization_role, o.name AS organization_name,
           {subscription_now("o")}
    FROM (SELECT 1 {{proof}}) AS alive
    LEFT JOIN (organization_members m JOIN organizations o ON o.id = m.organization_id)
      ON m.organization_id = :organization_id AND m.user_id = :caller_id"""
_IN_WORKSPACE = f"""
    SELECT inside.*, w.name AS workspace_name,
           CASE WHEN w.id IS NULL THEN NULL
                WHEN organization_role IN ('owner', 'admin') THEN 'admin'
                ELSE wm.role END AS workspace_role
    FROM ({_MEMBERSHIP}) AS inside
    LEFT JOIN workspaces w ON w.organization_id = :organization_id AND w.id = :workspace_id
    LEFT JOIN workspace_members wm ON wm.organization_id = :organization_id
      AND wm.workspace_id = w.id AND wm.user_id = :caller_id"""

_ACT = {
    True: Statement(f"SELECT 1 {_BY_SESSION}"),
    False: Statement(f"SELECT 1 {_BY_USER}"),
}
_ENTER = {
    True: Statement(_MEMBERSHIP.format(proof=_BY_SESSION)),
    False: Statement(_MEMBERSHIP.format(proof=_BY_USER)),
}
_ENTER_WORKSPACE = {
    True: Statement(_IN_WORKSPACE.format(proof=_BY_SESSION)),
    False: Statement(_IN_WORKSPACE.format(proof=_BY_USER)),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token, or the application, says is acting, and the context they chose.

    Only a claim: it becomes an Actor or a Tenant when the database agrees. Without a session it is
    the application's own word for a user, in process.
    """

    user_id: UUID
    session_id: UUID | None = None
    organization_id: UUID | None = None
    workspace_id: UUID | None = None


def _bind(setting: str, value: UUID) -> str:
    """Write SET LOCAL from a UUID object: formatting its number, nothing a client typed gets in."""
    return f"SET LOCAL {setting} = '{value.int:032x}'"


V = TypeVar("V", bound=Visitor)


class Opening(Generic[V]):
    """One transaction as a context manager: committed on success, rolled back on any error."""

    __slots__ = ("_begin", "_connection", "_database", "_prove")

    def __init__(
        self, database: Database, begin: str, prove: Callable[[Connection], Awaitable[V]]
    ) -> None:
        self._database = database
        self._begin = begin
        self._prove = prove

    async def __aenter__(self) -> V:
        self._connection = await self._database.acquire()
        try:
            with translated():
                await self._connection.execute(self._begin)
            return await self._prove(self._connection)
        except BaseException:
            await self._database.release(self._connection)
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                with translated():
                    await self._connection.execute("COMMIT")
        finally:
            await self._database.release(self._connection)


class Door:
    """Opens transactions on one database, each bound to exactly what its caller may see."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def visit(self) -> Opening[Visitor]:
        """Open a transaction bound to nobody, for sign-up, sign-in and health."""

        async def prove(connection: Connection) -> Visitor:
            return Visitor(connection)

        return Opening(self._database, "BEGIN", prove)

    def act(self, caller: Caller) -> Opening[Actor]:
        """Open a transaction as a user outside any organization.

        Raises SessionEnded where the session is over.
        """

        async def prove(connection: Connection) -> Actor:
            actor = Actor(connection, caller.user_id, caller.session_id)
            await _prove_alive(actor)
            return actor

        return Opening(self._database, self._begin(caller), prove)

    def arrive(self) -> Opening[Founder]:
        """Open a transaction as a user who does not exist yet, to create them."""
        caller, organization_id = Caller(new_id()), new_id()

        async def prove(connection: Connection) -> Founder:
            return Founder(connection, caller.user_id, None, organization_id)

        return Opening(self._database, self._begin(caller, organization_id), prove)

    def found(self, caller: Caller) -> Opening[Founder]:
        """Open a transaction bound to an organization that does not exist yet, to create it."""
        organization_id = new_id()

        async def prove(connection: Connection) -> Founder:
            founder = Founder(connection, caller.user_id, caller.session_id, organization_id)
            await _prove_alive(founder)
            return founder

        return Opening(self._database, self._begin(caller, organization_id), prove)

    def enter(
        self, caller: Caller, organization_id: UUID, workspace_id: UUID | None = None
    ) -> Opening[Tenant]:
        """Open a transaction inside an organization, and inside a workspace where one is named.

        Raises SessionEnded where the session is over, NotFound where the caller is not a member,
        was not added to the workspace, or either does not exist: all the same from outside.
        """

        async def prove(connection: Connection) -> Tenant:
            actor = Actor(connection, caller.user_id, caller.session_id)
            return await _enter(actor, organization_id, workspace_id)

        return Opening(self._database, self._begin(caller, organization_id), prove)

    @staticmethod
    def _begin(caller: Caller, organization_id: UUID | None = None) -> str:
        begin = f"BEGIN;{_bind(USER_SETTING, caller.user_id)}"
        if organization_id is not None:
            begin = f"{begin};{_bind(ORGANIZATION_SETTING, organization_id)}"
        return begin


async def become(visitor: Visitor, caller: Caller, *, prove: bool = True) -> Actor:
    """Turn a visitor's transaction into a user's, for sign-in and refresh.

    Raises SessionEnded where the session is over. Unproved it is for comparing secrets alone.
    """
    with translated():
        await visitor.connection.execute(_bind(USER_SETTING, caller.user_id))
    actor = Actor(visitor.connection, caller.user_id, caller.session_id)
    if prove:
        await _prove_alive(actor)
    return actor


async def step_inside(
    actor: Actor, organization_id: UUID, workspace_id: UUID | None = None
) -> Tenant:
    """Enter an organization from within a transaction, for work that spans several of them.

    What was visible before is not any more: the transaction is in the one organization entered
    last. Raises as `Door.enter` does.
    """
    with translated():
        await actor.connection.execute(_bind(ORGANIZATION_SETTING, organization_id))
    return await _enter(actor, organization_id, workspace_id)


async def _prove_alive(actor: Actor) -> None:
    if await actor.first(_ACT[actor.session_id is not None]) is None:
        raise _gone(actor)


async def _enter(actor: Actor, organization_id: UUID, workspace_id: UUID | None) -> Tenant:
    statements = _ENTER if workspace_id is None else _ENTER_WORKSPACE
    row = await actor.first(
        statements[actor.session_id is not None],
        organization_id=organization_id,
        workspace_id=workspace_id,
    )
    if row is None:
        raise _gone(actor)
    if row["member_id"] is None:
        raise NotFound
    if workspace_id is not None and row["workspace_role"] is None:
        raise NotFound
    return _tenant(actor, organization_id, workspace_id, row)


def _gone(actor: Actor) -> Exception:
    return UserNotFound() if actor.session_id is None else SessionEnded()


def _tenant(actor: Actor, organization_id: UUID, workspace_id: UUID | None, row: Row) -> Tenant:
    return Tenant(
        connection=actor.connection,
        user_id=actor.user_id,
        session_id=actor.session_id,
        organization_id=organization_id,
        organization_name=row["organization_name"],
        organization_role=row["organization_role"],
        member_id=row["member_id"],
        subscription_tier=row["subscription_tier"],
        workspace_id=workspace_id,
        workspace_name=row.get("workspace_name"),
        workspace_role=row.get("workspace_role"),
    )
