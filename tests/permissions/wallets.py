"""A wallet for each request of the matrix that has to be signed by one."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
from Crypto.Hash import keccak
from eth_keys import keys

_CHALLENGES = {
    "POST /api/v1/auth/wallet/verify": ("/challenge", {}),
    "POST /api/v1/auth/wallet/link": ("/link/challenge", {"purpose": "link"}),
}


async def signed(root: httpx.AsyncClient, operation: str, token: str) -> dict[str, Any]:
    """Have a new key sign the challenge of an operation."""
    key = keys.PrivateKey(secrets.token_bytes(32))
    address = key.public_key.to_checksum_address()
    path, fields = _CHALLENGES[operation]
    named = {"provider": "evm", "address": address}
    answer = await root.post(
        f"/api/v1/auth/wallet{path}",
        json={**named, **fields},
        headers={"Authorization": f"Bearer {token}"},
    )
    message = answer.json()["message"]
    digest = _keccak(b"\x19Ethereum Signed Message:\n%d" % len(message) + message.encode())
    signature = str(key.sign_msg_hash(digest))
    return {**named, "message": message, "signature": signature}


async def linked(root: httpx.AsyncClient, token: str) -> str:
    """Link a new wallet to someone's account, and give the identity's id."""
    answer = await root.post(
        "/api/v1/auth/wallet/link",
        json=await signed(root, "POST /api/v1/auth/wallet/link", token),
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _keccak(content: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=content).digest()
