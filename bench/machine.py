"""The machine under the benchmark: its cores, who runs on which, and the CPU time they took."""

from __future__ import annotations

import contextlib
import os
import resource
import timeit
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Cores:
    """Which cores the server under test has to itself, and which all the others share."""

    server: tuple[int, ...]
    others: tuple[int, ...]

    @classmethod
    def split(cls) -> Cores:
        """Give the server the first core and everything else the rest, where there is a rest."""
        available = tuple(sorted(os.sched_getaffinity(0)))
        return cls(available[:1], available[1:] or available)

    @classmethod
    def shared(cls) -> Cores:
        """Let everything run everywhere, for what needs more cores than one."""
        available = tuple(sorted(os.sched_getaffinity(0)))
        return cls(available, available)


def pinned(cores: tuple[int, ...], command: list[str]) -> list[str]:
    """Write the command that runs a command, and all it starts, on some cores only."""
    return ["taskset", "--cpu-list", ",".join(map(str, cores)), *command]


def pin_tree(pid: int, cores: tuple[int, ...]) -> None:
    """Move a running process and its children to some cores; what it forks later follows."""
    for process in _tree(pid):
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(process.pid, cores)


def cpu_seconds(pid: int) -> float:
    """Sum the user and system time of a process tree, of children that ended too."""
    total = 0.0
    for process in _tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total


def ended_children_seconds() -> float:
    """Sum the CPU time of our own children that ended: the load generator's, around a run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident_bytes(pid: int) -> int:
    """Read the memory a process holds (RSS)."""
    rss: int = psutil.Process(pid).memory_info().rss
    return rss


def postmaster(data_dir: Path) -> int:
    """Read the process id of the embedded PostgreSQL in a data directory."""
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def describe() -> str:
    """Name the machine by what bears on the figures, and by nothing that identifies it."""
    gigabytes = round(psutil.virtual_memory().total / 2**30)
    return f"{len(os.sched_getaffinity(0))} cores, {gigabytes} GB memory"


def load() -> float:
    """Say how many processes wanted a core over the last minute: above one, figures are noise."""
    return os.getloadavg()[0]


def loop_ms() -> float:
    """Time a bare loop: how fast this machine and this build of Python are just now.

    Interpreters of one version differ by half, and so does a machine that others use too.
    """
    return min(timeit.repeat("sum(range(1000))", number=20_000, repeat=3)) * 1000


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
