"""`tenantry serve` as a process of its own, whose lines can be read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

COMMAND = [str(Path(sys.executable).with_name("tenantry")), "serve"]


class Serving:
    """A running service, its address and its log."""

    def __init__(self, directory: Path, **environment: str) -> None:
        self.log = directory / "serve.log"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TENANTRY_")}
        settings = {
            "TENANTRY_DATA_DIR": str(directory / "data"),
            "TENANTRY_PORT": "0",
            "TENANTRY_LOG_FORMAT": "json",
        }
        with self.log.open("w") as file:
            self.process = subprocess.Popen(
                COMMAND, env=inherited | settings | environment, stdout=file, stderr=file
            )

    @property
    def url(self) -> str:
        """Wait for the address it greets with."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            said = self.log.read_text()
            if found := re.search(r"ready on (http://\S+)", said):
                return found[1]
            assert self.process.poll() is None, said
            time.sleep(0.02)
        raise AssertionError(self.log.read_text())

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Read the JSON lines of one kind of event."""
        found = [
            json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")
        ]
        return [line for line in found if line.get("event") == event]

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0, self.log.read_text()
