"""The vault: what has to be read again, and by nobody but the service, is sealed with its key.

AES-256-GCM under keys derived (HKDF-SHA256) from TENANTRY_SECRET_KEY or from a file beside the
signing keys. The first key seals and all open, so that keys can be changed one after the other.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenantry.settings import Settings, SettingsError

_ID = 8
_NONCE = 12
_SHORTEST = 32
_FILE = "secret.key"


class Unreadable(Exception):
    """What was to be opened was not sealed here, for this, or with a key that is still known."""


class Vault:
    """Seals and opens under the keys of one service, the newest first."""

    def __init__(self, texts: list[str]) -> None:
        keys = [_derive(text) for text in texts]
        self._newest = _id_of(keys[0])
        self._keys = {_id_of(key): AESGCM(key) for key in keys}

    def seal(self, content: bytes, purpose: bytes) -> bytes:
        """Seal for one purpose; what is sealed for another does not open."""
        nonce = os.urandom(_NONCE)
        return self._newest + nonce + self._keys[self._newest].encrypt(nonce, content, purpose)

    def open(self, sealed: bytes, purpose: bytes) -> bytes:
        """Open what was sealed. Raises Unreadable."""
        key = self._keys.get(sealed[:_ID])
        nonce, content = sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
        if key is None or len(nonce) < _NONCE:
            raise Unreadable
        try:
            return key.decrypt(nonce, content, purpose)
        except InvalidTag:
            raise Unreadable from None

    def is_outdated(self, sealed: bytes) -> bool:
        """Say whether another key than the newest sealed this."""
        return sealed[:_ID] != self._newest


def load_vault(settings: Settings) -> Vault:
    """Take the keys of the settings, or the file's, which is made where there is none.

    Raises SettingsError for a key that is too short to be one, or a file that cannot be used.
    """
    if settings.secret_key is not None:
        given = settings.secret_key.get_secret_value()
        return Vault(_read(given.split(","), "TENANTRY_SECRET_KEY"))
    file = settings.data_dir / "keys" / _FILE
    try:
        return Vault(_read(_kept(file).splitlines(), str(file)))
    except OSError as error:
        raise SettingsError(
            f"The secret key in {file} cannot be used ({error.strerror}): make it readable and its "
            "directory writable, or set TENANTRY_DATA_DIR or TENANTRY_SECRET_KEY."
        ) from None


def _kept(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (file.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            partial = file.with_suffix(".partial")
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as new:
                new.write(secrets.token_urlsafe(32) + "\n")
                new.flush()
                os.fsync(new.fileno())
            partial.rename(file)
        return file.read_text()


def _read(lines: list[str], source: str) -> list[str]:
    texts = [line.strip() for line in lines if line.strip()]
    if not texts or any(len(text) < _SHORTEST for text in texts):
        raise SettingsError(
            f"{source}: a secret key has at least {_SHORTEST} characters; "
            "`openssl rand -base64 32` makes one."
        )
    return texts


def _derive(text: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"tenantry vault").derive(text.encode())


def _id_of(key: bytes) -> bytes:
    return hashlib.sha256(b"tenantry vault key id" + key).digest()[:_ID]
