"""The statements the service itself runs, for the floor to run the same and the plans to explain.

They are asked of the queries modules through what a route calls, so a change there arrives here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bench.people import Caller, id_of
from tenantry.database.statements import Statement
from tenantry.organizations import queries as organizations
from tenantry.organizations.schemas import OrganizationQuery
from tenantry.tenancy.proof import ACT, ENTER, ENTER_WORKSPACE, by_itself
from tenantry.tenancy.rls import ORGANIZATION_SETTING, USER_SETTING
from tenantry.workspaces import queries as workspaces
from tenantry.workspaces.schemas import WorkspaceQuery


class _Asked(Exception):
    def __init__(self, statement: Statement, parameters: Mapping[str, Any]) -> None:
        self.statement, self.parameters = statement, dict(parameters)


class _Recorder:
    """Stands where a tenant would, and takes down the first statement it is asked to run."""

    async def one(self, statement: Statement, **parameters: Any) -> None:
        raise _Asked(statement, parameters)

    all = first = value = one


def _listed(listing: Any, query: Any) -> _Asked:
    try:
        listing.fetch(_Recorder(), query).send(None)
    except _Asked as asked:
        return asked
    raise LookupError("this listing runs no statement")


_VIEWED = {
    "own_organizations o": """(
        SELECT m.id AS member_id, m.role, m.joined_at, o.* FROM organization_members m
        JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = :caller_id) AS o""",
    "own_memberships": """(
        SELECT * FROM organization_members WHERE user_id = :caller_id) AS memberships""",
}
"""What the views of a user's own show, for whoever runs a statement without binding it."""


class Read:
    """One read of ours: a statement that proves and reads, and its parameters."""

    def __init__(
        self, statement: Statement, parameters: Mapping[str, Any], plural: str | None, inside: bool
    ) -> None:
        self.statement = statement
        self.plural = plural
        self.parameters = parameters
        self._inside = inside

    @property
    def unbound(self) -> Statement:
        """The statement for a connection that is bound to nobody."""
        source = self.statement.source
        for view, rows in _VIEWED.items():
            source = source.replace(view, rows)
        if re.search(r"\bown_", source):
            raise LookupError("a view of one's own has no rows here for whoever is not bound")
        return Statement(source)

    def arguments(self, statement: Statement, caller: Caller) -> list[Any]:
        """Bind the parameters of either statement to someone who asks."""
        return statement.bind({**self.parameters, **identity(caller)})

    def binding(self, caller: Caller) -> str:
        """Write what the door begins the transaction with."""
        known = identity(caller)
        begin = f"BEGIN READ ONLY;SET LOCAL {USER_SETTING} = '{known['caller_id'].hex}'"
        if not self._inside:
            return begin
        return f"{begin};SET LOCAL {ORGANIZATION_SETTING} = '{known['organization_id'].hex}'"


def reads() -> dict[str, Read]:
    """List the reads by the operation they serve."""
    mine = _listed(organizations.MINE, OrganizationQuery())
    places = _listed(workspaces.MINE, WorkspaceQuery())
    me, enter, enter_workspace = ACT[True], ENTER[True], ENTER_WORKSPACE[True]
    return {
        "orgs": Read(
            by_itself((), me, mine.statement), mine.parameters, "organizations", inside=False
        ),
        "org": Read(by_itself((), enter, organizations.FIND), {}, None, inside=True),
        "workspaces": Read(
            by_itself((), enter, places.statement), places.parameters, "workspaces", inside=True
        ),
        "current": Read(by_itself((), enter_workspace, None), {}, None, inside=True),
    }


def identity(caller: Caller) -> dict[str, Any]:
    """Name the parameters the door binds for a caller."""
    return {
        "caller_id": id_of("user", caller.user),
        "session_id": id_of("session", caller.user),
        "organization_id": id_of("organization", caller.organization),
        "workspace_id": id_of("workspace", caller.workspace),
    }
