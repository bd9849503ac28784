"""Solana wallets: an address is an Ed25519 public key in base58, and signs for itself."""

from __future__ import annotations

import base64
import binascii
import re

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_ADDRESS = re.compile(r"[1-9A-HJ-NP-Za-km-z]{32,44}", re.ASCII)
_SIGNATURE = re.compile(r"[1-9A-HJ-NP-Za-km-z]{64,88}", re.ASCII)
_CHAINS = ("mainnet", "testnet", "devnet", "localnet")
_PRIME = 2**255 - 19
_ORDER_EIGHT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL = frozenset({0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT})
"""The y of every point of small order: for such a key one signature fits every message."""

ACCOUNT = "Solana account"
DEFAULT_CHAIN = "mainnet"


def read_address(text: str) -> str:
    """Read an address; each key has exactly one."""
    key = base58.b58decode(text) if _ADDRESS.fullmatch(text) else b""
    if len(key) != 32 or base58.b58encode(key).decode() != text:
        raise ValueError("a Solana address is a public key of 32 bytes in base58")
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if y >= _PRIME or y in _SMALL:
        raise ValueError("this public key is none that a wallet can hold")
    return text


def read_chain(text: str) -> str:
    """Read the name of a cluster."""
    name = text.removeprefix("solana:")
    if name not in _CHAINS:
        raise ValueError(f"a Solana chain is one of {', '.join(_CHAINS)}")
    return name


def read_signature(text: str) -> bytes | None:
    """Read a signature in base58, as wallets show it, or in base64; None is what is none."""
    if _SIGNATURE.fullmatch(text) and len(found := base58.b58decode(text)) == 64:
        return found
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == 64 else None


def proves(address: str, message: str, signature: bytes) -> bool:
    """Say whether the key that an address is signed a message."""
    try:
        Ed25519PublicKey.from_public_bytes(base58.b58decode(address)).verify(
            signature, message.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
