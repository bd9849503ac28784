"""The Ed25519 keys that sign access tokens, made once and kept."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tenantry.settings import Settings, SettingsError

_PEM = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key and its id, the RFC 7638 thumbprint of its public half."""

    private: Ed25519PrivateKey
    kid: str

    @property
    def public(self) -> Ed25519PublicKey:
        """The half that other services verify with."""
        return self.private.public_key()

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half as a JSON Web Key (RFC 8037)."""
        return {**_jwk_members(self.public), "kid": self.kid, "use": "sig", "alg": "EdDSA"}


def load_keys(settings: Settings) -> list[SigningKey]:
    """Load the signing keys, newest first, making the first one where there is none.

    The first signs and all verify: adding a key and removing the old one a day later rotates
    without ending a session. Raises SettingsError for a key that is not Ed25519 in PEM.
    """
    if settings.signing_key is not None:
        return _parse(settings.signing_key.get_secret_value().encode(), "TENANTRY_SIGNING_KEY")
    directory = settings.data_dir / "keys"
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not any(directory.glob("*.pem")):
                _write_new(directory)
            files = sorted(directory.glob("*.pem"), reverse=True)
            return [key for file in files for key in _parse(file.read_bytes(), str(file))]
    except OSError as error:
        raise SettingsError(
            f"The signing keys in {directory} cannot be used ({error.strerror}): make the "
            "directory readable and writable, or set TENANTRY_DATA_DIR or TENANTRY_SIGNING_KEY."
        ) from None


def _write_new(directory: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.pem"
    partial = directory / f".{name}"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(directory / name)


def _parse(pem: bytes, source: str) -> list[SigningKey]:
    keys = []
    for block in _PEM.findall(pem.replace(b"\\n", b"\n")):
        try:
            private = load_pem_private_key(block, password=None)
        except (ValueError, TypeError):
            raise SettingsError(f"{source}: this is no unencrypted private key in PEM.") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise SettingsError(f"{source}: tokens are signed with Ed25519; this is another key.")
        keys.append(SigningKey(private, _thumbprint(private.public_key())))
    if not keys:
        raise SettingsError(
            f"{source}: there is no PEM private key in it; `openssl genpkey -algorithm ed25519` "
            "makes one."
        )
    return keys


def _jwk_members(public: Ed25519PublicKey) -> dict[str, str]:
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"crv": "Ed25519", "kty": "OKP", "x": _base64url(raw)}


def _thumbprint(public: Ed25519PublicKey) -> str:
    members = _jwk_members(public)
    canonical = "{" + ",".join(f'"{name}":"{members[name]}"' for name in sorted(members)) + "}"
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
