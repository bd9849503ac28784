"""What a worker holds in memory over many requests, and what a second worker adds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.contestants import OPERATIONS, READS, WRITES, Ours
from bench.machine import Cores, resident_bytes
from bench.people import Size
from bench.processes import Measurement, running
from bench.rounds import Outcome, Progress, compare
from bench.world import opened

WARM_UP = 20_000
MEMORY_HEADINGS = ("requests", "MB resident")
_SLICE_SECONDS = 3.0


@dataclass(frozen=True)
class Memory:
    """The resident bytes of one worker, by how many requests it had served."""

    points: list[tuple[int, int]]

    @property
    def started(self) -> int:
        """Before the first request."""
        return self.points[0][1]

    @property
    def warm(self) -> int:
        """After the warm-up."""
        return next(held for served, held in self.points if served >= WARM_UP)

    @property
    def ended(self) -> int:
        """After the last request."""
        return self.points[-1][1]

    @property
    def growth(self) -> float:
        """How much of the warm worker's memory came on top."""
        return self.ended / self.warm - 1


def memory(requests: int, *, progress: Progress) -> Memory:
    """Send every operation in turn, slice by slice, until so many requests were served."""
    points: list[tuple[int, int]] = []
    served = 0
    with opened(Size(10_000), Cores.split()) as world, running(Ours(), world) as server:
        points.append((0, resident_bytes(server.pid)))
        generators = [server.generator(operation) for operation in (*READS, *WRITES)]
        for generator in itertools.cycle(generators):
            served += generator.run(_SLICE_SECONDS).requests
            points.append((served, resident_bytes(server.pid)))
            progress(f"{served:,} requests, {points[-1][1] / 2**20:.1f} MB")
            if served >= requests:
                return Memory(points)
    raise AssertionError("unreachable")


class _Workers(Ours):
    connections = 64

    def __init__(self, workers: int) -> None:
        self.name, self.workers = f"{workers} workers", workers


HEADINGS = ("operation", "workers", "requests/s", "ratio", "server", "PostgreSQL", "load", "idle")


def workers(operations: Sequence[str], *, rounds: int, seconds: float, say: Progress) -> Outcome:
    """Measure one worker and two, with nothing pinned: the kernel gives cores to who wants them."""
    with opened(Size(10_000), Cores.shared()) as world:
        entrants = [(world, _Workers(1)), (world, _Workers(2))]
        return compare(entrants, operations, rounds=rounds, seconds=seconds, progress=say)


def worker_rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """Write one row for each; the last four columns say how many cores each side used."""
    cores = len(Cores.shared().server)
    rows = []
    for cell in outcome.cells:
        one = outcome.cell("1 workers", cell.operation)
        assert one is not None  # noqa: S101 (both were measured)
        used = [
            cell.median(_cores_of("server_seconds")),
            cell.median(_cores_of("postgres_seconds")),
            cell.median(_cores_of("generator_seconds")),
        ]
        rate = cell.median(lambda run: run.load.rate)
        rows.append(
            (
                OPERATIONS[cell.operation],
                cell.contestant[0],
                f"{rate:,.0f}",
                f"{rate / one.median(lambda run: run.load.rate):.2f}",
                *(f"{share:.2f}" for share in (*used, cores - sum(used))),
            )
        )
    return rows


def _cores_of(name: str) -> Callable[[Measurement], float]:
    return lambda run: float(getattr(run, name)) / run.load.seconds
