"""WebAuthn's two ceremonies: options out, and what an authenticator makes of them in.

A challenge is stored as a hash, for one purpose and, but for a sign-in, one user; redeeming takes
it away before anything is verified, so that it is good once, right or wrong.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from tenantry.database.pool import Row
from tenantry.identity.factors import queries
from tenantry.identity.factors.schemas import Assertion, NewCredential, PasskeyOptions
from tenantry.late import late
from tenantry.settings import Settings
from tenantry.tenancy.actor import Visitor

if TYPE_CHECKING:
    import webauthn
    import webauthn.helpers.structs
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.registration.verify_registration_response import VerifiedRegistration
else:
    webauthn = late("webauthn")

Purpose: TypeAlias = Literal["register", "sign_in", "second_factor", "confirm"]
SECONDS = 5 * 60
_LOOPBACK = ("127.0.0.1", "::1")
_DEFAULT_PORTS = {"http": 80, "https": 443}
R = TypeVar("R")


class Refused(Exception):
    """What came is no answer to a challenge of ours, for whatever reason."""


def relying_party(settings: Settings) -> str:
    """Name the host that passkeys are bound to; browsers know this machine as `localhost` only."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    return "localhost" if host in _LOOPBACK else host


def origins(settings: Settings) -> list[str]:
    """List the origins whose pages may ask for passkeys, as browsers write them."""
    url = urlsplit(settings.base_url)
    port = "" if url.port in (None, _DEFAULT_PORTS.get(url.scheme)) else f":{url.port}"
    return [f"{url.scheme}://{relying_party(settings)}{port}", *settings.passkey_origins]


async def offer_registration(
    holder: Visitor, settings: Settings, product: str, person: Row, known: list[Row]
) -> PasskeyOptions:
    """Give out what an authenticator makes a passkey by, other than those it has already."""
    options = webauthn.generate_registration_options(
        rp_id=relying_party(settings),
        rp_name=product,
        user_id=person["passkey_handle"].bytes,
        user_name=person["label"],
        user_display_name=person["name"],
        challenge=await _issue(holder, "register", holder.bound["caller_id"]),
        timeout=SECONDS * 1000,
        authenticator_selection=webauthn.helpers.structs.AuthenticatorSelectionCriteria(
            resident_key=webauthn.helpers.structs.ResidentKeyRequirement.REQUIRED,
            user_verification=webauthn.helpers.structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(known),
    )
    return _shown(options)


async def offer_proof(
    holder: Visitor, settings: Settings, purpose: Purpose, known: list[Row]
) -> PasskeyOptions:
    """Give out what a passkey proves itself by: any of this service's, or one of those known."""
    options = webauthn.generate_authentication_options(
        rp_id=relying_party(settings),
        challenge=await _issue(holder, purpose, holder.bound.get("caller_id")),
        timeout=SECONDS * 1000,
        allow_credentials=_described(known) or None,
        user_verification=webauthn.helpers.structs.UserVerificationRequirement.REQUIRED,
    )
    return _shown(options)


async def redeem(holder: Visitor, credential: Assertion | NewCredential, purpose: Purpose) -> bytes:
    """Take away the challenge that was answered. Raises Refused for one that is not to be had.

    The caller commits before it verifies.
    """
    challenge = _guarded(lambda: _challenge_of(credential))
    live = await holder.value(
        queries.REDEEM_CHALLENGE,
        hash=_hash(challenge),
        purpose=purpose,
        user_id=holder.bound.get("caller_id"),
    )
    return challenge if live else b""


def verify_new(
    settings: Settings, credential: NewCredential, challenge: bytes
) -> VerifiedRegistration:
    """Hold a new credential against the challenge redeemed. Raises Refused."""
    if not challenge:
        raise Refused
    return _guarded(
        lambda: webauthn.verify_registration_response(
            credential=credential.model_dump(by_alias=True),
            expected_challenge=challenge,
            expected_rp_id=relying_party(settings),
            expected_origin=origins(settings),
            require_user_verification=True,
        )
    )


def verify_proof(
    settings: Settings, credential: Assertion, challenge: bytes, known: Row
) -> VerifiedAuthentication:
    """Hold an assertion against the challenge redeemed and the passkey known. Raises Refused."""
    handle = credential.response.user_handle
    if not challenge or (handle and _bytes(handle) != known["passkey_handle"].bytes):
        raise Refused
    return _guarded(
        lambda: webauthn.verify_authentication_response(
            credential=credential.model_dump(by_alias=True, exclude_none=True),
            expected_challenge=challenge,
            expected_rp_id=relying_party(settings),
            expected_origin=origins(settings),
            credential_public_key=known["public_key"],
            credential_current_sign_count=known["sign_count"],
            require_user_verification=True,
        )
    )


def id_of(credential: Assertion) -> bytes:
    """Read which credential an assertion is of. Raises Refused."""
    return _bytes(credential.raw_id)


def _bytes(text: str) -> bytes:
    return _guarded(lambda: webauthn.helpers.base64url_to_bytes(text))


def _challenge_of(credential: Assertion | NewCredential) -> bytes:
    data = webauthn.helpers.base64url_to_bytes(credential.response.client_data_json)
    return bytes(webauthn.helpers.parse_client_data_json(data).challenge)


async def _issue(holder: Visitor, purpose: Purpose, user_id: UUID | None) -> bytes:
    challenge = secrets.token_bytes(32)
    await holder.all(
        queries.ISSUE_CHALLENGE,
        hash=_hash(challenge),
        purpose=purpose,
        user_id=user_id,
        seconds=SECONDS,
    )
    return challenge


def _described(known: list[Row]) -> list[webauthn.helpers.structs.PublicKeyCredentialDescriptor]:
    transports = {
        transport.value: transport for transport in webauthn.helpers.structs.AuthenticatorTransport
    }
    return [
        webauthn.helpers.structs.PublicKeyCredentialDescriptor(
            id=row["credential_id"],
            transports=[transports[t] for t in row["transports"] if t in transports],
        )
        for row in known
    ]


def _shown(options: Any) -> PasskeyOptions:
    public_key = json.loads(webauthn.options_to_json(options))
    return PasskeyOptions(publicKey=public_key, expires_in=SECONDS)


def _guarded(work: Callable[[], R]) -> R:
    """Run the library on what strangers sent: it lets through whatever its parsers raise.

    Those of JSON, CBOR, X.509 and OpenSSL among them, so what it raises means no, all of it.
    """
    try:
        return work()
    except Exception as error:
        raise Refused from error


def _hash(challenge: bytes) -> bytes:
    return hashlib.sha256(challenge).digest()
