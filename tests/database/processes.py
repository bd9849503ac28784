"""Starting, watching and killing real processes around an embedded server."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

HOLD = """
import sys
from pathlib import Path
from tenantry.database.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print("ready", flush=True)
sys.stdin.readline()
server.stop()
"""


class HolderProcess:
    """Another process that holds the server until it is told to leave, or is killed."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_ready(self) -> HolderProcess:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        return self

    def leave(self) -> None:
        self.process.communicate("\n", timeout=30)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


def postmaster(data_dir: Path) -> psutil.Process | None:
    """Find the server that runs on a data directory, as the operating system sees it."""
    cluster = str(data_dir.resolve() / "postgres")
    for process in psutil.process_iter(["cwd", "name", "cmdline"]):
        title = (process.info["cmdline"] or [""])[0]
        is_child = title.startswith("postgres:")
        if (process.info["name"], process.info["cwd"], is_child) == ("postgres", cluster, False):
            return process
    return None


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
