"""Signing in: what every way in comes to once it has proved who asks.

Whether a second factor is due is decided here alone, so that no way in gets around it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias
from uuid import UUID

from tenantry.errors import MfaRequired
from tenantry.http.parameters import Device
from tenantry.identity import sessions
from tenantry.identity.factors import standing, tickets
from tenantry.identity.sessions import Started
from tenantry.service import Service
from tenantry.tenancy.actor import Actor, Visitor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.steps import become

Way: TypeAlias = Literal["password", "wallet", "passkey"]


async def complete(
    service: Service,
    holder: Visitor,
    user_id: UUID,
    device: Device,
    *,
    organization_id: UUID | None = None,
    way: Way,
) -> Started:
    """Start a session, or refuse with MfaRequired, which undoes the holder's transaction.

    A passkey that verified its user is two factors already: the device, and what unlocks it.
    """
    actor = holder if isinstance(holder, Actor) else await become(holder, Caller(user_id))
    if way != "passkey":
        found = await standing.look(actor)
        if found.methods:
            raise MfaRequired(
                mfa_token=tickets.issue(service.vault, user_id, organization_id, found.stamp),
                methods=found.methods,
                expires_in=tickets.SECONDS,
            )
    return await sessions.start(
        service, actor, device, organization_id, second_factor=way == "passkey"
    )
