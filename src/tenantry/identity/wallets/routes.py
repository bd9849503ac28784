"""/auth/wallet: signing in with a wallet, and linking one."""

from __future__ import annotations

from tenantry.http.answers import Answer
from tenantry.http.parameters import (
    CurrentActor,
    CurrentCaller,
    CurrentDevice,
    CurrentService,
)
from tenantry.http.route import Router, serves
from tenantry.identity.routes import deliver
from tenantry.identity.schemas import Token
from tenantry.identity.wallets import service
from tenantry.identity.wallets.schemas import (
    Challenge,
    ChallengeRequest,
    LinkedWallet,
    OwnChallengeRequest,
    SignedChallenge,
    WalletSignIn,
)

router = Router(prefix="/auth/wallet", tags=["wallets"])


@router.post("/challenge", **serves(service.challenge, attempts="challenge"))
async def challenge(tenantry: CurrentService, body: ChallengeRequest) -> Challenge:
    """Ask for a message to sign in with a wallet: good once, for five minutes."""
    return await service.challenge(tenantry, body)


@router.post("/verify", response_model=Token, **serves(service.verify))
async def verify(tenantry: CurrentService, device: CurrentDevice, body: WalletSignIn) -> Answer:
    """Sign in with a signed challenge; the first time, an account is made."""
    token = await service.verify(tenantry, body, device)
    return deliver(tenantry, device, token, body.session)


@router.post("/link/challenge", **serves(service.challenge_own, attempts="challenge"))
async def challenge_own(
    tenantry: CurrentService, actor: CurrentActor, body: OwnChallengeRequest
) -> Challenge:
    """Ask for a message to link a wallet to your account, or to confirm that it is you."""
    return await service.challenge_own(tenantry, actor, body)


@router.post("/link", status_code=201, **serves(service.link))
async def link(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice, body: SignedChallenge
) -> LinkedWallet:
    """Link a wallet to your account, shortly after you signed in or confirmed it is you."""
    return await service.link(tenantry, caller, body, device)
