"""The curve that EVM and Cosmos wallets sign on (SEC 2, 2.4.1)."""

from __future__ import annotations

_HALF_ORDER = 0x7FFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_5D576E73_57A4501D_DFE92F46_681B20A0


def is_lower(signature: bytes) -> bool:
    """Say whether a signature, r and s in 32 bytes each, is the one of its two with the lower s.

    Whoever sees a signature can make the other of it; so that there is one, only this one counts.
    """
    return int.from_bytes(signature[32:64]) <= _HALF_ORDER
