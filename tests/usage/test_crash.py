"""A worker that is killed takes no acknowledged claim with it."""

from __future__ import annotations

import asyncio
import signal
import sys

import tenantry
from tests.people import found
from tests.usage.counts import Counts

_WORKER = """
import asyncio, sys
from pathlib import Path
from uuid import UUID

import tenantry
from tenantry.settings import Settings

user, organization, workspace = map(UUID, sys.argv[2:])

async def main():
    settings = Settings(data_dir=Path(sys.argv[1]), migrate_on_start=False)
    async with tenantry.open(settings) as service:
        async with service.enter(user, organization, workspace) as tenant:
            pass

        async def keep_on():
            while True:
                await service.meter.claim(tenant)
                print("claimed", flush=True)

        await asyncio.gather(*(keep_on() for _ in range(16)))

asyncio.run(main())
"""


async def test_what_was_acknowledged_before_a_kill_stays_counted(
    settings: tenantry.Settings, service, new_person, admin_connection
) -> None:
    place = await found(await new_person(), "Killed")
    counts = Counts(admin_connection, place)
    await counts.plan("enterprise")
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _WORKER,
        str(settings.data_dir),
        place.owner.id,
        place.id,
        place.default_id,
        stdout=asyncio.subprocess.PIPE,
    )
    assert worker.stdout is not None
    acknowledged = 0
    while acknowledged < 200:
        assert await worker.stdout.readline() == b"claimed\n"
        acknowledged += 1
    worker.send_signal(signal.SIGKILL)
    acknowledged += (await worker.stdout.read()).count(b"claimed\n")
    await worker.wait()
    assert acknowledged <= await counts.month() <= acknowledged + 16
    assert await counts.month() == await counts.days()
