"""What a worker holds in memory while it exports a long trail, and how fast it does."""

from __future__ import annotations

import asyncio
import http.client
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import asyncpg

from bench.contestants import Ours
from bench.machine import Cores, resident_bytes
from bench.people import Caller, Size, id_of
from bench.processes import running
from bench.rounds import Progress
from bench.world import World, opened
from tenantry.audit.verify import Verdict, verify_file
from tenantry.tenancy.rls import ORGANIZATION_SETTING

_BATCH = 2_000
"""Events a transaction: each leaves a dead version of the head, which the next has to pass."""
_ORGANIZATION = 1
_EVENTS = """
INSERT INTO audit_events (organization_id, id, actor_id, actor_name, action, target_type,
    target_id, target_name, changes, ip, user_agent, request_id)
SELECT $1, gen_random_uuid(), $2, 'Olivia Owner', 'workspace.updated', 'workspace',
    gen_random_uuid(), 'Workspace ' || n,
    CAST('{"name":{"from":"Name ' || n || '","to":"Name ' || n + 1 || '"}}' AS json),
    '203.0.113.7', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    gen_random_uuid()::text
FROM generate_series(1, $3::int) AS n"""


class _JobsApart(Ours):
    """A worker beside `tenantry worker`, as with a PostgreSQL of one's own."""

    name = "jobs in a worker of their own"

    def environment(self, world: World, port: int) -> dict[str, str]:
        return super().environment(world, port) | {"TENANTRY_JOBS": "off"}


class _JobsWithin(Ours):
    """The one process of the embedded default, which runs the jobs too."""

    name = "jobs in the same process"

    def environment(self, world: World, port: int) -> dict[str, str]:
        return super().environment(world, port) | {"TENANTRY_JOBS": "on"}


@dataclass(frozen=True)
class Exported:
    """One export: resident bytes before, at most and after, and what it carried."""

    server: str
    before: int
    most: int
    after: int
    lines: int
    bytes: int
    seconds: float
    verdict: Verdict


def export(events: int, *, progress: Progress) -> list[Exported]:
    """Fill one organization's trail through its trigger, export it over HTTP and verify it."""
    with opened(Size(1_000), Cores.split()) as world:
        progress(f"recording {events:,} events")
        asyncio.run(_fill(world, events))
        return [_export(world, server, progress) for server in (_JobsApart(), _JobsWithin())]


def _export(world: World, contestant: Ours, progress: Progress) -> Exported:
    with running(contestant, world) as server:
        progress(f"exporting, {contestant.name}")
        file = world.scratch / "export.ndjson"
        before = most = resident_bytes(server.pid)
        started = time.perf_counter()
        lines = size = 0
        with _ask(world, server.port) as answer, file.open("wb") as kept:
            while chunk := answer.read1(1 << 20):
                kept.write(chunk)
                lines, size = lines + chunk.count(b"\n"), size + len(chunk)
                most = max(most, resident_bytes(server.pid))
        seconds = time.perf_counter() - started
        after = resident_bytes(server.pid)
    progress("verifying")
    verdict = _verified(file)
    return Exported(contestant.name, before, most, after, lines, size, seconds, verdict)


async def _fill(world: World, events: int) -> None:
    """Record what is missing; what an earlier run recorded is there still."""
    caller = Caller.at(world.size, _ORGANIZATION, 0)
    organization_id, user_id = id_of("organization", _ORGANIZATION), id_of("user", caller.user)
    connection = await asyncpg.connect(world.superuser_url)
    try:
        await connection.execute(
            "SELECT set_config($1, $2, false)", ORGANIZATION_SETTING, str(organization_id)
        )
        head = "SELECT sequence FROM audit_heads WHERE organization_id = $1"
        while (there := await connection.fetchval(head, organization_id) or 0) < events:
            batch = min(_BATCH, events - there)
            await connection.execute(_EVENTS, organization_id, user_id, batch)
    finally:
        await connection.close()


def _ask(world: World, port: int) -> http.client.HTTPResponse:
    caller = Caller.at(world.size, _ORGANIZATION, 0)
    organization_id = id_of("organization", _ORGANIZATION)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        "GET",
        f"/api/v1/orgs/{organization_id}/audit?format=ndjson",
        headers={"Authorization": f"Bearer {world.token(caller)}"},
    )
    answer = connection.getresponse()
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"the export is refused: {answer.read()!r}")
    return answer


def _verified(file: Path) -> Verdict:
    try:
        return verify_file(file)
    finally:
        file.unlink()


HEADINGS = (
    "server",
    "events",
    "MiB sent",
    "seconds",
    "events/s",
    "MiB before",
    "MiB at most",
    "MiB after",
    "chain",
)


def rows(exports: list[Exported]) -> list[tuple[str, ...]]:
    """Write each export as a row."""
    return [
        (
            found.server,
            f"{found.lines:,}",
            f"{found.bytes / 2**20:.0f}",
            f"{found.seconds:.1f}",
            f"{found.lines / found.seconds:,.0f}",
            *(f"{held / 2**20:.1f}" for held in (found.before, found.most, found.after)),
            found.verdict.broken or "whole",
        )
        for found in exports
    ]
