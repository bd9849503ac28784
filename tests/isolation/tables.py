"""The tables as the catalog has them: a new one is under test without being named here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import asyncpg

_TABLES = """
SELECT c.relname AS name, p.polname AS policy,
       CASE p.polname WHEN 'private' THEN 'user_id'
                      ELSE CASE c.relname WHEN 'organizations' THEN 'id' ELSE 'organization_id' END
       END AS key,
       has_table_privilege('tenantry_app', c.oid, 'INSERT') AS grows,
       has_table_privilege('tenantry_app', c.oid, 'UPDATE, DELETE') AS changes
FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polcmd = '*'
WHERE c.relnamespace = 'public'::regnamespace
ORDER BY c.relname"""

_GENERATED = """
SELECT attname AS name FROM pg_attribute
WHERE attrelid = CAST($1 AS text)::regclass AND attgenerated <> ''"""


@dataclass(frozen=True)
class Table:
    """A table with a policy, and the column that says whose a row is."""

    name: str
    policy: str
    key: str
    grows: bool
    """Whether the app role may add rows."""
    changes: bool
    """Whether it may change and delete them."""

    async def rows(self, connection: Any, owner: str) -> list[dict[str, Any]]:
        """Read every row of one owner, and the transaction that wrote it last."""
        found = await connection.fetch(
            f"SELECT to_jsonb(t)::text AS row, t.xmin::text FROM {self.name} t "
            f"WHERE {self.key} = $1 ORDER BY 1",
            owner,
        )
        return [{**json.loads(record["row"]), "xmin": record["xmin"]} for record in found]

    async def seen(self, connection: Any) -> set[str]:
        """Say whose rows show, with no WHERE of ours."""
        found = await connection.fetch(f"SELECT DISTINCT {self.key} FROM {self.name}")
        return {str(record[0]) for record in found}

    async def insert(self, connection: Any, row: dict[str, Any]) -> None:
        generated = await connection.fetch(_GENERATED, self.name)
        left_out = {"xmin", *(record["name"] for record in generated)}
        columns = ", ".join(name for name in row if name not in left_out)
        await connection.execute(
            f"INSERT INTO {self.name} ({columns}) SELECT {columns} "
            f"FROM json_populate_record(NULL::{self.name}, CAST($1::text AS json))",
            json.dumps({name: value for name, value in row.items() if name != "xmin"}),
        )


async def tables(connection: asyncpg.Connection, policy: str) -> list[Table]:
    """List the tables under a policy: `tenant` keeps organizations apart, `private` users."""
    found = [Table(**dict(record)) for record in await connection.fetch(_TABLES)]
    return [table for table in found if table.policy == policy]


_USED = (
    """INSERT INTO usage_months VALUES ($1, 'messages', '2026-01-01', 0, 1)""",
    """INSERT INTO usage_days VALUES ($1, gen_random_uuid(), 'messages', '2026-01-01', 0, 1)""",
    """INSERT INTO usage_holds
       VALUES ($1, gen_random_uuid(), 'messages', gen_random_uuid(), '2026-01-01', 0, now())""",
    """INSERT INTO messages (organization_id, id, chatbot_id, user_id, role, content)
       SELECT organization_id, gen_random_uuid(), id, created_by, 'user', 'Hello?'
       FROM chatbots WHERE organization_id = $1 LIMIT 1""",
    """INSERT INTO join_links (organization_id, id, role, token_hash, created_by)
       SELECT id, gen_random_uuid(), 'member', '', created_by FROM organizations WHERE id = $1""",
    """WITH invitation AS (
           INSERT INTO invitations (organization_id, id, email, role, token_hash, invited_by,
               expires_at)
           SELECT id, gen_random_uuid(), 'guest@example.test', 'member', '', created_by, now()
           FROM organizations WHERE id = $1
           RETURNING organization_id, id)
       INSERT INTO invitation_grants (organization_id, id, workspace_id, invitation_id, role)
       SELECT w.organization_id, gen_random_uuid(), w.id, i.id, 'viewer'
       FROM workspaces w JOIN invitation i USING (organization_id) LIMIT 1""",
)


async def use(connection: asyncpg.Connection, owner: str) -> None:
    """Give an organization a row where its fixture leaves none, as a message takes a model."""
    for statement in _USED:
        await connection.execute(statement, owner)


def affected(status: str) -> int:
    """Count the rows of a command's status, as in `DELETE 3`."""
    return int(status.rsplit(" ", 1)[1])
