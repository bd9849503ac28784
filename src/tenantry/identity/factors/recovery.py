"""Recovery codes: ten, each good once, for when the app and the passkeys are lost.

A code is 80 random bits, so SHA-256 keeps it as well as a slow hash would: there is nothing to
guess from. What is slow about argon2 protects passwords, which people choose.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

from tenantry.identity.factors import queries
from tenantry.identity.proofs.notices import notify
from tenantry.tenancy.actor import Actor

COUNT = 10
_BYTES = 10
_SEPARATORS = re.compile(r"[\s-]+")


async def renew(actor: Actor) -> list[str]:
    """Make ten new codes; the old ones are void."""
    codes = [_new() for _ in range(COUNT)]
    await actor.all(queries.DELETE_CODES)
    await actor.all(queries.INSERT_CODES, hashes=[_hash(actor, code) for code in codes])
    return codes


async def spend(actor: Actor, code: str) -> bool:
    """Say whether a code is one of the user's, and use it up; the person is told by mail."""
    left = await actor.value(queries.SPEND_CODE, hash=_hash(actor, code))
    if left is None:
        return False
    actor.record("mfa.recovery_code_used", actor.user_id, account=True)
    await notify(actor, "recovery_code_used", left=left)
    return True


def _new() -> str:
    text = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _hash(actor: Actor, code: str) -> bytes:
    plain = _SEPARATORS.sub("", code).lower()
    return hashlib.sha256(actor.user_id.bytes + plain.encode()).digest()
