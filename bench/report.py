"""Results as a table for people, JSON for programs and Markdown for the documentation."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.contestants import OPERATIONS
from bench.load import CONNECTIONS, generator
from bench.machine import describe, load, loop_ms
from bench.processes import Measurement
from bench.rounds import Cell, Outcome

RESULTS = Path(__file__).with_name("results")

_MEASURES: dict[str, Callable[[Measurement], float]] = {
    "requests_per_second": lambda run: run.load.rate,
    "p50_us": lambda run: run.load.p50,
    "p99_us": lambda run: run.load.p99,
    "server_cpu_us": lambda run: run.server_us,
    "postgres_cpu_us": lambda run: run.postgres_us,
    "server_busy": lambda run: run.busy,
}
_HEADINGS = (
    "operation",
    "contestant",
    "requests/s",
    "min to max",
    "p50 ms",
    "p99 ms",
    "p99/p50",
    "server µs",
    "PostgreSQL µs",
    "server busy",
    "of floor",
    "of floor by CPU",
    "of bare floor by CPU",
    "ours is",
)


def surroundings(**more: Any) -> dict[str, Any]:
    """Say what figures were taken under; the machine by its cores and memory only."""
    return {
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": describe(),
        "load_before": round(load(), 2),
        "python": platform.python_version(),
        "loop_ms": round(loop_ms()),
        **more,
    }


def conditions(**more: Any) -> dict[str, Any]:
    """Say the same of figures that a load generator took."""
    return surroundings(load_generator=generator(), connections=CONNECTIONS, **more)


def rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """Write one row for each contestant at each operation."""
    return [_row(outcome, cell) for cell in outcome.cells]


def _row(outcome: Outcome, cell: Cell) -> tuple[str, ...]:
    value = {name: cell.median(of) for name, of in _MEASURES.items()}
    low, high = cell.spread(_MEASURES["requests_per_second"])
    floor = outcome.cell("floor", cell.operation)
    bare = outcome.cell("bare-floor", cell.operation)
    ours = outcome.cell("ours", cell.operation)
    rate = _MEASURES["requests_per_second"]
    cpu = _MEASURES["server_cpu_us"]
    return (
        OPERATIONS[cell.operation],
        cell.contestant,
        f"{value['requests_per_second']:,.0f}",
        f"{low:,.0f} to {high:,.0f}",
        f"{value['p50_us'] / 1000:.2f}",
        f"{value['p99_us'] / 1000:.2f}",
        f"{value['p99_us'] / value['p50_us']:.1f}",
        f"{value['server_cpu_us']:,.0f}",
        f"{value['postgres_cpu_us']:,.0f}",
        f"{value['server_busy']:.0%}",
        f"{cell.median(rate) / floor.median(rate):.0%}" if floor else "",
        f"{floor.median(cpu) / cell.median(cpu):.0%}" if floor else "",
        f"{bare.median(cpu) / cell.median(cpu):.0%}" if bare else "",
        f"{ours.median(rate) / cell.median(rate):.1f}×"
        f" ({cell.median(cpu) / ours.median(cpu):.1f}× by CPU)"
        if ours and cell.contestant in ("conventional", "better-auth")
        else "",
    )


def show(console: Console, headings: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> None:
    """Print a table."""
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="left" if place < 2 else "right")
    for line in lines:
        table.add_row(*line)
    console.print(table)


def show_outcome(console: Console, outcome: Outcome) -> None:
    """Print what the rounds gave."""
    show(console, _HEADINGS, rows(outcome))
    for name, reason in outcome.not_run.items():
        console.print(f"{name} did not run: {reason}")


def markdown(headings: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> str:
    """Write a table in Markdown."""
    rule = ["---" if place < 2 else "---:" for place in range(len(headings))]
    return "".join(f"| {' | '.join(line)} |\n" for line in (headings, rule, *lines))


def save_outcome(outcome: Outcome, under: dict[str, Any], about: dict[str, str]) -> Path:
    """Keep what the rounds gave in bench/results."""
    said = [f"- {name}: {text}" for name, text in about.items()]
    said += [f"- {name} did not run: {reason}" for name, reason in outcome.not_run.items()]
    cells = [
        {
            "contestant": cell.contestant,
            "operation": cell.operation,
            "median": {name: round(cell.median(of), 3) for name, of in _MEASURES.items()},
            "rounds": [
                {name: round(of(run), 3) for name, of in _MEASURES.items()} for run in cell.runs
            ],
        }
        for cell in outcome.cells
    ]
    content = {"conditions": under, "not_run": outcome.not_run, "cells": cells}
    return save("speed", content, f"{markdown(_HEADINGS, rows(outcome))}\n" + "\n".join(said))


def save(kind: str, content: dict[str, Any], text: str) -> Path:
    """Write a result as JSON and as Markdown, named by what was measured and the day."""
    RESULTS.mkdir(exist_ok=True)
    taken = content["conditions"]["taken"]
    file = RESULTS / f"{kind}-{taken[:10]}.json"
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    under = ", ".join(f"{name} {value}" for name, value in content["conditions"].items())
    file.with_suffix(".md").write_text(f"{under.replace('_', ' ')}.\n\n{text}\n")
    return file
