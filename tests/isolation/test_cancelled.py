"""Work that was cancelled is over in the database too."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest


async def test_a_cancelled_statement_lets_go_of_its_locks(
    service, admin_connection, olivia, acme
) -> None:
    working = asyncio.Event()

    async def work() -> None:
        async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
            await tenant.connection.execute("UPDATE organizations SET name = 'Never'")
            working.set()
            await tenant.connection.execute("SELECT pg_sleep(4)")

    task = asyncio.create_task(work())
    await working.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await admin_connection.execute("SET lock_timeout = '2s'")
    name = "SELECT name FROM organizations WHERE id = $1 FOR UPDATE"
    assert await admin_connection.fetchval(name, acme.id) == "Acme"
