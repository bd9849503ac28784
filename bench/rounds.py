"""Alternating rounds: everyone is measured in every round, so a slow minute is everyone's."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from bench.contestants import Contestant
from bench.load import LoadFailed
from bench.node import NotRun
from bench.processes import Measurement, Server, running
from bench.world import World

_SETTLE_SECONDS = 20
"""Longer than a statement may take: what was given up on must not burden the next measurement."""

Progress = Callable[[str], None]


@dataclass
class Cell:
    """All rounds of one contestant at one operation."""

    contestant: str
    operation: str
    runs: list[Measurement] = field(default_factory=list)

    def median(self, of: Callable[[Measurement], float]) -> float:
        """Take the middle round."""
        return statistics.median(map(of, self.runs))

    def spread(self, of: Callable[[Measurement], float]) -> tuple[float, float]:
        """Take the lowest and the highest round."""
        values = [of(run) for run in self.runs]
        return min(values), max(values)


@dataclass
class Outcome:
    """What all rounds gave, and who could not take part, with the reason."""

    cells: list[Cell]
    not_run: dict[str, str]
    failed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Why a contestant has no figures at an operation; only where that does not end the run."""

    def cell(self, contestant: str, operation: str) -> Cell | None:
        """Find the rounds of a contestant at an operation, if it took part in it."""
        found = (c for c in self.cells if (c.contestant, c.operation) == (contestant, operation))
        return next(found, None)


def compare(
    entrants: Sequence[tuple[World, Contestant]],
    operations: Sequence[str],
    *,
    rounds: int,
    seconds: float,
    progress: Progress,
    strict: bool = True,
) -> Outcome:
    """Measure every contestant at every operation it has, round by round, after a warm-up each.

    All are started before the first round, and idle while another is loaded. The order turns
    around from round to round, so that nobody always follows the same neighbour.
    """
    outcome = Outcome([], {})
    with ExitStack() as stack:
        servers = _start(entrants, outcome, stack, progress)
        turns = [
            (server, operation, server.generator(operation))
            for operation in operations
            for server in servers
            if operation in server.contestant.operations
        ]
        for server, operation, generator in turns:
            progress(f"warming up {server.contestant.name} {operation}")
            with _excused(outcome, server, operation, strict):
                generator.run(min(seconds, 2))
                outcome.cells.append(Cell(server.contestant.name, operation))
        for number in range(rounds):
            for server, operation, generator in turns[:: -1 if number % 2 else 1]:
                name = server.contestant.name
                cell = outcome.cell(name, operation)
                if cell is None:
                    continue
                progress(f"round {number + 1} of {rounds}: {name} {operation}")
                with _excused(outcome, server, operation, strict):
                    cell.runs.append(server.measure(generator, seconds))
    return outcome


@contextmanager
def _excused(outcome: Outcome, server: Server, operation: str, strict: bool) -> Iterator[None]:
    """End the run at a failed measurement, or leave that cell out of it."""
    name = server.contestant.name
    try:
        yield
    except LoadFailed as error:
        if strict:
            raise LoadFailed(f"{name} {operation}: {error}") from None
        outcome.failed[name, operation] = str(error)
        cell = outcome.cell(name, operation)
        if cell is not None:
            outcome.cells.remove(cell)
        time.sleep(_SETTLE_SECONDS)


def _start(
    entrants: Sequence[tuple[World, Contestant]],
    outcome: Outcome,
    stack: ExitStack,
    progress: Progress,
) -> list[Server]:
    servers = []
    for world, contestant in entrants:
        progress(f"starting {contestant.name}")
        try:
            contestant.prepare(world)
        except NotRun as reason:
            outcome.not_run[contestant.name] = str(reason)
            continue
        servers.append(stack.enter_context(running(contestant, world)))
    return servers
