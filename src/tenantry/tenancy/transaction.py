"""Transactions that may write: how one begins bound to its holder, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantry.audit import ledger
from tenantry.database.refusals import translated
from tenantry.errors import Undone
from tenantry.tenancy.binding import set_local

if TYPE_CHECKING:
    from tenantry.tenancy.actor import Visitor


def begin(holder: Visitor) -> str:
    """Write the one round trip that begins a transaction and binds it to its holder."""
    return "BEGIN READ WRITE" + set_local(holder.BINDS, holder.bound)


async def commit(holder: Visitor) -> None:
    """Write what was done into the ledger and commit. Raises Undone where it had failed before."""
    await ledger.write(holder)
    with translated():
        done = await holder.connection.execute("COMMIT")
    if done != "COMMIT":
        raise Undone
