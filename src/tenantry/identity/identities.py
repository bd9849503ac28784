"""Identities: the ways into an account, of which one always stays."""

from __future__ import annotations

from uuid import UUID

from tenantry.errors import (
    ConfirmationRequired,
    LastIdentity,
    MfaNeeded,
    NotFound,
    SecondFactorRequired,
)
from tenantry.identity import confirmation, queries
from tenantry.identity.factors import standing
from tenantry.identity.proofs.notices import notify
from tenantry.identity.schemas import IdentityPage, IdentityQuery
from tenantry.permissions import refuses
from tenantry.tenancy.actor import Actor


@refuses(reads=True)
async def list_mine(actor: Actor, query: IdentityQuery) -> IdentityPage:
    """List the ways into the user's account."""
    found = await queries.IDENTITIES.fetch(actor, query)
    return found.shape(IdentityPage, "identities")


@refuses(ConfirmationRequired, LastIdentity, MfaNeeded, NotFound, SecondFactorRequired)
async def unlink(actor: Actor, identity_id: UUID) -> None:
    """Take a way into the account away, and end every other session, which may have come by it.

    The user is locked first: of two last ways taken away at once, one stays.
    """
    await confirmation.demand(actor)
    await actor.all(queries.LOCK_USER)
    found = await actor.one(queries.IDENTITY, id=identity_id)
    if found["provider"] == "passkey":
        await standing.demand(actor)
    if found["count"] == 1:
        raise LastIdentity
    await actor.all(queries.UNLINK, id=identity_id)
    await actor.all(queries.END_SESSIONS, kept_id=actor.session_id)
    if found["provider"] == "passkey":
        await notify(actor, "passkey_removed")
        await standing.settle(actor)
    else:
        await notify(actor, "identity_unlinked", identity=found["name"])
    actor.record("identity.unlinked", identity_id, found["name"], account=True)
