"""What comes from npm, installed once from its lock."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).with_name("peer")


class NotRun(Exception):
    """A contestant cannot run here; the message says why, and the report says it too."""


def install() -> None:
    """Install the locked packages where they are not yet. Raises NotRun where that fails."""
    lock, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NotRun("node and npm are not installed")
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(
        command, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode:
        raise NotRun(f"npm ci failed: {(done.stderr or done.stdout).strip()[-300:]}")
    installed.touch()
