"""Second factors: set up, shown at sign-in, taken away.

An account with an authenticator app or a passkey is asked for a second factor whenever it signs in
by password or wallet. Tries are counted and committed before anything is looked at.
"""

from __future__ import annotations

from uuid import UUID

from tenantry.errors import (
    ConfirmationRequired,
    InvalidCode,
    InvalidMfaToken,
    MfaAlreadyOn,
    MfaNeeded,
    NotFound,
    SecondFactorRequired,
    TooManyAttempts,
    UserNotFound,
    WrongCode,
)
from tenantry.http.parameters import Device
from tenantry.identity import confirmation, sessions
from tenantry.identity import queries as identity
from tenantry.identity.factors import (
    ceremonies,
    passkeys,
    queries,
    recovery,
    standing,
    tickets,
    totp,
)
from tenantry.identity.factors.ceremonies import Purpose, Refused
from tenantry.identity.factors.schemas import (
    FactorProof,
    MfaRead,
    MfaVerify,
    RecoveryCodes,
    TotpConfirm,
    TotpSetup,
)
from tenantry.identity.factors.tickets import Ticket
from tenantry.identity.proofs.notices import notify
from tenantry.identity.schemas import Token
from tenantry.identity.sessions import Started
from tenantry.mail.server import sender_of
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller

TRIES = 5
_SESSION_MINUTES = 10
_TICKET_MINUTES = 60
"""Longer than a ticket is good, so that its tries never start again."""


@refuses()
async def read(actor: Actor) -> MfaRead:
    """Read what second factors the account has."""
    found = await standing.look(actor)
    return MfaRead.model_validate(
        {
            "enabled": bool(found.methods),
            "methods": found.methods,
            "totp": found.totp,
            "passkeys": found.passkeys,
            "recovery_codes_left": found.recovery_codes_left,
            "verified_at": found.verified_at,
        }
    )


@refuses(ConfirmationRequired, SecondFactorRequired, MfaAlreadyOn)
async def start_totp(service: Service, caller: Caller) -> TotpSetup:
    """Make a secret for an authenticator app, for who has just shown that it is them."""
    async with service.act(caller) as actor:
        await standing.demand(actor)
        await confirmation.demand(actor)
        return await totp.start(actor, service.vault, sender_of(service.settings)[0])


@refuses(WrongCode, TooManyAttempts)
async def confirm_totp(
    service: Service, caller: Caller, body: TotpConfirm, device: Device | None = None
) -> RecoveryCodes:
    """Turn the second factor on with a first code, which this session has then proved."""
    proof = FactorProof(code=body.code)
    await _try_in_session(service, caller, proof)
    async with service.act(caller) as actor:
        actor.journal.origin = lambda: device or Device()
        if not await totp.spend(actor, service.vault, body.code, confirmed=False):
            raise WrongCode
        actor.record("mfa.enabled", actor.user_id, account=True)
        codes = await recovery.renew(actor)
        await actor.all(queries.MARK_SESSION)
        await notify(actor, "mfa_enabled")
    return RecoveryCodes(recovery_codes=codes)


@refuses(NotFound, SecondFactorRequired, MfaNeeded)
async def delete_totp(actor: Actor) -> None:
    """Take the authenticator app away, and the recovery codes where no passkey is left."""
    await actor.all(identity.LOCK_USER)
    await standing.demand(actor)
    await actor.one(queries.DELETE_TOTP)
    actor.record("mfa.disabled", actor.user_id, account=True)
    await notify(actor, "mfa_removed")
    await standing.settle(actor)


@refuses(NotFound, SecondFactorRequired)
async def renew_codes(
    service: Service, caller: Caller, device: Device | None = None
) -> RecoveryCodes:
    """Make ten new recovery codes and void the old ones; NotFound without a second factor."""
    async with service.act(caller) as actor:
        actor.journal.origin = lambda: device or Device()
        await actor.all(identity.LOCK_USER)
        await standing.demand(actor)
        if not (await standing.look(actor)).methods:
            raise NotFound
        actor.record("mfa.recovery_codes_renewed", actor.user_id, account=True)
        return RecoveryCodes(recovery_codes=await recovery.renew(actor))


@refuses(WrongCode, TooManyAttempts)
async def confirm(
    service: Service, caller: Caller, body: FactorProof, device: Device | None = None
) -> None:
    """Prove a second factor in a session that goes on: it has then been signed in with one."""
    challenge = await _try_in_session(service, caller, body)
    async with service.act(caller) as actor:
        actor.journal.origin = lambda: device or Device()
        if not await _spend(service, actor, body, challenge):
            raise WrongCode
        await actor.all(queries.MARK_SESSION)
        await actor.all(queries.FORGET_TRIES, id=_tries_id(caller))


@refuses(InvalidMfaToken, InvalidCode, TooManyAttempts)
async def verify(service: Service, body: MfaVerify, device: Device | None = None) -> Token:
    """Complete a sign-in with a second factor. A token takes five tries and is good once."""
    ticket = tickets.read(service.vault, body.mfa_token)
    caller = Caller(ticket.user_id)
    try:
        async with service.act(caller) as actor:
            tried = await actor.first(
                queries.TRY, id=ticket.id, most=TRIES, minutes=_TICKET_MINUTES
            )
            if tried is None:
                raise InvalidMfaToken
            challenge = await _prepare(actor, body, "second_factor")
        async with service.act(caller) as actor:
            actor.journal.origin = lambda: device or Device()
            started = await _admit(service, actor, ticket, body, challenge, device or Device())
    except UserNotFound:
        raise InvalidMfaToken from None
    return sessions.signed(service, started)


async def _admit(
    service: Service,
    actor: Actor,
    ticket: Ticket,
    body: FactorProof,
    challenge: bytes,
    device: Device,
) -> Started:
    await actor.all(identity.LOCK_USER)
    if (await standing.look(actor)).stamp != ticket.stamp:
        raise InvalidMfaToken
    if not await _spend(service, actor, body, challenge):
        raise InvalidCode
    if await actor.first(queries.USE_TICKET, id=ticket.id) is None:
        raise InvalidMfaToken
    return await sessions.start(service, actor, device, ticket.organization_id, second_factor=True)


async def _try_in_session(service: Service, caller: Caller, body: FactorProof) -> bytes:
    async with service.act(caller) as actor:
        tried = await actor.first(
            queries.TRY, id=_tries_id(caller), most=TRIES, minutes=_SESSION_MINUTES
        )
        if tried is None:
            raise TooManyAttempts(seconds=_SESSION_MINUTES * 60)
        return await _prepare(actor, body, "confirm")


def _tries_id(caller: Caller) -> UUID:
    return caller.session_id or caller.user_id


async def _prepare(actor: Actor, body: FactorProof, purpose: Purpose) -> bytes:
    """Do what has to be committed before a proof is looked at; gives a passkey's challenge."""
    if body.code is not None:
        await totp.count_try(actor)
    if body.passkey is None:
        return b""
    try:
        return await ceremonies.redeem(actor, body.passkey, purpose)
    except Refused:
        return b""


async def _spend(service: Service, actor: Actor, body: FactorProof, challenge: bytes) -> bool:
    if body.code is not None:
        return await totp.spend(actor, service.vault, body.code, confirmed=True)
    if body.recovery_code is not None:
        return await recovery.spend(actor, body.recovery_code)
    if body.passkey is None:
        return False
    try:
        await passkeys.spend(service, actor, body.passkey, challenge)
    except Refused:
        return False
    return True
