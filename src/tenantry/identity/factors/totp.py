"""Time-based codes (RFC 6238), as every authenticator app makes them: SHA-1, 6 digits, 30 seconds.

A code is good in its own step and in the one before and after it, and once: the newest step used is
stored, and nothing up to it is taken again.
"""

from __future__ import annotations

import hmac
import time
from typing import TYPE_CHECKING

import structlog

from tenantry.errors import MfaAlreadyOn, TooManyAttempts
from tenantry.identity.factors import queries
from tenantry.identity.factors.schemas import TotpSetup
from tenantry.identity.factors.vault import Unreadable, Vault
from tenantry.late import late
from tenantry.tenancy.actor import Actor

if TYPE_CHECKING:
    import pyotp
    import segno
else:
    pyotp = late("pyotp")
    segno = late("segno")

_STEP = 30
_DRIFT = 1
_TRIES_AN_HOUR = 20
_log = structlog.get_logger("tenantry.factors")


async def start(actor: Actor, vault: Vault, issuer: str) -> TotpSetup:
    """Make a secret; it asks for nothing until it is confirmed, and the next one replaces it."""
    secret = pyotp.random_base32()
    sealed = vault.seal(secret.encode(), _purpose(actor))
    if await actor.first(queries.START_TOTP, secret=sealed) is None:
        raise MfaAlreadyOn
    label = (await actor.one(queries.PERSON))["label"]
    uri = pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=issuer)
    picture = segno.make_qr(uri, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return TotpSetup(secret=secret, uri=uri, qr_svg=picture)


async def count_try(actor: Actor) -> None:
    """Count a code against the hour's, right or wrong, before it is looked at.

    Who knows the password gets any number of sign-ins, so guesses are bounded for the account too.
    Recovery codes and passkeys, which nobody guesses, still let its owner in.
    """
    if not await actor.value(queries.TRY_TOTP, most=_TRIES_AN_HOUR):
        raise TooManyAttempts(
            "Too many codes were tried: use a recovery code or a passkey, or wait an hour.",
            seconds=60 * 60,
        )


async def spend(actor: Actor, vault: Vault, code: str, *, confirmed: bool) -> bool:
    """Say whether a code is right, and use up its step.

    confirmed: whether the secret is in use, or this code is to confirm it.
    """
    row = await actor.first(queries.TOTP)
    if row is None or (row["confirmed_at"] is not None) != confirmed:
        return False
    try:
        secret = vault.open(row["secret"], _purpose(actor))
    except Unreadable:
        _log.error("an authenticator's secret is sealed with a key that is not known any more")
        return False
    step = _step_of(secret.decode(), code.replace(" ", ""))
    if step is None:
        return False
    spent = await actor.first(
        queries.SPEND_STEP, step=step, secret=row["secret"], confirmed=confirmed
    )
    if spent is not None and vault.is_outdated(row["secret"]):
        renewed = vault.seal(secret, _purpose(actor))
        await actor.all(queries.RESEAL, renewed=renewed, secret=row["secret"])
    return spent is not None


def _step_of(secret: str, code: str) -> int | None:
    """Find the step a code is of, comparing with all three in the same time."""
    now = int(time.time()) // _STEP
    app = pyotp.TOTP(secret)
    found = None
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(step), code):
            found = step
    return found


def _purpose(actor: Actor) -> bytes:
    return b"totp secret of " + actor.user_id.bytes
