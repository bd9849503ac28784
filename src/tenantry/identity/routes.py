"""/auth: accounts and sessions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Query

from tenantry.http.answers import Answer, answer
from tenantry.http.parameters import (
    CurrentActor,
    CurrentCaller,
    CurrentDevice,
    CurrentService,
    Device,
    ExpectedVersions,
)
from tenantry.http.route import Router, serves
from tenantry.identity import confirmation, identities, service, sessions
from tenantry.identity.proofs.routes import router as proofs
from tenantry.identity.schemas import (
    IdentityPage,
    IdentityQuery,
    LogIn,
    Me,
    PasswordChange,
    Refresh,
    SessionPage,
    SessionQuery,
    SignUp,
    Token,
    Transport,
    UserUpdate,
)
from tenantry.identity.wallets.schemas import Confirmation
from tenantry.service import Service

router = Router(prefix="/auth", tags=["identity"])
router.include_router(proofs)

COOKIE = "tenantry_refresh"
_PATH = "/api/v1/auth"


@router.post(
    "/signup", status_code=201, response_model=Token, **serves(service.sign_up, attempts="signup")
)
async def sign_up(tenantry: CurrentService, device: CurrentDevice, body: SignUp) -> Answer:
    """Make an account and, with `organization_name`, its first organization; you are signed in."""
    token = await service.sign_up(tenantry, body, device)
    return deliver(tenantry, device, token, body.session, 201)


@router.post("/login", response_model=Token, **serves(service.log_in, attempts="login"))
async def log_in(tenantry: CurrentService, device: CurrentDevice, body: LogIn) -> Answer:
    """Sign in with an email and a password."""
    token = await service.log_in(tenantry, body, device)
    return deliver(tenantry, device, token, body.session)


@router.post("/refresh", response_model=Token, **serves(sessions.refresh))
async def refresh(
    tenantry: CurrentService,
    device: CurrentDevice,
    body: Refresh,
    tenantry_refresh: Annotated[str | None, Cookie(description="In place of the body's.")] = None,
) -> Answer:
    """Get a new access token, and a new refresh token: the old one is spent.

    A refresh token used twice ends its session, unless it comes with the same `retry_key`.
    """
    given = body.refresh_token or tenantry_refresh
    token = await sessions.refresh(
        tenantry,
        given,
        body.organization_id,
        body.workspace_id,
        device,
        retry_key=body.retry_key,
    )
    return deliver(tenantry, device, token, "token" if body.refresh_token else "cookie")


@router.post("/logout", status_code=204, response_model=None, **serves(sessions.log_out))
async def log_out(tenantry: CurrentService, actor: CurrentActor, device: CurrentDevice) -> Answer:
    """End this session; its tokens are refused from now on."""
    await sessions.log_out(actor)
    return Answer(204, headers=(_cookie(tenantry, device, "", 0),))


@router.get("/me", **serves(service.read_me))
async def read_me(actor: CurrentActor) -> Me:
    """Read your account."""
    return await service.read_me(actor)


@router.patch("/me", **serves(service.update_me))
async def update_me(actor: CurrentActor, body: UserUpdate, versions: ExpectedVersions) -> Me:
    """Change your account."""
    return await service.update_me(actor, body, versions)


@router.delete("/me", status_code=204, **serves(service.delete_me))
async def delete_me(actor: CurrentActor) -> None:
    """Delete your account and leave every organization, unless you are the last owner of one."""
    await service.delete_me(actor)


@router.get("/sessions", **serves(sessions.list_mine))
async def list_sessions(
    actor: CurrentActor, query: Annotated[SessionQuery, Query()]
) -> SessionPage:
    """List the devices you are signed in on."""
    return await sessions.list_mine(actor, query)


@router.delete("/sessions", status_code=204, **serves(sessions.end_others))
async def end_other_sessions(actor: CurrentActor) -> None:
    """Sign out everywhere else."""
    await sessions.end_others(actor)


@router.delete("/sessions/{session_id}", status_code=204, **serves(sessions.end))
async def end_session(actor: CurrentActor, session_id: UUID) -> None:
    """Sign out one device."""
    await sessions.end(actor, session_id)


@router.post(
    "/password/change",
    response_model=Token,
    **serves(service.change_password, attempts="login"),
)
async def change_password(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice, body: PasswordChange
) -> Answer:
    """Change your password: every session ends, and you get a new one."""
    token = await service.change_password(tenantry, caller, body, device)
    return deliver(tenantry, device, token, body.session)


@router.post("/confirm", status_code=204, **serves(confirmation.confirm, attempts="login"))
async def confirm(tenantry: CurrentService, caller: CurrentCaller, body: Confirmation) -> None:
    """Confirm that it is you, before you change how your account is signed in to."""
    await confirmation.confirm(tenantry, caller, body)


@router.get("/identities", **serves(identities.list_mine))
async def list_identities(
    actor: CurrentActor, query: Annotated[IdentityQuery, Query()]
) -> IdentityPage:
    """List the ways into your account."""
    return await identities.list_mine(actor, query)


@router.delete("/identities/{identity_id}", status_code=204, **serves(identities.unlink))
async def unlink_identity(actor: CurrentActor, identity_id: UUID) -> None:
    """Unlink a way into your account, and sign out everywhere else."""
    await identities.unlink(actor, identity_id)


def deliver(
    tenantry: Service, device: Device, token: Token, transport: Transport, status: int = 200
) -> Answer:
    """Hand a session over; in a cookie its refresh token is out of reach for scripts."""
    if transport == "token" or token.refresh_token is None:
        return answer(token, status)
    seconds = tenantry.settings.session_days * 24 * 60 * 60
    cookie = _cookie(tenantry, device, token.refresh_token, seconds)
    reply = answer(token.model_copy(update={"refresh_token": None}), status)
    return Answer(reply.status, reply.body, (*reply.headers, cookie))


def _cookie(tenantry: Service, device: Device, value: str, seconds: int) -> tuple[bytes, bytes]:
    secure = "; Secure" if tenantry.settings.base_url.startswith("https://") else ""
    cookie = (
        f"{COOKIE}={value}; Path={device.mount}{_PATH}; Max-Age={seconds}; HttpOnly; "
        f"SameSite=Strict{secure}"
    )
    return (b"set-cookie", cookie.encode("latin-1"))
