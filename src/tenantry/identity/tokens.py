"""Access tokens: JWTs (RFC 9068) that say who someone is and where they want to be."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import jwt
from uuid_utils import uuid7

from tenantry.errors import NotAuthenticated, TokenExpired
from tenantry.identity.keys import SigningKey
from tenantry.tenancy.caller import Caller

_REMEMBERED = 20_000
_LONGEST = 8192
_CLOCK_SKEW = 30
"""Seconds the clock of another host may be ahead; the expiry is held to without."""


class Tokens:
    """Signs and verifies the access tokens of one service."""

    def __init__(self, keys: list[SigningKey], *, issuer: str, audience: str, minutes: int) -> None:
        self._signing = keys[0]
        self._verifying = {key.kid: key.public for key in keys}
        self._issuer = issuer
        self._audience = audience
        self.seconds = minutes * 60
        self.jwks = {"keys": [key.jwk for key in keys]}
        self._verified: dict[str, tuple[float, Caller]] = {}

    def issue(
        self,
        caller: Caller,
        *,
        organization_role: str | None,
        workspace_role: str | None,
        permissions: Iterable[str],
    ) -> str:
        """Sign a token for a context; the roles in it inform clients and decide nothing here."""
        now = int(time.time())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(caller.user_id),
            "sid": str(caller.session_id),
            "jti": str(uuid7()),
            "iat": now,
            "exp": now + self.seconds,
            "org_id": _text(caller.organization_id),
            "org_role": organization_role,
            "workspace_id": _text(caller.workspace_id),
            "workspace_role": workspace_role,
            "permissions": sorted(permissions),
        }
        headers = {"kid": self._signing.kid, "typ": "at+jwt"}
        return jwt.encode(claims, self._signing.private, algorithm="EdDSA", headers=headers)

    def authenticate(self, authorization: str | None) -> Caller:
        """Verify `Authorization: Bearer …`: the signature, issuer, audience and expiry.

        A verified token is remembered until it expires, as EdDSA costs more than the rest of a
        request; that its session still lives is asked of the database every time. Raises
        NotAuthenticated or TokenExpired.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticated
        known = self._verified.get(token)
        if known is None:
            known = self._remember(token, self._verify(token))
        expires, caller = known
        if expires <= time.time():
            del self._verified[token]
            raise TokenExpired
        return caller

    def _remember(self, token: str, known: tuple[float, Caller]) -> tuple[float, Caller]:
        if len(self._verified) >= _REMEMBERED:
            del self._verified[next(iter(self._verified))]
        self._verified[token] = known
        return known

    def _verify(self, token: str) -> tuple[float, Caller]:
        if len(token) > _LONGEST:
            raise NotAuthenticated
        try:
            header = jwt.get_unverified_header(token)
            key = self._verifying[header["kid"]]
            if header.get("typ") != "at+jwt":
                raise NotAuthenticated
            claims = jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": ["exp", "iat", "sub", "sid"]},
                leeway=_CLOCK_SKEW,
            )
            return float(claims["exp"]), _caller(claims)
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except (jwt.PyJWTError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
            raise NotAuthenticated(
                "The access token is not valid here: sign in and send the one you get."
            ) from None


def _caller(claims: dict[str, Any]) -> Caller:
    return Caller(
        user_id=UUID(claims["sub"]),
        session_id=UUID(claims["sid"]),
        organization_id=_id(claims.get("org_id")),
        workspace_id=_id(claims.get("workspace_id")),
    )


def _id(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
