"""What must be true of every organization whatever ran at once."""

from __future__ import annotations

from collections import Counter

import asyncpg
import httpx

_WRONG = """
SELECT o.id, o.member_count, o.workspace_count,
       (SELECT count(*) FROM organization_members m WHERE m.organization_id = o.id) AS members,
       (SELECT count(*) FROM workspaces w WHERE w.organization_id = o.id) AS workspaces,
       (SELECT count(*) FROM workspaces w WHERE w.organization_id = o.id AND w.is_default)
         AS defaults,
       (SELECT count(*) FROM organization_members m
        WHERE m.organization_id = o.id AND m.role = 'owner') AS owners
FROM organizations o"""


async def broken(connection: asyncpg.Connection) -> list[asyncpg.Record]:
    """Find organizations whose counts are wrong, or without an owner or exactly one default."""
    return await connection.fetch(
        f"SELECT * FROM ({_WRONG}) AS o WHERE member_count <> members "
        "OR workspace_count <> workspaces OR defaults <> 1 OR owners < 1"
    )


def codes(answers: list[httpx.Response]) -> Counter[object]:
    """Count the answers by what refused them, or by their status."""
    return Counter(a.json()["code"] if a.status_code >= 400 else a.status_code for a in answers)
