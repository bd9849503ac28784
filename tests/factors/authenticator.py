"""An authenticator in software: it speaks WebAuthn as a browser hands it over, key and all."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN = "http://localhost:8000"
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def to_text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def to_bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _new_key(algorithm: int) -> Any:
    if algorithm == -8:
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Authenticator:
    """One credential of one device. What a test sets wrong, it says wrong."""

    algorithm: int = -7
    attestation: str = "none"
    origin: str = ORIGIN
    rp_id: str = "localhost"
    verifies: bool = True
    counts: bool = True
    count: int = 0
    backed_up: bool = False
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""
    key: Any = None

    def __post_init__(self) -> None:
        self.key = self.key or _new_key(self.algorithm)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create()`."""
        self.user_handle = to_bytes(options["user"]["id"])
        client = self._client_data("webauthn.create", options["challenge"])
        credential = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self._data(_ATTESTED) + credential + cbor2.dumps(self._public_key())
        statement = {}
        if self.attestation == "packed":
            signed = self._sign(data + hashlib.sha256(client).digest())
            statement = {"alg": self.algorithm, "sig": signed}
        attested = {"fmt": self.attestation, "attStmt": statement, "authData": data}
        return self._credential(
            {
                "clientDataJSON": to_text(client),
                "attestationObject": to_text(cbor2.dumps(attested)),
                "transports": ["internal", "hybrid"],
                "publicKeyAlgorithm": self.algorithm,
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.get()`."""
        if self.counts:
            self.count += 1
        client = self._client_data("webauthn.get", options["challenge"])
        data = self._data()
        return self._credential(
            {
                "clientDataJSON": to_text(client),
                "authenticatorData": to_text(data),
                "signature": to_text(self._sign(data + hashlib.sha256(client).digest())),
                "userHandle": to_text(self.user_handle),
            }
        )

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = to_text(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        flags |= _ELIGIBLE | _BACKED_UP if self.backed_up else 0
        host = hashlib.sha256(self.rp_id.encode()).digest()
        return host + bytes([flags]) + struct.pack(">I", self.count)

    def _public_key(self) -> dict[int, Any]:
        public = self.key.public_key()
        if self.algorithm == -8:
            return {1: 1, 3: -8, -1: 6, -2: public.public_bytes_raw()}
        numbers = public.public_numbers()
        x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
        return {1: 2, 3: -7, -1: 1, -2: x, -3: y}

    def _sign(self, data: bytes) -> bytes:
        if self.algorithm == -8:
            return bytes(self.key.sign(data))
        return bytes(self.key.sign(data, ec.ECDSA(SHA256())))
