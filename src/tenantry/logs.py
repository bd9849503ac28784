"""Log lines by structlog: JSON for machines, colour for people."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, Any

import structlog
from pydantic_core import to_json

from tenantry.settings import Settings

_HOLD_SECONDS = 0.05
"""How long a line may be held; nobody who reads along sees the difference."""
_STUCK_SECONDS = 1.0
"""After which an event loop that was to write has ended without a word."""


class _Lines:
    """Renders and writes what was logged in a while in one go.

    To do so line by line takes a tenth of a request. What somebody has to act on is written at
    once, and whatever is held goes before it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._held: deque[dict[str, Any]] = deque()
        self._holding: asyncio.Task[None] | None = None
        self._since = 0.0

    def info(self, **event: Any) -> None:
        """Take a line; outside an event loop it is written at once."""
        self._held.append(event)
        if len(self._held) > 1 and event["timestamp"] < self._since + _STUCK_SECONDS:
            return
        self._since = event["timestamp"]
        try:
            self._holding = asyncio.get_running_loop().create_task(self._hold())
        except RuntimeError:
            self.write()

    debug = info

    def warning(self, **event: Any) -> None:
        """Write a line now."""
        self._held.append(event)
        self.write()

    error = critical = warning

    async def _hold(self) -> None:
        """Wait a moment, or until the event loop ends, which cancels its tasks."""
        try:
            await asyncio.sleep(_HOLD_SECONDS)
        finally:
            self.write()

    def write(self) -> None:
        """Write what is held; a log that cannot be written to stops no request."""
        held: list[dict[str, Any]] = []
        with contextlib.suppress(IndexError):  # emptied so, no thread's line gets lost
            while True:
                held.append(self._held.popleft())
        if held:
            with contextlib.suppress(OSError):
                self._file.write(b"".join(map(_render, held)))
                self._file.flush()


def _stamp(_: Any, level: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Note what is known of an event only as it happens; its values are written a moment later."""
    event["level"] = level
    event["timestamp"] = time.time()
    if "exc_info" in event:
        event = structlog.processors.format_exc_info(None, level, event)
    return event


def _render(event: dict[str, Any]) -> bytes:
    """Write an event as a line; one that cannot be written says so, and spoils no other."""
    event["timestamp"] = datetime.fromtimestamp(event["timestamp"], UTC)
    try:
        return to_json(event, fallback=str) + b"\n"
    except Exception as error:
        known = {name: event[name] for name in ("level", "timestamp")}
        said = {"event": ascii(event["event"])[1:-1], "unwritable": type(error).__name__}
        return to_json(said | known) + b"\n"


def configure(settings: Settings) -> Callable[[], None]:
    """Send all logging, ours and the libraries', through structlog to standard error.

    What it returns writes the lines that are held; an event loop that ends does so by itself.
    """
    human = settings.log_format == "human" or (
        settings.log_format == "auto" and sys.stderr.isatty()
    )
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    lines = _Lines(sys.stderr.buffer)
    structlog.configure(
        processors=[*shared, structlog.dev.ConsoleRenderer()] if human else [_stamp],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr) if human else lambda *_: lines,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processor=structlog.dev.ConsoleRenderer()
            if human
            else structlog.processors.JSONRenderer(),
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))
    return lines.write
