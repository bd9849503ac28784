"""Log lines by structlog: JSON for machines, colour for people."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime
from typing import IO, Any

import structlog
from pydantic_core import to_json

from tenantry.settings import Settings


class _Lines:
    """Writes what one turn of the event loop logged in one go, as each write is a system call."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._lines: list[bytes] = []

    def msg(self, line: bytes) -> None:
        """Take a line; outside an event loop it is written at once."""
        self._lines.append(line)
        if len(self._lines) > 1:
            return
        try:
            asyncio.get_running_loop().call_soon(self._write)
        except RuntimeError:
            self._write()

    debug = info = warning = error = critical = exception = msg

    def _write(self) -> None:
        lines, self._lines = self._lines, []
        self._file.write(b"\n".join(lines) + b"\n")
        self._file.flush()


def _render(_: Any, level: str, event: structlog.typing.EventDict) -> bytes:
    """Finish a line in one step: when, how severe, and as JSON."""
    event["level"] = level
    event["timestamp"] = datetime.now(UTC)
    if "exc_info" in event:
        event = structlog.processors.format_exc_info(None, level, event)
    return to_json(event, fallback=str)


def configure(settings: Settings) -> None:
    """Send all logging, ours and the libraries', through structlog to standard error."""
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
        processors=[*shared, structlog.dev.ConsoleRenderer()] if human else [_render],
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
