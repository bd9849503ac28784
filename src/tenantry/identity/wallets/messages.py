"""The message a wallet shows and signs: EIP-4361, whose form Sign-In-With-Solana shares.

Cosmos has no form of its own for what ADR-036 signs, so it gets this one too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Terms:
    """What a message says beside where it comes from."""

    account: str
    """What the chain calls its accounts: `Ethereum account`."""
    address: str
    chain_id: str
    statement: str
    nonce: str
    issued_at: datetime
    expires_at: datetime


def compose(base_url: str, terms: Terms) -> str:
    """Write a message of the service at a URL; wallets warn where their page has another domain."""
    domain = urlsplit(base_url).netloc
    return (
        f"{domain} wants you to sign in with your {terms.account}:\n"
        f"{terms.address}\n"
        "\n"
        f"{terms.statement}\n"
        "\n"
        f"URI: {base_url}\n"
        "Version: 1\n"
        f"Chain ID: {terms.chain_id}\n"
        f"Nonce: {terms.nonce}\n"
        f"Issued At: {_instant(terms.issued_at)}\n"
        f"Expiration Time: {_instant(terms.expires_at)}"
    )


def _instant(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
