"""Access tokens that are forged, foreign, stale or of another kind open nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tenantry.identity.keys import SigningKey, load_keys
from tenantry.settings import Settings
from tests.contract.conftest import Home
from tests.contract.declared import problem_of

Claims = dict[str, Any]
OTHER = ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Forger:
    """Has the claims of a live token and the service's own key, and signs what it likes."""

    def __init__(self, token: str, key: SigningKey) -> None:
        self.token = token
        self.key = key
        self.claims: Claims = jwt.decode(token, options={"verify_signature": False})

    def sign(self, header: Claims | None = None, key: Any = None, **claims: Any) -> str:
        """Sign a token; a claim of None is left out."""
        content = {k: v for k, v in {**self.claims, **claims}.items() if v is not None}
        headers = {"kid": self.key.kid, "typ": "at+jwt", **(header or {})}
        return jwt.encode(content, key or self.key.private, algorithm="EdDSA", headers=headers)

    def assemble(self, header: Claims, signature: Callable[[bytes], bytes]) -> str:
        """Put a token together by hand, as no library does."""
        parts = [json.dumps(part).encode() for part in (header, self.claims)]
        signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        mark = base64.urlsafe_b64encode(signature(signed)).rstrip(b"=")
        return (signed + b"." + mark).decode()

    def symmetric(self, public: bytes) -> str:
        header = {"alg": "HS256", "typ": "at+jwt", "kid": self.key.kid}
        return self.assemble(header, lambda text: hmac.digest(public, text, hashlib.sha256))


def pem(key: SigningKey) -> bytes:
    return key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def raw(key: SigningKey) -> bytes:
    return key.public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def flipped(token: str) -> str:
    head, body, mark = token.split(".")
    return f"{head}.{body}.{'B' if mark[0] == 'A' else 'A'}{mark[1:]}"


NONE = {"alg": "none", "typ": "at+jwt"}
FORGED: dict[str, Callable[[Forger], str]] = {
    "no algorithm": lambda f: f.assemble({**NONE, "kid": f.key.kid}, lambda text: b""),
    "no algorithm in capitals": lambda f: f.assemble(
        {**NONE, "alg": "NONE", "kid": f.key.kid}, lambda text: b""
    ),
    "HS256 with the public key in PEM": lambda f: f.symmetric(pem(f.key)),
    "HS256 with the raw public key": lambda f: f.symmetric(raw(f.key)),
    "another key under our id": lambda f: f.sign(key=OTHER),
    "another key under its own id": lambda f: f.sign({"kid": "other"}, key=OTHER),
    "an unknown key id": lambda f: f.sign({"kid": "other"}),
    "a path as key id": lambda f: f.sign({"kid": "../../etc/passwd"}),
    "no key id": lambda f: f.assemble({"alg": "EdDSA", "typ": "at+jwt"}, f.key.private.sign),
    "a list as key id": lambda f: f.assemble(
        {"alg": "EdDSA", "typ": "at+jwt", "kid": [f.key.kid]}, f.key.private.sign
    ),
    "RS256": lambda f: jwt.encode(
        f.claims, RSA, algorithm="RS256", headers={"kid": f.key.kid, "typ": "at+jwt"}
    ),
    "an ordinary JWT": lambda f: f.sign({"typ": "JWT"}),
    "an id token": lambda f: f.sign({"typ": "id+jwt"}),
    "another audience": lambda f: f.sign(aud="elsewhere"),
    "no audience": lambda f: f.sign(aud=None),
    "another issuer": lambda f: f.sign(iss="https://elsewhere.test"),
    "no issuer": lambda f: f.sign(iss=None),
    "no expiry": lambda f: f.sign(exp=None),
    "an expiry that is none": lambda f: f.sign(exp="tomorrow"),
    "issued tomorrow": lambda f: f.sign(iat=int(time.time()) + 86_400),
    "not valid before tomorrow": lambda f: f.sign(nbf=int(time.time()) + 86_400),
    "no session": lambda f: f.sign(sid=None),
    "a session that is none": lambda f: f.sign(sid="None"),
    "a session that is a number": lambda f: f.sign(sid=7),
    "no subject": lambda f: f.sign(sub=None),
    "a subject that is none": lambda f: f.sign(sub="olivia"),
    "an organization that is none": lambda f: f.sign(org_id="acme"),
    "an organization that is a list": lambda f: f.sign(org_id=["acme"]),
    "a workspace that is none": lambda f: f.sign(workspace_id="support"),
    "a changed signature": lambda f: flipped(f.token),
    "no signature": lambda f: f.token.rpartition(".")[0] + ".",
    "two parts": lambda f: f.token.rpartition(".")[0],
    "four parts": lambda f: f"{f.token}.e30",
    "claims that are none": lambda f: "e30.W10.AA",
    "a deep header": lambda f: base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.AA",
    "no JWT": lambda f: "hello",
    "blanks around": lambda f: f" {f.token}",
}


@pytest.fixture
def forger(home: Home, settings: Settings) -> Forger:
    return Forger(home.owner.access_token, load_keys(settings)[0])


async def ask(home: Home, token: str, path: str = "/api/v1/auth/me") -> httpx.Response:
    return await home.client.get(path, headers={"Authorization": f"Bearer {token}"})


async def test_what_the_forger_signs_unchanged_is_as_good_as_the_real_one(
    home: Home, forger: Forger
) -> None:
    assert (await ask(home, forger.sign())).status_code == 200


@pytest.mark.parametrize("how", FORGED)
async def test_a_forged_token_is_not_authenticated(home: Home, forger: Forger, how: str) -> None:
    answer = await ask(home, FORGED[how](forger))
    assert problem_of(answer)["code"] == "not_authenticated"
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_an_expired_token_says_so(home: Home, forger: Forger) -> None:
    answer = await ask(home, forger.sign(exp=int(time.time()) - 1))
    assert problem_of(answer)["code"] == "token_expired"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_a_session_that_never_was_is_over(home: Home, forger: Forger) -> None:
    answer = await ask(home, forger.sign(sid=str(uuid4())))
    assert problem_of(answer)["code"] == "session_ended"


async def test_a_session_of_someone_else_is_over(home: Home, forger: Forger, eve) -> None:
    theirs = jwt.decode(eve.access_token, options={"verify_signature": False})
    for claims in ({"sid": theirs["sid"]}, {"sub": theirs["sub"]}):
        assert problem_of(await ask(home, forger.sign(**claims)))["code"] == "session_ended"


async def test_roles_and_permissions_in_a_token_open_nothing(
    home: Home, settings: Settings, acme, vera
) -> None:
    """Even our own signature on them: the database alone decides."""
    forger = Forger(vera.access_token, load_keys(settings)[0])
    token = forger.sign(
        org_id=acme.id, org_role="owner", workspace_role="admin", permissions=["org:delete"]
    )
    headers = {"Authorization": f"Bearer {token}"}
    refused = await home.client.delete(f"/api/v1{acme.path}", headers=headers)
    assert problem_of(refused)["code"] == "permission_denied"
    seen = await home.client.get("/api/v1/switch/current", headers=headers)
    assert seen.json()["organization_role"] == "member"
