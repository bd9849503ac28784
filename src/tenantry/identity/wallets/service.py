"""Wallets: sign in with one, sign up by doing so the first time, and link more to an account.

No transaction is open while a signature is looked at: a contract's is a question to a chain.
"""

from __future__ import annotations

from uuid import UUID

from tenantry.errors import (
    ChainUnreachable,
    ConfirmationRequired,
    IdentityTaken,
    InvalidSignature,
    MfaRequired,
    Unavailable,
    ValidationFailed,
    WrongSignature,
)
from tenantry.http.parameters import Device
from tenantry.identity import confirmation, sessions, sign_in
from tenantry.identity import queries as identity
from tenantry.identity.proofs.notices import notify
from tenantry.identity.proofs.queries import SET_LOCALE
from tenantry.identity.schemas import Token
from tenantry.identity.wallets import challenges, queries
from tenantry.identity.wallets.challenges import Proved
from tenantry.identity.wallets.schemas import (
    Challenge,
    ChallengeRequest,
    LinkedWallet,
    OwnChallengeRequest,
    SignedChallenge,
    WalletSignIn,
)
from tenantry.mail.words import language_asked
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.values import new_id

_ATTEMPTS = 3


@refuses(ValidationFailed)
async def challenge(service: Service, body: ChallengeRequest) -> Challenge:
    """Give out a message to sign in with; nothing in it says whether the wallet is known."""
    async with service.visit() as visitor:
        return await challenges.issue(service.settings, visitor, body, "sign_in")


@refuses(ValidationFailed)
async def challenge_own(service: Service, actor: Actor, body: OwnChallengeRequest) -> Challenge:
    """Give out a message to link a wallet with, or to confirm with one that is linked."""
    return await challenges.issue(service.settings, actor, body, body.purpose)


@refuses(InvalidSignature, MfaRequired, ChainUnreachable, ValidationFailed)
async def verify(service: Service, body: WalletSignIn, device: Device | None = None) -> Token:
    """Start a session for the holder of a wallet, whose account is made the first time.

    Of two first sign-ins at once one makes the account, and the other finds it.
    """
    async with service.visit() as visitor:
        claim = await challenges.redeem(service.settings, visitor, body, "sign_in")
    proved = await challenges.prove(service.settings, claim, body)
    for _ in range(_ATTEMPTS):
        try:
            return await _admit(service, proved, body, device or Device())
        except IdentityTaken:
            continue
    raise Unavailable


@refuses(ConfirmationRequired, IdentityTaken, WrongSignature, ChainUnreachable, ValidationFailed)
async def link(
    service: Service, caller: Caller, body: SignedChallenge, device: Device | None = None
) -> LinkedWallet:
    """Have a wallet sign in to the caller's account too; it must not be in another's.

    Both sides are proved anew: the account by a recent confirmation, the wallet by a challenge
    made for linking to this account.
    """
    async with service.act(caller) as actor:
        await confirmation.demand(actor)
        claim = await challenges.redeem(service.settings, actor, body, "link")
    try:
        proved = await challenges.prove(service.settings, claim, body)
    except InvalidSignature:
        raise WrongSignature from None
    async with service.act(caller) as actor:
        actor.journal.origin = lambda: device or Device()
        linked = await _link(actor, proved)
        await notify(actor, "identity_linked", identity=f"{linked.provider} {linked.address}")
        return linked


async def _admit(service: Service, proved: Proved, body: WalletSignIn, device: Device) -> Token:
    async with service.visit() as visitor:
        owner = await visitor.value(
            queries.OWNER, provider=proved.claim.provider, subject=proved.subject
        )
    if owner is None:
        return await _sign_up(service, proved, body, device)
    return await _sign_in(service, owner, device)


async def _sign_in(service: Service, user_id: UUID, device: Device) -> Token:
    async with service.act(Caller(user_id)) as actor:
        started = await sign_in.complete(service, actor, user_id, device, way="wallet")
    return sessions.signed(service, started)


async def _sign_up(service: Service, proved: Proved, body: WalletSignIn, device: Device) -> Token:
    """Make an account that goes by its wallet's address until it has another name."""
    async with service.door.arrive() as founder:
        founder.journal.origin = lambda: device
        await founder.one(
            identity.INSERT_USER,
            email=None,
            username=None,
            display_name=body.display_name or proved.claim.short,
        )
        await founder.all(SET_LOCALE, locale=language_asked(device.languages))
        founder.record("user.created", founder.user_id, account=True)
        await _link(founder, proved)
        if body.organization_name is not None:
            new = OrganizationCreate(name=body.organization_name)
            await organizations.create(founder, service.settings, new)
        started = await sessions.start(service, founder, device)
    return sessions.signed(service, started)


async def _link(actor: Actor, proved: Proved) -> LinkedWallet:
    claim = proved.claim
    row = await actor.one(
        queries.LINK,
        id=new_id(),
        provider=claim.provider,
        subject=proved.subject,
        address=claim.address,
        chain_id=claim.chain_id,
    )
    actor.record("identity.linked", row["id"], f"{claim.provider} {claim.address}", account=True)
    return LinkedWallet.model_validate(dict(row))
