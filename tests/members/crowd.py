"""Many members at once, without signing each of them up."""

from __future__ import annotations

import asyncpg

from tests.people import Place

_JOIN = """
WITH people AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, gen_random_uuid() AS member_id, n
    FROM generate_series(1, $2::int) n
), accounts AS (
    INSERT INTO users (id, email, display_name)
    SELECT id, 'crowd' || n || '@' || $3::text || '.test',
           CASE n % 5 WHEN 0 THEN NULL ELSE 'Person ' || n % 7 END
    FROM people
)
INSERT INTO organization_members (organization_id, id, user_id, role, joined_at)
SELECT $1::uuid, member_id, id, CASE n % 4 WHEN 0 THEN 'admin' ELSE 'member' END,
       now() - make_interval(secs => n / 3)
FROM people"""


async def crowd(admin: asyncpg.Connection, place: Place, count: int) -> None:
    """Let people join of whom many share a name, a role and the moment they joined."""
    await admin.execute(_JOIN, place.id, count, place.slug)
