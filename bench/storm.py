"""Whether a storm of logins is felt by everyone else: reads at a steady pace, with and without."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from bench.contestants import Ours
from bench.machine import Cores
from bench.people import Size
from bench.processes import Server, running
from bench.requests import Request
from bench.rounds import Progress
from bench.seed import ACCOUNTS, PASSWORD
from bench.world import opened

LOGINS = 64
READS_A_SECOND = 400
_READERS = 16
HEADINGS = (
    "round",
    "p50 ms alone",
    "p99 ms alone",
    "p50 ms in the storm",
    "p99 ms in the storm",
    "p99 ratio",
    "logins/s",
)


@dataclass(frozen=True)
class Reads:
    """Latencies in seconds, counted from when a request was due: a stalled server is not spared."""

    latencies: list[float]

    @property
    def p50_ms(self) -> float:
        """The median, in milliseconds."""
        return statistics.median(self.latencies) * 1000

    @property
    def p99_ms(self) -> float:
        """The 99th percentile, in milliseconds."""
        return statistics.quantiles(self.latencies, n=100)[98] * 1000


@dataclass(frozen=True)
class Round:
    """One quiet stretch and one of 64 logins at once, one after the other."""

    quiet: Reads
    stormy: Reads
    logins: int
    seconds: float

    @property
    def ratio(self) -> float:
        """How much the storm raised the 99th percentile of the reads."""
        return self.stormy.p99_ms / self.quiet.p99_ms


def run(*, rounds: int, seconds: float, progress: Progress) -> list[Round]:
    """Read at a steady pace from a pinned server, in turns alone and beside 64 logins at once."""
    cores = Cores.split()
    with opened(Size(10_000), cores) as world, running(Ours(), world) as server:
        os.sched_setaffinity(0, cores.others)
        requests = server.contestant.requests(world, "workspaces")
        generator = server.generator("workspaces")
        generator.run(2)
        found = []
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            found.append(asyncio.run(_round(server, requests, seconds)))
        return found


def rows(rounds: Sequence[Round]) -> list[tuple[str, ...]]:
    """Write one row a round, and the medians."""
    lines = [
        (
            str(number),
            f"{one.quiet.p50_ms:.2f}",
            f"{one.quiet.p99_ms:.2f}",
            f"{one.stormy.p50_ms:.2f}",
            f"{one.stormy.p99_ms:.2f}",
            f"{one.ratio:.1f}×",
            f"{one.logins / one.seconds:.0f}",
        )
        for number, one in enumerate(rounds, 1)
    ]
    middle = statistics.median(one.ratio for one in rounds)
    return [*lines, ("median", "", "", "", "", f"{middle:.1f}×", "")]


async def _round(server: Server, requests: Sequence[Request], seconds: float) -> Round:
    quiet = await _steadily(server.port, requests, seconds)
    async with _storm(server.port) as finished:
        await asyncio.sleep(1)
        before = len(finished)
        stormy = await _steadily(server.port, requests, seconds)
        logins = len(finished) - before
    return Round(quiet, stormy, logins, seconds)


@contextlib.asynccontextmanager
async def _storm(port: int) -> AsyncIterator[list[int]]:
    """Keep 64 logins under way, each of another account."""
    finished: list[int] = []

    async def keep_on(first: int) -> None:
        async with _connection(port) as send:
            turn = first
            while True:
                email = f"user{turn % ACCOUNTS}@bench.example"
                body = {"email": email, "password": PASSWORD}
                headers = {"User-Agent": "storm"}
                await send(Request("/api/v1/auth/login", "POST", headers, body))
                finished.append(turn)
                turn += LOGINS

    async with contextlib.AsyncExitStack() as stack:
        tasks = [asyncio.create_task(keep_on(number)) for number in range(LOGINS)]

        async def end() -> None:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            for error in ended:
                if not isinstance(error, asyncio.CancelledError) and isinstance(error, Exception):
                    raise error

        stack.push_async_callback(end)
        yield finished


async def _steadily(port: int, requests: Sequence[Request], seconds: float) -> Reads:
    """Send at fixed times over a few connections; one that is late sends the next at once."""
    latencies: list[float] = []
    start = time.perf_counter() + 0.1
    every = _READERS / READS_A_SECOND

    async def keep_on(number: int) -> None:
        async with _connection(port) as send:
            due = start + number / READS_A_SECOND
            turn = number
            while due < start + seconds:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                await send(requests[turn % len(requests)])
                latencies.append(time.perf_counter() - due)
                due += every
                turn += _READERS

    await asyncio.gather(*(keep_on(number) for number in range(_READERS)))
    return Reads(latencies)


@contextlib.asynccontextmanager
async def _connection(port: int) -> AsyncIterator[Callable[[Request], Awaitable[bytes]]]:
    """Open a connection that is kept alive, as a function that sends and awaits success."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def send(request: Request) -> bytes:
        writer.write(request.raw().encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        body = await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"{request.path}: {json.loads(body)}")
        return body

    try:
        yield send
    finally:
        writer.close()
