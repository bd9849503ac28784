"""What a postmaster leaves on disk about itself, and whether to believe it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def socket_of(cluster: Path) -> Path | None:
    """Read where the running server put its socket: the fifth line of its pid file."""
    lines = _lines(cluster / "postmaster.pid")
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def clear_stale(cluster: Path) -> bool:
    """Tell whether no server runs on a cluster, removing what a killed one left behind.

    PostgreSQL itself refuses to start as long as any process of the same user has the old pid.
    """
    pid_file = cluster / "postmaster.pid"
    lines = _lines(pid_file)
    if lines and lines[0].strip().isdigit() and _is_postmaster(int(lines[0]), cluster):
        return False
    if folder := socket_of(cluster):
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (folder / name).unlink(missing_ok=True)
    pid_file.unlink(missing_ok=True)
    return True


def _is_postmaster(pid: int, cluster: Path) -> bool:
    """Look at the process itself: a server works in the directory of its cluster."""
    process = Path("/proc", str(pid))
    if not Path("/proc/self").exists():
        listed = subprocess.run(
            ["ps", "-o", "comm=", "-p", str(pid)], check=False, capture_output=True, text=True
        )
        return os.path.basename(listed.stdout.strip()) == "postgres"
    try:
        named = (process / "comm").read_text().strip()
        return named == "postgres" and (process / "cwd").readlink() == cluster
    except OSError:
        return False


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []


def tail(path: Path, size: int = 2000) -> str:
    """Read the end of a log, empty if there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - size))
            return file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
