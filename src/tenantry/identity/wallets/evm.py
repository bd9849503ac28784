"""EVM wallets: EIP-55 addresses, and the signatures that EIP-191 `personal_sign` makes.

The identity of a key does not depend on the chain, so an account is the same on all of them.
"""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tenantry.identity.wallets.secp256k1 import is_lower
from tenantry.late import late

if TYPE_CHECKING:
    from Crypto.Hash import keccak
else:
    keccak = late("Crypto.Hash.keccak")


_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_CHAIN = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
_SIGNATURE = re.compile(r"0x(?:[0-9a-fA-F]{2})+", re.ASCII)
_RECOVERY = {0: 0, 1: 1, 27: 0, 28: 1}
_APART = ThreadPoolExecutor(1, thread_name_prefix="tenantry evm")
"""One thread, so that however many sign in at once, the event loop has its turn."""

ACCOUNT = "Ethereum account"
DEFAULT_CHAIN = "1"


def read_address(text: str) -> str:
    """Read an address in one case, or with a right EIP-55 checksum, into its checksummed form."""
    if _ADDRESS.fullmatch(text) is None:
        raise ValueError("an EVM address is 0x and 40 hexadecimal digits")
    checksummed = _checksummed(text[2:].lower())
    digits = text[2:]
    if digits not in (digits.lower(), digits.upper()) and text != checksummed:
        raise ValueError("the upper and lower case of this address are not its EIP-55 checksum")
    return checksummed


def read_chain(text: str) -> str:
    """Read an EIP-155 chain id."""
    if _CHAIN.fullmatch(text) is None:
        raise ValueError("an EVM chain id is a positive number, as 1 for Ethereum")
    return text


def read_signature(text: str) -> bytes | None:
    """Read a signature as 0x and hexadecimal digits; None is what is none."""
    return bytes.fromhex(text[2:]) if _SIGNATURE.fullmatch(text) else None


def digest_of(message: str) -> bytes:
    """Hash a message as `personal_sign` does (EIP-191, version 0x45)."""
    content = message.encode()
    return _keccak(b"\x19Ethereum Signed Message:\n%d" % len(content) + content)


async def proves(address: str, message: str, signature: bytes) -> bool:
    """Say whether the key of an address signed a message.

    Of the two signatures that one signing yields, only that with the lower s counts (EIP-2).
    """
    if len(signature) != 65 or signature[64] not in _RECOVERY or not is_lower(signature):
        return False
    recoverable = signature[:64] + bytes([_RECOVERY[signature[64]]])
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_APART, _signer, digest_of(message), recoverable) == address


def _signer(digest: bytes, signature: bytes) -> str | None:
    """Find whose key signed: milliseconds of work, and a second the first time it is imported."""
    from eth_keys.backends.native.main import NativeECCBackend
    from eth_keys.datatypes import Signature
    from eth_keys.exceptions import BadSignature
    from eth_utils.exceptions import ValidationError

    try:
        signed = Signature(signature, backend=NativeECCBackend())
        key = signed.recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError):
        return None
    return key.to_checksum_address()


def _checksummed(digits: str) -> str:
    marks = _keccak(digits.encode()).hex()
    return "0x" + "".join(
        digit.upper() if int(mark, 16) >= 8 else digit
        for digit, mark in zip(digits, marks, strict=False)
    )


def _keccak(content: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=content).digest()
