"""Several server processes under one parent, which greets, forces and reports failed starts."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from socket import socket

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors import Multiprocess

START_SECONDS = 60.0


class Supervisor(Multiprocess):
    """Keeps the workers alive; a second Ctrl-C ends them without waiting for requests."""

    def __init__(self, config: Config, sockets: list[socket], ready: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._ready = ready
        self.failed = False

    def init_processes(self) -> None:
        """Start the workers, and greet once the first one serves."""
        super().init_processes()
        first, deadline = self.processes[0], time.monotonic() + START_SECONDS
        while first.process.is_alive() and not self.signal_queue and time.monotonic() < deadline:
            if first.wait_until_ready(0.5):
                return self._ready()

    def join_all(self) -> None:
        """Wait for the workers, and remember whether one could not even start."""
        self.signal_queue.clear()
        for worker in self.processes:
            while worker.process.is_alive():
                worker.process.join(0.1)
                if signal.SIGINT in self.signal_queue:
                    worker.process.kill()
        self.failed = any(worker.exitcode == STARTUP_FAILURE for worker in self.processes)
