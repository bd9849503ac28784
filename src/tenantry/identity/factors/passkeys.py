"""Passkeys: several to an account, each a way in of its own and a second factor to the others."""

from __future__ import annotations

from uuid import UUID

import structlog

from tenantry.errors import (
    ConfirmationRequired,
    InvalidMfaToken,
    InvalidPasskey,
    LastIdentity,
    MfaNeeded,
    NotFound,
    PasskeyRefused,
    PasskeyTaken,
    SecondFactorRequired,
    UserNotFound,
)
from tenantry.http.parameters import Device
from tenantry.identity import confirmation, identities, sessions, sign_in
from tenantry.identity.factors import ceremonies, queries, recovery, standing, tickets
from tenantry.identity.factors.ceremonies import Refused
from tenantry.identity.factors.schemas import (
    Assertion,
    ChallengeWanted,
    PasskeyCreate,
    PasskeyCreated,
    PasskeyOptions,
    PasskeyPage,
    PasskeyQuery,
    PasskeyRead,
    PasskeySignIn,
    PasskeyUpdate,
)
from tenantry.identity.proofs.notices import notify
from tenantry.identity.schemas import Token
from tenantry.mail.server import sender_of
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.values import new_id

_log = structlog.get_logger("tenantry.factors")


@refuses(ConfirmationRequired, SecondFactorRequired)
async def offer(service: Service, actor: Actor) -> PasskeyOptions:
    """Give out what a passkey is made by, to who has just shown that it is them."""
    await standing.demand(actor)
    await confirmation.demand(actor)
    person = await actor.one(queries.PERSON)
    known = await actor.all(queries.CREDENTIALS)
    product = sender_of(service.settings)[0]
    return await ceremonies.offer_registration(actor, service.settings, product, person, known)


@refuses(PasskeyRefused, PasskeyTaken)
async def create(
    service: Service, caller: Caller, body: PasskeyCreate, device: Device | None = None
) -> PasskeyCreated:
    """Add a passkey made by an offer; with the account's first factor it gets recovery codes.

    It verified its user, so this session has shown a second factor.
    """
    try:
        async with service.act(caller) as actor:
            challenge = await ceremonies.redeem(actor, body.credential, "register")
        made = ceremonies.verify_new(service.settings, body.credential, challenge)
    except Refused:
        raise PasskeyRefused from None
    async with service.act(caller) as actor:
        actor.journal.origin = lambda: device or Device()
        row = await actor.one(
            queries.INSERT_PASSKEY,
            id=new_id(),
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            transports=body.credential.response.transports,
            name=body.name,
            backed_up=made.credential_backed_up,
        )
        actor.record("passkey.added", row["id"], row["name"], account=True)
        codes = None
        if (await standing.look(actor)).recovery_codes_left == 0:
            codes = await recovery.renew(actor)
        await actor.all(queries.MARK_SESSION)
        await notify(actor, "passkey_added", passkey=body.name)
        return PasskeyCreated(**dict(row), recovery_codes=codes)


@refuses(reads=True)
async def list_mine(actor: Actor, query: PasskeyQuery) -> PasskeyPage:
    """List the user's passkeys."""
    found = await queries.PASSKEYS.fetch(actor, query)
    return found.shape(PasskeyPage, "passkeys")


@refuses(NotFound, reads=True)
async def read(actor: Actor, passkey_id: UUID) -> PasskeyRead:
    """Read one passkey."""
    return PasskeyRead.model_validate(dict(await actor.one(queries.PASSKEY, id=passkey_id)))


@refuses(NotFound)
async def rename(actor: Actor, passkey_id: UUID, body: PasskeyUpdate) -> PasskeyRead:
    """Call a passkey something else."""
    row = await actor.one(queries.RENAME_PASSKEY, id=passkey_id, name=body.name)
    if row["was"] != row["name"]:
        changes = {"name": {"from": row["was"], "to": row["name"]}}
        actor.record("passkey.renamed", row["id"], row["name"], changes=changes, account=True)
    return PasskeyRead.model_validate(dict(row))


@refuses(NotFound, ConfirmationRequired, SecondFactorRequired, LastIdentity, MfaNeeded)
async def delete(actor: Actor, passkey_id: UUID) -> None:
    """Take a passkey away: as a way in it is unlinked like any other."""
    await actor.one(queries.PASSKEY, id=passkey_id)
    await identities.unlink(actor, passkey_id)


@refuses(InvalidMfaToken)
async def challenge(service: Service, body: ChallengeWanted) -> PasskeyOptions:
    """Give out a challenge to sign in by, or for the second factor of a sign-in that waits."""
    if body.mfa_token is None:
        async with service.visit() as visitor:
            return await ceremonies.offer_proof(visitor, service.settings, "sign_in", [])
    ticket = tickets.read(service.vault, body.mfa_token)
    try:
        async with service.act(Caller(ticket.user_id)) as actor:
            known = await actor.all(queries.CREDENTIALS)
            return await ceremonies.offer_proof(actor, service.settings, "second_factor", known)
    except UserNotFound:
        raise InvalidMfaToken from None


@refuses()
async def challenge_own(service: Service, actor: Actor) -> PasskeyOptions:
    """Give out a challenge to confirm with one of one's own passkeys."""
    known = await actor.all(queries.CREDENTIALS)
    return await ceremonies.offer_proof(actor, service.settings, "confirm", known)


@refuses(InvalidPasskey)
async def verify(service: Service, body: PasskeySignIn, device: Device | None = None) -> Token:
    """Start a session for the holder of a passkey, who need not say who they are."""
    try:
        async with service.visit() as visitor:
            answered = await ceremonies.redeem(visitor, body.credential, "sign_in")
            credential_id = ceremonies.id_of(body.credential)
            known = await visitor.first(queries.CREDENTIAL, credential_id=credential_id)
        if known is None:
            raise InvalidPasskey
        async with service.act(Caller(known["user_id"])) as actor:
            await spend(service, actor, body.credential, answered)
            started = await sign_in.complete(
                service, actor, actor.user_id, device or Device(), way="passkey"
            )
    except (Refused, UserNotFound):
        raise InvalidPasskey from None
    return sessions.signed(service, started)


async def spend(service: Service, actor: Actor, credential: Assertion, challenge: bytes) -> None:
    """Take a passkey's proof, and move its counter on. Raises Refused.

    A counter that does not go up is a copy's: of two uses at once one is refused.
    """
    credential_id = ceremonies.id_of(credential)
    known = await actor.first(queries.CREDENTIAL, credential_id=credential_id)
    if known is None or known["user_id"] != actor.user_id:
        raise Refused
    proved = ceremonies.verify_proof(service.settings, credential, challenge, known)
    counted = await actor.first(
        queries.COUNT_USE,
        credential_id=credential_id,
        sign_count=proved.new_sign_count,
        backed_up=proved.credential_backed_up,
    )
    if counted is None:
        _log.warning("a passkey's counter went back", user_id=str(actor.user_id))
        raise Refused
