"""The dashboard's budget, what was measured against it, and how that is told."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

FIRST_LOAD_MS = 1_500
ROUTE_CHANGE_MS = 100
LONG_TASK_MS = 50

Key = tuple[str, str, str]
Rows = list[tuple[str, ...]]

LOAD_HEADINGS = (
    "page",
    "network, CPU and cache",
    "first paint ms",
    "largest paint ms",
    "content ms",
    "kB received",
    "requests",
)
CHANGE_HEADINGS = ("CPU", "the link was", "median ms", "slowest page, its median ms", "worst ms")
TASK_HEADINGS = ("CPU", "list of 100 rows", "done", "longest task ms, each round")


@dataclass
class Series:
    """One value a round."""

    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        return f"{self.median:,.0f} ({min(self.values):,.0f} to {max(self.values):,.0f})"


@dataclass
class Load:
    """Loads of one page in one way."""

    fcp: Series = field(default_factory=Series)
    lcp: Series = field(default_factory=Series)
    content: Series = field(default_factory=Series)
    kilobytes: Series = field(default_factory=Series)
    requests: Series = field(default_factory=Series)


@dataclass
class Measured:
    """Everything that was measured, by what it was measured of."""

    loads: dict[Key, Load] = field(default_factory=lambda: defaultdict(Load))
    """By page, profile and state of the cache."""
    changes: dict[Key, Series] = field(default_factory=lambda: defaultdict(Series))
    """By CPU, how the link was clicked and the page behind it."""
    tasks: dict[Key, Series] = field(default_factory=lambda: defaultdict(Series))
    """By CPU, list and what was done: the longest task, or 0 where the browser reported none."""

    def load_rows(self) -> Rows:
        """Write a row for each way a page was loaded."""
        return [
            (
                page,
                f"{profile}, {cache}",
                *map(str, (load.fcp, load.lcp, load.content)),
                f"{load.kilobytes.median:,.0f}",
                f"{load.requests.median:,.0f}",
            )
            for (page, profile, cache), load in self.loads.items()
        ]

    def change_rows(self) -> Rows:
        """Write a row for each way links were clicked, over all pages."""
        rows: Rows = []
        for cpu, way in dict.fromkeys(key[:2] for key in self.changes):
            pages = self._pages(cpu, way)
            every = [value for series in pages.values() for value in series.values]
            name, slowest = max(pages.items(), key=lambda one: one[1].median)
            rows.append(
                (
                    cpu,
                    way,
                    f"{statistics.median(every):,.0f}",
                    f"{name}, {slowest.median:,.0f}",
                    f"{max(every):,.0f}",
                )
            )
        return rows

    def task_rows(self) -> Rows:
        """Write a row for each thing that was done to a list."""
        return [
            (
                cpu,
                name,
                done,
                ", ".join(f"{value:.0f}" if value else "none" for value in series.values),
            )
            for (cpu, name, done), series in self.tasks.items()
        ]

    def missed(self, *, profile: str, cpu: str) -> list[str]:
        """Name every median over the budget: loads under a profile, changes and lists at a CPU."""
        loads = (
            _over(f"first load of {page}", load.content.median, FIRST_LOAD_MS)
            for (page, under, cache), load in self.loads.items()
            if under == profile and cache == COLD
        )
        changes = (
            _over(f"going to {page}, link {way}", series.median, ROUTE_CHANGE_MS)
            for (at, way, page), series in self.changes.items()
            if at == cpu and way != UNANNOUNCED
        )
        tasks = (
            _over(f"{done} {name}", series.median, LONG_TASK_MS)
            for (at, name, done), series in self.tasks.items()
            if at == cpu
        )
        return [line for line in (*loads, *changes, *tasks) if line is not None]

    def content(self) -> dict[str, Any]:
        """Give every value of every round."""
        loads = {
            ", ".join(key): {name: series.values for name, series in vars(load).items()}
            for key, load in self.loads.items()
        }
        return {"loads": loads, "changes": _plain(self.changes), "tasks": _plain(self.tasks)}

    def _pages(self, cpu: str, way: str) -> dict[str, Series]:
        return {key[2]: series for key, series in self.changes.items() if key[:2] == (cpu, way)}


COLD = "empty cache"
WARM = "again"
UNANNOUNCED = "clicked at once"
REACHED = "reached for, then clicked"
VISITED = "of a page seen before"


def _over(what: str, value: float, allowed: float) -> str | None:
    return f"{what}: {value:,.0f} ms, allowed {allowed:,.0f}" if value > allowed else None


def _plain(series: dict[Key, Series]) -> dict[str, list[float]]:
    return {
        ", ".join(key): [round(value, 1) for value in one.values] for key, one in series.items()
    }


def text(
    measured: Measured,
    missed: Iterable[str],
    markdown: Callable[[tuple[str, ...], Rows], str],
) -> str:
    """Write the report in Markdown."""
    tables = (
        markdown(LOAD_HEADINGS, measured.load_rows()),
        markdown(CHANGE_HEADINGS, measured.change_rows()),
        markdown(TASK_HEADINGS, measured.task_rows()),
    )
    said = "\n".join(f"- Over budget: {line}" for line in missed) or "Everything is within budget."
    return "\n".join((*tables, said))
