"""A contestant as a running process: started on its cores, watched, and ended."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.contestants import Contestant
from bench.load import Generator, Load
from bench.machine import cpu_seconds, ended_children_seconds, pinned
from bench.requests import SERIAL, Request
from bench.world import World

START_SECONDS = 60
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measurement:
    """One run against one server: what the clients saw, and the CPU time it took."""

    load: Load
    server_seconds: float
    postgres_seconds: float
    generator_seconds: float

    @property
    def server_us(self) -> float:
        """Server CPU a request, in microseconds."""
        return self.server_seconds / self.load.requests * 1e6

    @property
    def postgres_us(self) -> float:
        """PostgreSQL CPU a request, in microseconds."""
        return self.postgres_seconds / self.load.requests * 1e6

    @property
    def busy(self) -> float:
        """The part of one core the server used: below 0.95 something else was the limit."""
        return self.server_seconds / self.load.seconds


class Server:
    """A started contestant."""

    def __init__(self, contestant: Contestant, world: World, pid: int, port: int) -> None:
        self.contestant = contestant
        self.pid = pid
        self.port = port
        self._world = world

    def generator(self, operation: str, requests: list[Request] | None = None) -> Generator:
        """Prepare to send an operation's requests."""
        file = self._world.scratch / f"{self.contestant.name}-{operation}.requests"
        requests = requests or self.contestant.requests(self._world, operation)
        self.check(requests[0])
        cores = self._world.cores.others
        return Generator(self.port, requests, file, cores, self.contestant.connections)

    def measure(self, generator: Generator, seconds: float) -> Measurement:
        """Load the server for some seconds and read the clocks of both sides around it."""
        pids = (self.pid, self._world.postgres)
        before = [cpu_seconds(pid) for pid in pids]
        children = ended_children_seconds()
        load = generator.run(seconds)
        took = [cpu_seconds(pid) - start for pid, start in zip(pids, before, strict=True)]
        server, postgres = took
        return Measurement(load, server, postgres, ended_children_seconds() - children)

    def check(self, request: Request) -> bytes:
        """Send one request and return the answer; refusals fail here, where they can be read."""
        serial = f"{time.monotonic_ns() // 1000 % 1_000_000_000:09d}"
        content = request.content.replace(SERIAL, serial).encode() or None
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{request.path}",
            content,
            {**request.headers, **({"Content-Type": "application/json"} if content else {})},
            method=request.method,
        )
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as error:
            said = error.read()[:500].decode(errors="replace")
            raise RuntimeError(
                f"{self.contestant.name} answers {request.method} {request.path} with "
                f"{error.code}: {said}"
            ) from None


@contextmanager
def running(contestant: Contestant, world: World) -> Iterator[Server]:
    """Start a contestant on the server's cores, wait until it listens, and end it afterwards."""
    port = _free_port()
    log = world.scratch / f"{contestant.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            pinned(world.cores.server, contestant.command(world, port)),
            env=contestant.environment(world, port),
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _await_port(process, port, log)
        yield Server(contestant, world, process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    said = log.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"the server did not start: {said}")
