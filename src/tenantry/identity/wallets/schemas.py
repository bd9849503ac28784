"""Wallets and ways to sign in on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from tenantry.http.fields import Body, Name
from tenantry.identity.schemas import Password, Transport

Provider = Literal["evm", "solana", "cosmos"]
Purpose = Literal["link", "confirm"]
Address = Annotated[
    str,
    StringConstraints(min_length=1, max_length=128),
    Field(description="EVM: 0x…, in EIP-55 or one case. Solana: base58. Cosmos: bech32."),
]


class ChallengeRequest(Body):
    """The wallet that is to sign, and the chain it is on: `1`, `mainnet`, `cosmoshub-4`."""

    provider: Provider
    address: Address
    chain_id: (
        Annotated[int, Field(strict=True, ge=1, lt=2**53)]
        | Annotated[str, StringConstraints(min_length=1, max_length=64)]
        | None
    ) = Field(None, description="Left out: Ethereum, mainnet, or the prefix's own chain.")


class OwnChallengeRequest(ChallengeRequest):
    """A challenge for one's own account: to link another wallet, or to confirm it is you."""

    purpose: Purpose


class Challenge(BaseModel):
    """What to sign, to the letter, before it expires."""

    message: str
    nonce: str
    expires_at: datetime


class SignedChallenge(Body):
    """A challenge's message and what the wallet made of it.

    EVM: 0x and hexadecimal digits. Solana: base58 or base64. Cosmos: base64, with `public_key`.
    """

    provider: Provider
    address: Address
    message: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    signature: Annotated[str, StringConstraints(min_length=1, max_length=16_384)]
    public_key: Annotated[str, StringConstraints(max_length=128)] | None = Field(
        None, description="Cosmos: the 33 bytes of the compressed key, in base64."
    )


class WalletSignIn(SignedChallenge):
    """A signed challenge. The names are for the account it makes the first time."""

    display_name: Name | None = None
    organization_name: Name | None = None
    session: Transport = "token"


class Confirmation(Body):
    """The account's password, or a challenge for confirming that a linked wallet signed."""

    password: Password | None = None
    wallet: SignedChallenge | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.password is None) == (self.wallet is None):
            raise ValueError("send either `password` or `wallet`")
        return self


class LinkedWallet(BaseModel):
    """A wallet that signs in to the account now."""

    id: UUID
    provider: Provider
    address: str
    chain_id: str
