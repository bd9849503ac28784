"""Log lines by structlog: JSON for machines, colour for people."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from pydantic_core import to_json

from tenantry.settings import Settings


def _json(_: Any, __: str, event: structlog.typing.EventDict) -> bytes:
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
    structlog.configure(
        processors=[*shared, structlog.dev.ConsoleRenderer() if human else _json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr)
        if human
        else structlog.BytesLoggerFactory(sys.stderr.buffer),
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
