"""Who acts, where, and the transaction they act in: what every service function is given.

There is no ambient state: whoever holds one of these may run statements, and what a statement can
see was decided by the door before it was handed out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tenantry.database.pool import Connection, Row, translated
from tenantry.database.statements import Statement
from tenantry.errors import NotFound
from tenantry.permissions import OrganizationRole, WorkspaceRole, permissions_of


@dataclass(slots=True)
class Visitor:
    """An open transaction that is bound to nobody: it sees no tenant's rows."""

    connection: Connection

    @property
    def bound(self) -> Mapping[str, Any]:
        """Parameters every statement may name without being given them."""
        return {}

    async def all(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Run a statement and return its rows."""
        with translated():
            return await self.connection.fetch(statement.sql, *self._bind(statement, parameters))

    async def first(self, statement: Statement, **parameters: Any) -> Row | None:
        """Run a statement and return its first row, or None."""
        with translated():
            return await self.connection.fetchrow(statement.sql, *self._bind(statement, parameters))

    async def one(self, statement: Statement, **parameters: Any) -> Row:
        """Run a statement and return its first row; none is NotFound."""
        row = await self.first(statement, **parameters)
        if row is None:
            raise NotFound
        return row

    async def value(self, statement: Statement, **parameters: Any) -> Any:
        """Run a statement and return the first column of its first row, or None."""
        row = await self.first(statement, **parameters)
        return None if row is None else row[0]

    def _bind(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Any]:
        return statement.bind({**self.bound, **parameters})


@dataclass(slots=True)
class Actor(Visitor):
    """A user with a live session, outside any organization: sees which ones are theirs.

    `session_id` is None where the application acts for a user in process.
    """

    user_id: UUID
    session_id: UUID | None

    @property
    def bound(self) -> Mapping[str, Any]:
        return {"caller_id": self.user_id, "session_id": self.session_id}


@dataclass(slots=True)
class Founder(Actor):
    """A user about to create an organization: bound to its id, under which nothing exists yet."""

    organization_id: UUID

    @property
    def bound(self) -> Mapping[str, Any]:
        return {
            "caller_id": self.user_id,
            "session_id": self.session_id,
            "organization_id": self.organization_id,
        }


@dataclass(slots=True)
class Tenant(Actor):
    """A member inside an organization, and inside one of its workspaces if they entered one.

    Every role here was read by the statement that opened the door, in this transaction.
    """

    organization_id: UUID
    organization_name: str
    organization_role: OrganizationRole
    member_id: UUID
    subscription_tier: str
    workspace_id: UUID | None = None
    workspace_name: str | None = None
    workspace_role: WorkspaceRole | None = None
    permissions: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.permissions = permissions_of(self.organization_role, self.workspace_role)

    @property
    def bound(self) -> Mapping[str, Any]:
        return {
            "caller_id": self.user_id,
            "session_id": self.session_id,
            "organization_id": self.organization_id,
            "workspace_id": self.workspace_id,
            "organization_role": self.organization_role,
            "workspace_role": self.workspace_role,
        }

    def can(self, permission: str) -> bool:
        """Ask the matrix; prefer `allow` on the service function, which refuses by itself."""
        return permission in self.permissions
