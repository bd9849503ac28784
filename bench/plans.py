"""What PostgreSQL does for each statement: the plan our connections get, as the app role, bound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bench.people import Caller, id_of
from bench.statements import identity, reads
from tenantry.audit import ledger
from tenantry.context import queries as context
from tenantry.database.pool import Connection, Row, connect
from tenantry.database.statements import Statement
from tenantry.members import queries as members
from tenantry.organizations import queries as organizations
from tenantry.tenancy.change import whole
from tenantry.tenancy.proof import ACT, ENTER, ENTER_WORKSPACE
from tenantry.tenancy.record import Origin, Recorded
from tenantry.tenancy.rls import ORGANIZATION_SETTING, USER_SETTING
from tenantry.tenancy.values import new_id


@dataclass(frozen=True)
class Plan:
    """One statement's plan as it ran: what it scanned, what it threw away, and how much it read."""

    name: str
    scans: tuple[str, ...]
    removed: int
    blocks: int
    text: str

    @property
    def sequential(self) -> bool:
        """Say whether a whole table was read."""
        return any(scan.startswith("Seq Scan") for scan in self.scans)


def _statements(caller: Caller) -> dict[str, tuple[Statement, dict[str, Any]]]:
    """List the statements of the measured operations with parameters for a caller."""
    member = {"member_id": id_of("member", caller.subordinate), "role": "member"}
    found = {name: (read.statement, dict(read.parameters)) for name, read in reads().items()}
    return {
        **found,
        "enter": (ENTER[True].alone, {}),
        "switch: enter": (ENTER_WORKSPACE[True].alone, {}),
        "switch: remember": (context.REMEMBER, {}),
        "role: lock": (members.LOCK, member),
        "role: set": (
            whole(members.SET_ROLE, None),
            {**_event("member.updated", id_of("organization", caller.organization)), **member},
        ),
        "create": (whole(organizations.CREATE, ACT[True]), _organization()),
    }


def _event(action: str, organization_id: UUID) -> dict[str, Any]:
    recorded = Recorded(action, organization_id, None, "Nobody", new_id(), None, None, {})
    return ledger.parameters(recorded, Origin())


def _organization() -> dict[str, Any]:
    """Give what an organization is created with, on trial as most are."""
    organization_id = new_id()
    made = ("member_id", "new_workspace_id", "workspace_member_id")
    return {
        **_event("organization.created", organization_id),
        **{name: new_id() for name in made},
        **dict.fromkeys(("billing_email", "avatar_url")),
        "name": "Explained",
        "slug": organization_id.hex,
        "settings": {},
        "free_tier": "free",
        "trial_tier": "pro",
        "trial_days": 14,
        "trials_per_user": 1,
    }


async def explain(app_url: str, caller: Caller) -> list[Plan]:
    """Run each statement once under EXPLAIN, bound to a caller, and roll it back."""
    connection = await connect(app_url, 60_000)
    known = identity(caller)
    try:
        return [
            await _explain(connection, name, statement, {**known, **parameters})
            for name, (statement, parameters) in _statements(caller).items()
        ]
    finally:
        await connection.close()


async def _explain(
    connection: Connection, name: str, statement: Statement, parameters: dict[str, Any]
) -> Plan:
    values = ", ".join(map(_literal, statement.bind(parameters)))
    organization = "" if name == "orgs" else parameters["organization_id"].hex
    begin = (
        f"BEGIN READ WRITE; SET LOCAL {USER_SETTING} = '{parameters['caller_id'].hex}'; "
        f"SET LOCAL {ORGANIZATION_SETTING} = '{organization}'"
    )

    async def explained(options: str) -> list[Row]:
        await connection.execute(begin)
        try:
            return await connection.fetch(f"EXPLAIN ({options}) EXECUTE measured({values})")
        finally:
            await connection.execute("ROLLBACK")

    await connection.execute(f"PREPARE measured AS {statement.sql}")
    try:
        await explained("ANALYZE")  # warms the cache
        options = "ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF"
        text = await explained(options)
        found = (await explained(f"{options}, FORMAT JSON"))[0][0]
    finally:
        await connection.execute("DEALLOCATE measured")
    root = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    nodes = list(_nodes(root))
    return Plan(
        name,
        tuple(_scan(node) for node in nodes if "Scan" in node["Node Type"]),
        sum(node.get("Rows Removed by Filter", 0) * node["Actual Loops"] for node in nodes),
        root["Shared Hit Blocks"] + root["Shared Read Blocks"],
        "\n".join(row[0] for row in text),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _scan(node: dict[str, Any]) -> str:
    what = node.get("Index Name") or node.get("Relation Name") or node.get("CTE Name") or ""
    return f"{node['Node Type']} {what}".strip()


def _literal(value: Any) -> str:
    if isinstance(value, UUID):
        return f"'{value}'"
    if isinstance(value, dict):
        value = json.dumps(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(value)
