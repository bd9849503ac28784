"""File locks that vanish with the process that holds them, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenantry.database.errors import EmbeddedServerError

PATIENCE = 180.0
"""Seconds to wait for another process that starts or stops the same server."""


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Be the only process in this block, or raise after waiting PATIENCE seconds."""
    handle = _open(path)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _try_exclusive(handle):
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"Another process has been starting or stopping the database for "
                    f"{PATIENCE:.0f} s: see who holds {path} (`fuser {path}`) and end it."
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


class Holder:
    """One user of something shared: counted for as long as its process lives."""

    def __init__(self, path: Path) -> None:
        self._handle = _open(path)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Tell whether nobody else holds; ask only under the lock that newcomers take too."""
        return _try_exclusive(self._handle)

    def release(self) -> None:
        """Stop counting."""
        os.close(self._handle)


def _try_exclusive(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
