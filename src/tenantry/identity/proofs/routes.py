"""/auth/email and /auth/password: proving, changing and forgetting by mail."""

from __future__ import annotations

from tenantry.http.parameters import (
    CurrentActor,
    CurrentCaller,
    CurrentDevice,
    CurrentService,
)
from tenantry.http.route import Router, serves
from tenantry.identity.proofs import service
from tenantry.identity.proofs.schemas import (
    EmailChange,
    EmailVerification,
    PasswordForgotten,
    PasswordReset,
)

router = Router()


@router.post("/email/verify", status_code=204, **serves(service.verify, attempts="email_verify"))
async def verify_email(
    tenantry: CurrentService, device: CurrentDevice, body: EmailVerification
) -> None:
    """Prove an email address with the token that was mailed to it."""
    await service.verify(tenantry, body, device)


@router.post("/email/resend", status_code=202, **serves(service.resend, attempts="email_resend"))
async def resend_verification(actor: CurrentActor) -> None:
    """Have the mail that proves your address sent again, unless it is proved."""
    await service.resend(actor)


@router.post("/email/change", status_code=202, **serves(service.change_email, attempts="login"))
async def change_email(tenantry: CurrentService, caller: CurrentCaller, body: EmailChange) -> None:
    """Ask for another address: it is yours once the token mailed to it comes to /email/verify."""
    await service.change_email(tenantry, caller, body)


@router.post(
    "/password/forgot",
    status_code=202,
    **serves(service.forget_password, attempts="password_forgot"),
)
async def forget_password(tenantry: CurrentService, body: PasswordForgotten) -> None:
    """Have a link to set a new password mailed, if there is such an account; nothing tells."""
    await service.forget_password(tenantry, body)


@router.post(
    "/password/reset",
    status_code=204,
    **serves(service.reset_password, attempts="password_reset"),
)
async def reset_password(
    tenantry: CurrentService, device: CurrentDevice, body: PasswordReset
) -> None:
    """Set a new password with the token that was mailed. Every session ends; sign in anew."""
    await service.reset_password(tenantry, body, device)
