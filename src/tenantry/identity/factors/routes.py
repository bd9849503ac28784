"""/auth/mfa and /auth/passkeys: second factors, and signing in with a passkey.

What answers with a secret opens its own transaction, so that no Idempotency-Key has it remembered.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from tenantry.http.answers import Answer
from tenantry.http.parameters import CurrentActor, CurrentCaller, CurrentDevice, CurrentService
from tenantry.http.route import Router, serves
from tenantry.identity.factors import passkeys, service
from tenantry.identity.factors.schemas import (
    ChallengeWanted,
    FactorProof,
    MfaRead,
    MfaVerify,
    PasskeyCreate,
    PasskeyCreated,
    PasskeyOptions,
    PasskeyPage,
    PasskeyQuery,
    PasskeyRead,
    PasskeySignIn,
    PasskeyUpdate,
    RecoveryCodes,
    TotpConfirm,
    TotpSetup,
)
from tenantry.identity.routes import deliver
from tenantry.identity.schemas import Token

router = Router(prefix="/auth", tags=["second factors"])


@router.get("/mfa", **serves(service.read))
async def read_mfa(actor: CurrentActor) -> MfaRead:
    """Read what second factors your account has."""
    return await service.read(actor)


@router.post("/mfa/totp", **serves(service.start_totp))
async def start_totp(tenantry: CurrentService, caller: CurrentCaller) -> TotpSetup:
    """Start setting up an authenticator app, shortly after you signed in or confirmed it is you."""
    return await service.start_totp(tenantry, caller)


@router.post("/mfa/totp/confirm", **serves(service.confirm_totp, attempts="second_factor"))
async def confirm_totp(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice, body: TotpConfirm
) -> RecoveryCodes:
    """Finish setting up the app with a code of it; you get ten recovery codes, shown this once."""
    return await service.confirm_totp(tenantry, caller, body, device)


@router.delete("/mfa/totp", status_code=204, **serves(service.delete_totp))
async def delete_totp(actor: CurrentActor) -> None:
    """Remove the authenticator app, shortly after you proved a second factor."""
    await service.delete_totp(actor)


@router.post("/mfa/recovery-codes", **serves(service.renew_codes))
async def renew_recovery_codes(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice
) -> RecoveryCodes:
    """Get ten new recovery codes, shortly after you proved a second factor; the old are void."""
    return await service.renew_codes(tenantry, caller, device)


@router.post("/mfa/challenge", **serves(passkeys.challenge_own, attempts="challenge"))
async def challenge_own(tenantry: CurrentService, actor: CurrentActor) -> PasskeyOptions:
    """Ask for a challenge to confirm with one of your passkeys."""
    return await passkeys.challenge_own(tenantry, actor)


@router.post("/mfa/confirm", status_code=204, **serves(service.confirm, attempts="second_factor"))
async def confirm_mfa(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice, body: FactorProof
) -> None:
    """Prove your second factor in this session."""
    await service.confirm(tenantry, caller, body, device)


@router.post(
    "/mfa/verify", response_model=Token, **serves(service.verify, attempts="second_factor")
)
async def verify_mfa(tenantry: CurrentService, device: CurrentDevice, body: MfaVerify) -> Answer:
    """Complete a sign-in that was answered with `mfa_required`."""
    token = await service.verify(tenantry, body, device)
    return deliver(tenantry, device, token, body.session)


@router.post("/passkeys/challenge", **serves(passkeys.challenge, attempts="challenge"))
async def challenge(tenantry: CurrentService, body: ChallengeWanted) -> PasskeyOptions:
    """Ask for a challenge to sign in with a passkey, or to complete a sign-in with one."""
    return await passkeys.challenge(tenantry, body)


@router.post("/passkeys/verify", response_model=Token, **serves(passkeys.verify, attempts="login"))
async def verify_passkey(
    tenantry: CurrentService, device: CurrentDevice, body: PasskeySignIn
) -> Answer:
    """Sign in with a passkey alone."""
    token = await passkeys.verify(tenantry, body, device)
    return deliver(tenantry, device, token, body.session)


@router.post("/passkeys/options", **serves(passkeys.offer))
async def offer_passkey(tenantry: CurrentService, actor: CurrentActor) -> PasskeyOptions:
    """Ask for what a new passkey is made by, shortly after you signed in or confirmed it is you."""
    return await passkeys.offer(tenantry, actor)


@router.post("/passkeys", status_code=201, **serves(passkeys.create))
async def create_passkey(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice, body: PasskeyCreate
) -> PasskeyCreated:
    """Add a passkey to your account."""
    return await passkeys.create(tenantry, caller, body, device)


@router.get("/passkeys", **serves(passkeys.list_mine))
async def list_passkeys(
    actor: CurrentActor, query: Annotated[PasskeyQuery, Query()]
) -> PasskeyPage:
    """List your passkeys."""
    return await passkeys.list_mine(actor, query)


@router.get("/passkeys/{passkey_id}", **serves(passkeys.read))
async def read_passkey(actor: CurrentActor, passkey_id: UUID) -> PasskeyRead:
    """Read one passkey."""
    return await passkeys.read(actor, passkey_id)


@router.patch("/passkeys/{passkey_id}", **serves(passkeys.rename))
async def rename_passkey(actor: CurrentActor, passkey_id: UUID, body: PasskeyUpdate) -> PasskeyRead:
    """Rename a passkey."""
    return await passkeys.rename(actor, passkey_id, body)


@router.delete("/passkeys/{passkey_id}", status_code=204, **serves(passkeys.delete))
async def delete_passkey(actor: CurrentActor, passkey_id: UUID) -> None:
    """Remove a passkey, and sign out everywhere else."""
    await passkeys.delete(actor, passkey_id)
