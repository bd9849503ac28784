"""Where the microseconds of one operation go: py-spy samples the running server under load."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.contestants import Ours
from bench.machine import Cores, cpu_seconds
from bench.people import Size
from bench.processes import running
from bench.rounds import Progress
from bench.world import HOME, opened

_LOCK = Path(__file__).with_name("requirements.txt")
_TOOLS = HOME / "tools"
_RATE = 500


@dataclass(frozen=True)
class Profile:
    """Microseconds a request by function: in itself, and with all it calls."""

    request_us: float
    own: list[tuple[str, float]]
    whole: list[tuple[str, float]]


def profile(operation: str, seconds: float, *, native: bool, progress: Progress) -> Profile:
    """Load ours with one operation and sample it; `native` shows C frames and costs speed.

    Shares come from the samples, the microseconds they are shares of from the CPU clock of an
    unsampled run: sampling itself slows a server down.
    """
    program = _py_spy(progress)
    ours = Ours()
    with opened(Size(10_000), Cores.split()) as world, running(ours, world) as server:
        generator = server.generator(operation)
        progress("warming up")
        generator.run(2)
        progress("measuring")
        request_us = server.measure(generator, seconds).server_us
        progress("sampling")
        samples = world.scratch / f"{operation}.samples"
        command = [program, "record", "--format", "raw", "--rate", str(_RATE)]
        command += ["--duration", str(round(seconds)), "--output", str(samples)]
        command += ["--native" if native else "--nonblocking", "--pid", str(server.pid)]
        sending = generator.start(seconds + 2)
        before = cpu_seconds(server.pid)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        generator.finish(sending)
        if done.returncode or cpu_seconds(server.pid) == before:
            raise RuntimeError(f"py-spy failed: {done.stderr.strip()[-500:]}")
        return _summarise(samples.read_text(), request_us)


def _summarise(samples: str, request_us: float) -> Profile:
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    total = 0
    for line in samples.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        total += int(count)
        own[_named(frames[-1])] += int(count)
        for frame in {_named(frame) for frame in frames}:
            whole[frame] += int(count)
    if not total:
        raise RuntimeError("py-spy took no samples")

    def shares(counted: Counter[str]) -> list[tuple[str, float]]:
        return [(name, count / total * request_us) for name, count in counted.most_common(40)]

    return Profile(request_us, shares(own), shares(whole))


def _named(frame: str) -> str:
    """Leave the line number and the folders of installed packages out of a frame."""
    function, _, place = frame.rpartition(" (")
    file = place.rstrip(")").rpartition(":")[0] or place.rstrip(")")
    return f"{function} ({file.rpartition('site-packages/')[2]})" if function else frame


def _py_spy(progress: Progress) -> str:
    """Install py-spy from its lock, once, beside the benchmark's data."""
    program = _TOOLS / "bin" / "py-spy"
    if not program.exists():
        progress("installing py-spy")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        command += ["--require-hashes", "--target", str(_TOOLS), "-r", str(_LOCK)]
        subprocess.run(command, check=True)
    return str(program)
