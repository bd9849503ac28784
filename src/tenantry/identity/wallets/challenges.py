"""Challenges: given out, signed elsewhere, redeemed once.

A challenge is taken away by whoever redeems it, right or wrong, before its signature is looked at:
of two uses one comes second, and nobody tries twice. Only who holds the message, with the nonce
that nobody can guess, can take it away.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from tenantry.errors import InvalidSignature
from tenantry.identity.wallets import addresses, contracts, cosmos, evm, queries, solana
from tenantry.identity.wallets.addresses import Claim
from tenantry.identity.wallets.messages import Terms, compose
from tenantry.identity.wallets.schemas import Challenge, ChallengeRequest, SignedChallenge
from tenantry.settings import Settings
from tenantry.tenancy.actor import Actor, Visitor

_MINUTES = 5
_STATEMENTS = {
    "sign_in": "Sign in with this wallet. This sends no transaction and costs nothing.",
    "link": "Link this wallet to the account {user_id}: from then on it signs in to that account.",
    "confirm": "Confirm a change to how the account {user_id} is signed in to.",
}

Purpose: TypeAlias = Literal["sign_in", "link", "confirm"]


@dataclass(frozen=True, slots=True)
class Proved:
    """A wallet whose holder has signed, and who identities say that is."""

    claim: Claim
    subject: str


async def issue(
    settings: Settings, holder: Visitor, body: ChallengeRequest, purpose: Purpose
) -> Challenge:
    """Give out a message to sign; what it is for, and for which account, stands in it."""
    claim = addresses.read(settings, body.provider, body.address, body.chain_id)
    user_id = holder.user_id if isinstance(holder, Actor) else None
    now = datetime.now(UTC)
    terms = Terms(
        account=claim.account,
        address=claim.address,
        chain_id=claim.chain_id,
        statement=_STATEMENTS[purpose].format(user_id=user_id),
        nonce=secrets.token_hex(16),
        issued_at=now,
        expires_at=now + timedelta(minutes=_MINUTES),
    )
    message = compose(settings.base_url, terms)
    await holder.all(
        queries.ISSUE,
        hash=_hash(message),
        purpose=purpose,
        provider=claim.provider,
        address=claim.address,
        chain_id=claim.chain_id,
        user_id=user_id,
        expires_at=terms.expires_at,
    )
    return Challenge(message=message, nonce=terms.nonce, expires_at=terms.expires_at)


async def redeem(
    settings: Settings, holder: Visitor, body: SignedChallenge, purpose: Purpose
) -> Claim | None:
    """Take away the challenge of a message; None is one that is unknown, used up or another's.

    Its hash stands for every letter of it: domain, URI, chain, nonce and times. The caller commits
    before looking at the signature.
    """
    found = await holder.first(
        queries.REDEEM,
        hash=_hash(body.message),
        purpose=purpose,
        user_id=holder.user_id if isinstance(holder, Actor) else None,
    )
    if found is None or found["expires_at"] <= datetime.now(UTC):
        return None
    kept = Claim(found["provider"], found["address"], found["chain_id"])
    given = addresses.read_address(settings, body.provider, body.address)
    return kept if (body.provider, given) == (kept.provider, kept.address) else None


async def prove(settings: Settings, claim: Claim | None, body: SignedChallenge) -> Proved:
    """Hold a signature against the challenge redeemed, outside any transaction.

    Raises InvalidSignature for whatever is wrong, and does not say what.
    """
    subject = None if claim is None else await _subject(settings, claim, body)
    if claim is None or subject is None:
        raise InvalidSignature
    return Proved(claim, subject)


async def _subject(settings: Settings, claim: Claim, body: SignedChallenge) -> str | None:
    if claim.provider == "evm":
        signature = evm.read_signature(body.signature)
        return None if signature is None else await _evm(settings, claim, body.message, signature)
    if claim.provider == "solana":
        signature = solana.read_signature(body.signature)
        proved = signature and solana.proves(claim.address, body.message, signature)
        return claim.subject if proved else None
    signature = cosmos.read_base64(body.signature, 64)
    key = cosmos.read_base64(body.public_key or "", 33)
    if signature is None or key is None:
        return None
    return claim.subject if cosmos.proves(claim.address, body.message, signature, key) else None


async def _evm(settings: Settings, claim: Claim, message: str, signature: bytes) -> str | None:
    """Ask the key first: who holds it is the same on every chain, which no contract is."""
    if await evm.proves(claim.address, message, signature):
        return claim.subject
    digest = evm.digest_of(message)
    if await contracts.proves(settings, claim.chain_id, claim.address, digest, signature):
        return claim.contract
    return None


def _hash(message: str) -> bytes:
    return hashlib.sha256(message.encode()).digest()
