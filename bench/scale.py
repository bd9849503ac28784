"""Whether the cost of a request grows with the data: the same operations, small and large."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench import contestants as kinds
from bench.contestants import OPERATIONS, READS, Ours
from bench.machine import Cores
from bench.people import Caller, Size, giants, readers
from bench.plans import Plan, explain
from bench.processes import Measurement
from bench.report import markdown
from bench.rounds import Outcome, Progress, compare
from bench.world import World, opened

SMALL = 1_000
GIANT_SHARE = 5
"""The largest organization of a database holds one user in so many: 200, and 200,000."""
ALLOWED = 1.3
_THROWN_AWAY = 500

HEADINGS = ("operation", "where", "requests/s", "p50 ms", "p50 ratio", "server µs", "PostgreSQL µs")
PLAN_HEADINGS = ("statement", "where", "blocks read", "rows thrown away", "scans")


_EVERY = tuple(OPERATIONS)
_INSIDE = (*READS, "switch")
_ALONE = ("role",)
"""Role changes within one organization take turns, so the giant's are measured one at a time."""
_BASES = {
    "large": ("small",),
    "giant": ("small", "crowd"),
    "giant, alone": ("small, alone", "crowd, alone"),
    "giant, member": ("small", "crowd, member"),
}
"""What each is held against: an ordinary organization of the small database, and for the giant one
that answers as much too, as the crowd fills a first page as well."""


class _Sized(Ours):
    def __init__(self, name: str, operations: tuple[str, ...], connections: int = 32) -> None:
        self.name, self.operations, self.connections = name, operations, connections


class _Largest(_Sized):
    """Who asks is in the largest organization of the database."""

    def callers(self, world: World, operation: str) -> list[Caller]:
        people = giants(world.size)
        return people if operation != "role" else people[:1]


def run(
    large: int, *, rounds: int, seconds: float, progress: Progress
) -> tuple[Outcome, dict[str, list[Plan]], dict[str, float | None]]:
    """Measure both sizes in alternating rounds, and explain every statement in the large one."""
    sizes = [Size(number, giant_members=number // GIANT_SHARE) for number in (SMALL, large)]
    cores = Cores.split()
    with ExitStack() as stack:
        worlds = []
        for size in sizes:
            progress(f"filling {size.organizations:,} organizations, {size.memberships:,} members")
            worlds.append(stack.enter_context(opened(size, cores)))
        small, big = worlds
        entrants: list[tuple[World, kinds.Contestant]] = [
            (small, _Sized("small", _EVERY)),
            (big, _Sized("large", _EVERY)),
            (small, _Largest("crowd", _INSIDE)),
            (big, _Largest("giant", _INSIDE)),
            (small, _Sized("small, alone", _ALONE, 1)),
            (small, _Largest("crowd, alone", _ALONE, 1)),
            (big, _Largest("giant, alone", _ALONE, 1)),
        ]
        progress("explaining")
        plans = {
            "small": asyncio.run(explain(small.app_url, readers(small.size)[1])),
            "large": asyncio.run(explain(big.app_url, readers(big.size)[1])),
            "crowd": asyncio.run(explain(small.app_url, giants(small.size)[0])),
            "crowd, member": asyncio.run(explain(small.app_url, giants(small.size)[2])),
            "giant": asyncio.run(explain(big.app_url, giants(big.size)[0])),
            "giant, member": asyncio.run(explain(big.app_url, giants(big.size)[2])),
        }
        for line in grown_plans(plans):
            progress(line)
        outcome = compare(
            entrants, _EVERY, rounds=rounds, seconds=seconds, progress=progress, strict=False
        )
        took = {str(world.size.organizations): world.seeded_in for world in worlds}
    return outcome, plans, took


def ratios(outcome: Outcome, operation: str, where: str) -> dict[str, float]:
    """Divide a median p50 by those it is held against, which had the same load."""
    cell = outcome.cell(where, operation)
    bases = {base: outcome.cell(base, operation) for base in _BASES.get(where, ())}
    assert cell is not None and None not in bases.values()  # noqa: S101 (all were measured)
    return {name: cell.median(_p50) / base.median(_p50) for name, base in bases.items() if base}


def rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """Write one row for each operation at each place."""
    rate: Callable[[Measurement], float] = lambda run: run.load.rate  # noqa: E731
    return [
        (
            OPERATIONS[cell.operation],
            cell.contestant,
            f"{cell.median(rate):,.0f}",
            f"{cell.median(_p50) / 1000:.2f}",
            _written(ratios(outcome, cell.operation, cell.contestant)),
            f"{cell.median(lambda run: run.server_us):,.0f}",
            f"{cell.median(lambda run: run.postgres_us):,.0f}",
        )
        for cell in outcome.cells
    ]


def plan_rows(plans: dict[str, list[Plan]]) -> list[tuple[str, ...]]:
    """Write one row for each statement at each place."""
    return [
        (plan.name, where, str(plan.blocks), str(plan.removed), ", ".join(plan.scans))
        for where, found in plans.items()
        for plan in found
    ]


def verdict(outcome: Outcome, plans: dict[str, list[Plan]]) -> list[str]:
    """Say what grew: times beyond 1.3×, and plans that read much more than in the small one."""
    slower = [
        f"{OPERATIONS[cell.operation]} ({cell.contestant}): p50 is {found:.2f}× that of {base}"
        for cell in outcome.cells
        for base, found in ratios(outcome, cell.operation, cell.contestant).items()
        if found > ALLOWED
    ]
    failed = [
        f"{OPERATIONS[operation]} ({where}) failed: {reason}"
        for (where, operation), reason in outcome.failed.items()
    ]
    return failed + slower + grown_plans(plans)


def grown_plans(plans: dict[str, list[Plan]]) -> list[str]:
    """Say which statements do work that grows with the data."""
    grown = []
    for where, found in plans.items():
        for plan in found:
            if plan.sequential:
                grown.append(f"{plan.name} ({where}) reads a whole table")
            if plan.removed > _THROWN_AWAY:
                grown.append(f"{plan.name} ({where}) throws {plan.removed:,} rows away")
            for base in _BASES.get(where, ()):
                blocks = next(other.blocks for other in plans[base] if other.name == plan.name)
                if plan.blocks > blocks * 3:
                    grown.append(
                        f"{plan.name} ({where}) reads {plan.blocks:,} blocks, {base} {blocks:,}"
                    )
    return grown


def text(outcome: Outcome, plans: dict[str, list[Plan]]) -> str:
    """Write the report in Markdown, with every plan of the large database."""
    parts = [markdown(HEADINGS, rows(outcome)), markdown(PLAN_HEADINGS, plan_rows(plans))]
    wrong = verdict(outcome, plans)
    parts.append("\n".join(f"- {line}" for line in wrong or ["nothing grew beyond 1.3×"]) + "\n")
    parts += [
        f"### {plan.name} ({where})\n\n```\n{plan.text}\n```\n"
        for where, found in plans.items()
        if where in _BASES
        for plan in found
    ]
    return "\n".join(parts)


def _written(found: dict[str, float]) -> str:
    return ", ".join(f"{value:.2f} of {base}" for base, value in found.items())


def _p50(run: Measurement) -> float:
    return run.load.p50


def content(outcome: Outcome, plans: dict[str, list[Plan]]) -> dict[str, Any]:
    """Describe the result for programs."""
    return {
        "cells": [dict(zip(HEADINGS, row, strict=True)) for row in rows(outcome)],
        "plans": [dict(zip(PLAN_HEADINGS, row, strict=True)) for row in plan_rows(plans)],
        "wrong": verdict(outcome, plans),
    }
