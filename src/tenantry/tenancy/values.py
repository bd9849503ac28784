"""What rows are made of, for those who know no table: serving requests loads no SQLAlchemy."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7

SETTINGS_BYTES = 32 * 1024
"""The largest `settings`, as the JSON that was sent."""


def new_id() -> UUID:
    """Make a UUIDv7 (RFC 9562): ids sort by the time they were made, so indexes grow at one end."""
    return uuid7()
