"""Cosmos wallets: bech32 addresses, and amino signatures over the sign doc of ADR-036.

One key has an address on every chain, which differ by their prefix only. The identity is the key,
so a person who changes the chain in their wallet stays the same person.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import bech32
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tenantry.identity.wallets.secp256k1 import is_lower
from tenantry.late import late

if TYPE_CHECKING:
    from Crypto.Hash import RIPEMD160
else:
    RIPEMD160 = late("Crypto.Hash.RIPEMD160")

_CHAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,49}", re.ASCII)
_IDENTITY_PREFIX = "cosmos"

ACCOUNT = "Cosmos account"


def read_address(text: str, prefixes: Mapping[str, str]) -> str:
    """Read an address with one of the prefixes taken here, into lower case."""
    prefix, account = _decode(text)
    if prefix not in prefixes:
        raise ValueError(f"a Cosmos address taken here starts with {', '.join(prefixes)}")
    return _encode(prefix, account)


def read_chain(text: str) -> str:
    """Read a chain id, such as cosmoshub-4."""
    if _CHAIN.fullmatch(text) is None:
        raise ValueError("a Cosmos chain id is at most 50 letters, digits and hyphens")
    return text


def prefix_of(address: str) -> str:
    """Give the prefix of an address that was read."""
    return address.rpartition("1")[0]


def subject_of(address: str) -> str:
    """Give the one address that stands for the key on every chain."""
    return _encode(_IDENTITY_PREFIX, _decode(address)[1])


def read_base64(text: str, size: int) -> bytes | None:
    """Read so many bytes in base64; None is what is none."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == size else None


def proves(address: str, message: str, signature: bytes, public_key: bytes) -> bool:
    """Say whether a public key is that of an address, and signed a message.

    Of the two signatures that one signing yields, only that with the lower s counts.
    """
    account = RIPEMD160.new(hashlib.sha256(public_key).digest()).digest()
    if account != _decode(address)[1] or not is_lower(signature):
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), public_key)
        key.verify(der, sign_doc(address, message), ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def sign_doc(signer: str, message: str) -> bytes:
    """Write the document that a wallet signs for a message: a transaction that cannot be one."""
    data = base64.b64encode(message.encode()).decode()
    document = {
        "account_number": "0",
        "chain_id": "",
        "fee": {"amount": [], "gas": "0"},
        "memo": "",
        "msgs": [{"type": "sign/MsgSignData", "value": {"data": data, "signer": signer}}],
        "sequence": "0",
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _decode(text: str) -> tuple[str, bytes]:
    prefix, groups = bech32.bech32_decode(text) if len(text) <= 90 else (None, None)
    if prefix is None or groups is None:
        raise ValueError("this is no bech32 address: its checksum is wrong, or its letters are")
    account = bech32.convertbits(groups, 5, 8, False)
    if account is None or len(account) != 20:
        raise ValueError("the address is not that of a key, which is 20 bytes")
    return prefix, bytes(account)


def _encode(prefix: str, account: bytes) -> str:
    return bech32.bech32_encode(prefix, bech32.convertbits(account, 8, 5) or ())
