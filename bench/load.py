"""The load generator: a process of its own, a closed loop of kept-alive connections.

wrk where it is installed, else autocannon from npm, which takes more of its core.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import node
from bench.machine import pinned
from bench.requests import Request

CONNECTIONS = 32
_LUA = Path(__file__).with_name("load.lua")
_AUTOCANNON = Path(__file__).with_name("load.mjs")
_MILLION = 1_000_000
_serials = itertools.count(int(time.time()) // 10 % 900, 1)


class LoadFailed(Exception):
    """A request was not answered with success, so the figures would mean nothing."""


@dataclass(frozen=True)
class Load:
    """What one run of the load generator saw; times are microseconds."""

    requests: int
    seconds: float
    p50: int
    p99: int
    worst: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def generator() -> str:
    """Name the load generator that is used here."""
    return "wrk" if shutil.which("wrk") else "autocannon"


class Generator:
    """Sends one list of requests, over and over, to one server."""

    def __init__(
        self,
        port: int,
        requests: Sequence[Request],
        file: Path,
        cores: tuple[int, ...],
        connections: int = CONNECTIONS,
    ) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._file = file
        self._cores = cores
        self._connections = connections
        if generator() == "wrk":
            file.write_text("".join(f"{request.raw()}\0" for request in requests))
        else:
            node.install()
            file.write_text(json.dumps([request.described() for request in requests]))

    def start(self, seconds: float) -> subprocess.Popen[str]:
        """Begin sending; the serial numbers of no two runs meet."""
        serial = next(_serials) % 999 * _MILLION
        connections, duration = str(self._connections), str(max(1, round(seconds)))
        if generator() == "wrk":
            command = ["wrk", "-t1", "-c", connections, "-d", duration, "--timeout", "10s"]
            command += ["-s", str(_LUA), self._url, "--", str(self._file), str(serial)]
        else:
            command = ["node", str(_AUTOCANNON), self._url, str(self._file), str(serial)]
            command += [connections, duration]
        return subprocess.Popen(
            pinned(self._cores, command),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, seconds: float) -> Load:
        """Send for some seconds. Raises LoadFailed unless every answer was a success."""
        return self.finish(self.start(seconds))

    @staticmethod
    def finish(sending: subprocess.Popen[str]) -> Load:
        """Wait for a run and read what it saw."""
        said, _ = sending.communicate(timeout=900)
        line = next((line for line in said.splitlines() if line.startswith("{")), None)
        if line is None:
            raise LoadFailed(f"the load generator failed: {said.strip()[-500:]}")
        seen = json.loads(line)
        refused, broken = seen.pop("refused"), seen.pop("broken")
        if not seen["requests"]:
            raise LoadFailed("no request was answered in time")
        if refused or broken:
            raise LoadFailed(
                f"{refused} of {seen['requests']} answers were refusals and {broken} requests "
                "were not answered"
            )
        return Load(**seen)
