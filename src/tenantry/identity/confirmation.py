"""Confirmation: that whoever uses a session is still the person it belongs to.

What changes how an account is signed in to asks for more than a token, which may be a stolen one:
a sign-in or a confirmation, with a password or a linked wallet, within the last minutes.
"""

from __future__ import annotations

from tenantry.errors import (
    ChainUnreachable,
    ConfirmationRequired,
    InvalidSignature,
    ValidationFailed,
    WrongPassword,
    WrongSignature,
)
from tenantry.identity import queries
from tenantry.identity.wallets import challenges
from tenantry.identity.wallets import queries as wallets
from tenantry.identity.wallets.schemas import Confirmation, SignedChallenge
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller

_MINUTES = 10


async def demand(actor: Actor) -> None:
    """Refuse with ConfirmationRequired unless the session was signed in to or confirmed just now.

    Without a session it is the application that acts, which answers for its user itself.
    """
    if actor.session_id is None:
        return
    if not await actor.value(queries.CONFIRMED, minutes=_MINUTES):
        raise ConfirmationRequired


@refuses(WrongPassword, WrongSignature, ChainUnreachable, ValidationFailed)
async def confirm(service: Service, caller: Caller, body: Confirmation) -> None:
    """Note that the session's user has proved again that it is them."""
    if body.password is not None:
        await _check_password(service, caller, body.password)
    if body.wallet is not None:
        await _check_wallet(service, caller, body.wallet)
    async with service.act(caller) as actor:
        await actor.all(queries.CONFIRM)


async def _check_password(service: Service, caller: Caller, password: str) -> None:
    async with service.act(caller).reading() as actor:
        secret = await actor.value(queries.PASSWORD)
    right, _ = await service.passwords.verify(password, secret)
    if not right:
        raise WrongPassword


async def _check_wallet(service: Service, caller: Caller, body: SignedChallenge) -> None:
    async with service.act(caller) as actor:
        claim = await challenges.redeem(service.settings, actor, body, "confirm")
    try:
        proved = await challenges.prove(service.settings, claim, body)
    except InvalidSignature:
        raise WrongSignature from None
    async with service.act(caller).reading() as actor:
        owner = await actor.value(
            wallets.OWNER, provider=proved.claim.provider, subject=proved.subject
        )
    if owner != caller.user_id:
        raise WrongSignature
