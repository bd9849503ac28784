"""How many messages a second one organization can be counted: claims at the meter, no HTTP."""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

import tenantry
from bench.rounds import Progress
from bench.seed import PASSWORD
from tenantry.database.cluster import SUPERUSER
from tenantry.database.embedded import EmbeddedServer
from tenantry.database.urls import with_login
from tenantry.identity import service as identity
from tenantry.identity.schemas import SignUp
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.plans import Plan, Plans
from tenantry.settings import Settings
from tenantry.usage.meter import Meter

CLAIMANTS = 32
HEADINGS = ("plan", "processes", "claims/s", "min to max", "p50 ms", "p99 ms", "exact")
_LIMITS = {"limited": 1_000_000_000, "unlimited": None}
_PROCESSES = (1, 2)
_TIER = "pro"
_HOLD = timedelta(minutes=7)
"""As long as messages are held by default."""


@dataclass(frozen=True)
class Place:
    """The one organization, and who claims in it."""

    data_dir: Path
    user_id: UUID
    organization_id: UUID
    workspace_id: UUID
    superuser_url: str


@dataclass(frozen=True)
class Run:
    """What every claimant of a run waited for each claim, in seconds."""

    latencies: list[float]
    seconds: float
    exact: bool

    @property
    def rate(self) -> float:
        """Claims a second, all processes together."""
        return len(self.latencies) / self.seconds


@dataclass(frozen=True)
class Cell:
    """All rounds of one kind of plan with so many processes."""

    plan: str
    processes: int
    runs: list[Run]

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return statistics.median(run.rate for run in self.runs)

    def row(self) -> tuple[str, ...]:
        """Write it as a row of the table."""
        rates = [run.rate for run in self.runs]
        waits = [statistics.quantiles(run.latencies, n=100) for run in self.runs]
        return (
            self.plan,
            str(self.processes),
            f"{self.rate:,.0f}",
            f"{min(rates):,.0f} to {max(rates):,.0f}",
            f"{statistics.median(wait[49] for wait in waits) * 1000:.1f}",
            f"{statistics.median(wait[98] for wait in waits) * 1000:.1f}",
            "yes" if all(run.exact for run in self.runs) else "NO",
        )


def run(*, rounds: int, seconds: float, progress: Progress) -> tuple[list[Cell], dict[str, str]]:
    """Claim as fast as can be in a fresh database; say how durable its commits are, too."""
    with tempfile.TemporaryDirectory(prefix="tenantry-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        server.start()
        try:
            place = asyncio.run(_found(Path(folder), server))
            cells = [Cell(plan, n, []) for plan in _LIMITS for n in _PROCESSES]
            for number in range(rounds):
                for cell in cells[:: -1 if number % 2 else 1]:
                    progress(f"round {number + 1}: {cell.plan}, {cell.processes} processes")
                    cell.runs.append(_run(place, cell, seconds))
            return cells, asyncio.run(_durability(place))
        finally:
            server.stop()


def rows(cells: Sequence[Cell]) -> list[tuple[str, ...]]:
    """Write one row for each kind."""
    return [cell.row() for cell in cells]


async def _found(data_dir: Path, server: EmbeddedServer) -> Place:
    async with tenantry.open(_settings(data_dir)) as service:
        account = await identity.sign_up(
            service, SignUp(email="meter@bench.example", password=PASSWORD)
        )
        async with service.found(account.user.id) as founder:
            made = await organizations.create(
                founder, service.settings, OrganizationCreate(name="Metered")
            )
        async with service.enter(account.user.id, made.id) as tenant:
            workspace = (await organizations.read(tenant)).workspaces[0]
    superuser_url = with_login(server.owner_url, SUPERUSER, None)
    return Place(data_dir, account.user.id, made.id, workspace.id, superuser_url)


def _settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, log_level="error", trial_tier=_TIER)


def _run(place: Place, cell: Cell, seconds: float) -> Run:
    """Let each process claim for so long, and compare what was granted with what was counted."""
    before = asyncio.run(_counted(place))
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(cell.processes)
    with context.Pool(cell.processes, _share, (ready,)) as pool:
        work = [(place, _LIMITS[cell.plan], seconds)] * cell.processes
        latencies = [wait for waits in pool.starmap(_claim, work, 1) for wait in waits]
    counted = asyncio.run(_counted(place)) - before
    return Run(latencies, seconds, counted == len(latencies))


class _Start:
    """Where the processes of one run wait for one another; spawned ones are handed it."""

    ready: Any


def _share(ready: Any) -> None:
    _Start.ready = ready


def _claim(place: Place, limit: int | None, seconds: float) -> list[float]:
    return asyncio.run(_keep_claiming(place, limit, seconds))


async def _keep_claiming(place: Place, limit: int | None, seconds: float) -> list[float]:
    """Claim again as soon as a claim is granted, 32 at a time."""
    plans = Plans([Plan(_TIER, 0, {"messages": limit})])
    waits: list[float] = []
    async with tenantry.open(_settings(place.data_dir)) as service:
        async with service.enter(
            place.user_id, place.organization_id, place.workspace_id
        ) as tenant:
            tenant.plans = plans
        meter = Meter(service.door, plans)
        await asyncio.to_thread(_Start.ready.wait)
        end = time.perf_counter() + seconds

        async def keep_on() -> None:
            while (start := time.perf_counter()) < end:
                await meter.claim(tenant, hold=_HOLD)
                waits.append(time.perf_counter() - start)

        await asyncio.gather(*(keep_on() for _ in range(CLAIMANTS)))
        await meter.close()
    return waits


async def _counted(place: Place) -> int:
    """Read the month's count; it is also the sum over its days."""
    (months, days) = await _ask(
        place,
        "SELECT (SELECT coalesce(sum(used), 0) FROM usage_months), "
        "(SELECT coalesce(sum(used), 0) FROM usage_days)",
    )
    if months != days:
        raise RuntimeError(f"{months} by month and {days} by day")
    return int(months)


async def _durability(place: Place) -> dict[str, str]:
    names = ("fsync", "synchronous_commit", "full_page_writes")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    return dict(zip(names, await _ask(place, f"SELECT {asked}"), strict=True))


async def _ask(place: Place, sql: str) -> Iterable[str]:
    connection = await asyncpg.connect(place.superuser_url)
    try:
        row = await connection.fetchrow(sql)
    finally:
        await connection.close()
    if row is None:
        raise LookupError(sql)
    return tuple(row)
