"""Looking at every connection of the pool at once, as the next requests would find them."""

from __future__ import annotations

from contextlib import AsyncExitStack

from tenantry import Service

_SETTINGS = """
SELECT nullif(current_setting('tenantry.organization_id', true), '') AS organization_id,
       nullif(current_setting('tenantry.user_id', true), '') AS user_id,
       (SELECT count(*) FROM organizations) AS organizations,
       (SELECT count(*) FROM sessions) AS sessions,
       pg_backend_pid() AS pid"""


async def assert_clean(service: Service) -> set[int]:
    """Hold all connections together: none is bound or sees a row. Returns their backends."""
    pids = set()
    async with AsyncExitStack() as stack:
        for _ in range(service.settings.pool_size):
            visitor = await stack.enter_async_context(service.visit())
            row = await visitor.connection.fetchrow(_SETTINGS)
            pids.add(row["pid"])
            assert dict(row) == {
                "organization_id": None,
                "user_id": None,
                "organizations": 0,
                "sessions": 0,
                "pid": row["pid"],
            }
    assert len(pids) == service.settings.pool_size
    return pids
