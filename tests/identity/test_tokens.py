"""Access tokens and their keys: what they say, who can verify them, and how keys come and go."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from pydantic import SecretStr

from tenantry.errors import NotAuthenticated
from tenantry.identity.keys import load_keys
from tenantry.identity.tokens import Tokens
from tenantry.settings import Settings, SettingsError
from tenantry.tenancy.caller import Caller
from tests.identity.accounts import claims_of, sign_up_as
from tests.people import TOKEN_MINUTES, Person, Place

CLAIMS = {
    "iss",
    "aud",
    "sub",
    "sid",
    "jti",
    "iat",
    "exp",
    "org_id",
    "org_role",
    "workspace_id",
    "workspace_role",
    "permissions",
}


async def jwks(base_url: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=base_url) as client:
        return dict((await client.get("/.well-known/jwks.json")).json())


async def test_a_token_says_who_and_where(acme: Place, mia: Person) -> None:
    await mia.switch(acme.id, acme.workspaces["support"])
    header, claims = jwt.get_unverified_header(mia.access_token), claims_of(mia.access_token)
    assert (header["typ"], header["alg"]) == ("at+jwt", "EdDSA")
    assert set(claims) == CLAIMS
    assert claims["sub"] == mia.id
    assert (claims["org_id"], claims["org_role"]) == (acme.id, "member")
    assert claims["workspace_id"] == acme.workspaces["support"]
    assert claims["workspace_role"] == "editor"
    assert "chatbot:create" in claims["permissions"]
    assert "workspace:delete" not in claims["permissions"]
    assert claims["exp"] - claims["iat"] == TOKEN_MINUTES * 60
    assert abs(claims["iat"] - time.time()) < 60
    assert UUID(claims["jti"]).version == 7


async def test_any_service_verifies_a_token_by_the_published_keys(
    base_url: str, settings: Settings, eve: Person
) -> None:
    client = jwt.PyJWKSet.from_dict(await jwks(base_url))
    key = client[jwt.get_unverified_header(eve.access_token)["kid"]]
    claims = jwt.decode(
        eve.access_token,
        key,
        algorithms=["EdDSA"],
        audience="tenantry",
        issuer=settings.base_url,
        options={"require": ["exp", "iat", "sub", "jti"]},
    )
    assert claims["sub"] == eve.id


async def test_the_published_keys_are_public_alone(base_url: str) -> None:
    for key in (await jwks(base_url))["keys"]:
        assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
        assert (key["kty"], key["crv"], key["use"]) == ("OKP", "Ed25519", "sig")


async def test_two_tokens_of_one_session_are_told_apart(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http, organization_name="Twice")
    seen = set()
    for _ in range(3):
        await person.switch(person.token["context"]["organization_id"])
        seen.add(claims_of(person.access_token)["jti"])
    assert len(seen) == 3


def kept_in(directory: Path) -> Settings:
    return Settings(data_dir=directory)


def new_pem(
    key: Any = None, encryption: KeySerializationEncryption | None = None, form: Any = None
) -> bytes:
    private = key or ed25519.Ed25519PrivateKey.generate()
    form = form or PrivateFormat.PKCS8
    return bytes(private.private_bytes(Encoding.PEM, form, encryption or NoEncryption()))


def tokens(settings: Settings) -> Tokens:
    return Tokens(load_keys(settings), issuer="https://t.test", audience="tenantry", minutes=15)


def issue(issuer: Tokens, caller: Caller) -> str:
    return issuer.issue(caller, organization_role=None, workspace_role=None, permissions=())


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first, second = load_keys(kept_in(tmp_path)), load_keys(kept_in(tmp_path))
    assert [key.kid for key in first] == [key.kid for key in second]
    files = list((tmp_path / "keys").glob("*.pem"))
    assert len(files) == 1
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_token_outlives_a_restart(tmp_path: Path) -> None:
    caller = Caller(uuid4(), uuid4())
    token = issue(tokens(kept_in(tmp_path)), caller)
    assert tokens(kept_in(tmp_path)).authenticate(f"Bearer {token}") == caller


def test_the_key_id_is_the_thumbprint_of_rfc_7638(tmp_path: Path) -> None:
    """The example of RFC 8037, appendix A."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    pem = new_pem(ed25519.Ed25519PrivateKey.from_private_bytes(seed)).decode()
    (key,) = load_keys(Settings(data_dir=tmp_path, signing_key=SecretStr(pem)))
    assert key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert key.jwk["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"


def test_a_key_added_signs_and_the_old_one_goes_on_verifying(tmp_path: Path) -> None:
    caller, before = Caller(uuid4(), uuid4()), tokens(kept_in(tmp_path))
    old = issue(before, caller)
    (tmp_path / "keys" / "99991231T000000Z.pem").write_bytes(new_pem())
    rotated = tokens(kept_in(tmp_path))
    new = issue(rotated, caller)
    kids = [jwt.get_unverified_header(token)["kid"] for token in (new, old)]
    assert [key["kid"] for key in rotated.jwks["keys"]] == kids and len(set(kids)) == 2
    assert rotated.authenticate(f"Bearer {old}") == rotated.authenticate(f"Bearer {new}") == caller
    with pytest.raises(NotAuthenticated):
        before.authenticate(f"Bearer {new}")


def test_a_key_removed_verifies_no_more(tmp_path: Path) -> None:
    token = issue(tokens(kept_in(tmp_path)), Caller(uuid4(), uuid4()))
    (made,) = (tmp_path / "keys").glob("*.pem")
    (tmp_path / "keys" / "99991231T000000Z.pem").write_bytes(new_pem())
    made.unlink()
    with pytest.raises(NotAuthenticated):
        tokens(kept_in(tmp_path)).authenticate(f"Bearer {token}")


@pytest.mark.parametrize("spelled", [lambda pem: pem, lambda pem: pem.replace("\n", "\\n")])
def test_keys_come_from_the_setting_newest_first(
    tmp_path: Path, spelled: Callable[[str], str]
) -> None:
    """Also in one line, as some ways to set a variable have it."""
    first, second = (new_pem().decode() for _ in range(2))
    settings = Settings(data_dir=tmp_path, signing_key=SecretStr(spelled(first + second)))
    keys = load_keys(settings)
    assert [new_pem(key.private).decode() for key in keys] == [first, second]
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("pem", "sentence"),
    [
        (b"hello", "no PEM private key"),
        (b"", "no PEM private key"),
        (new_pem(ec.generate_private_key(ec.SECP256R1())), "Ed25519"),
        (new_pem(encryption=BestAvailableEncryption(b"secret")), "unencrypted"),
        (new_pem().replace(b"MC4C", b"AAAA"), "unencrypted"),
    ],
    ids=["words", "nothing", "another curve", "encrypted", "broken"],
)
def test_a_key_that_is_none_stops_the_start_and_is_not_repeated(
    tmp_path: Path, pem: bytes, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence) as refusal:
        load_keys(Settings(data_dir=tmp_path, signing_key=SecretStr(pem.decode())))
    assert "TENANTRY_SIGNING_KEY" in str(refusal.value)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "mine.pem").write_bytes(pem)
    with pytest.raises(SettingsError, match=r"mine\.pem.*" + sentence) as refusal:
        load_keys(kept_in(tmp_path))
    assert "BEGIN" not in str(refusal.value)


def test_a_data_directory_that_is_none_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(SettingsError, match="TENANTRY_SIGNING_KEY"):
        load_keys(kept_in(tmp_path))
