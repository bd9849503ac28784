"""The ledger: takes in what a transaction did as it commits, and tells who listens afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantry.tenancy.tenant import Visitor


async def write(visitor: Visitor) -> None:
    """Write the transaction's events, as the last thing before it commits."""


async def publish(visitor: Visitor) -> None:
    """Tell who listens what has been committed."""
