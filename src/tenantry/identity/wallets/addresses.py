"""Which wallet is meant: addresses and chains as clients write them, read into one spelling."""

from __future__ import annotations

from dataclasses import dataclass

from tenantry.errors import ValidationFailed
from tenantry.identity.wallets import cosmos, evm, solana
from tenantry.identity.wallets.schemas import Provider
from tenantry.settings import Settings

_CONTRACT = "eip155:"
_ACCOUNTS = {"evm": evm.ACCOUNT, "solana": solana.ACCOUNT, "cosmos": cosmos.ACCOUNT}


@dataclass(frozen=True, slots=True)
class Claim:
    """A wallet someone says they hold, on the chain they say it is on."""

    provider: Provider
    address: str
    chain_id: str

    @property
    def subject(self) -> str:
        """Who the holder of the key is, as identities name them: the same on every chain."""
        return cosmos.subject_of(self.address) if self.provider == "cosmos" else self.address

    @property
    def contract(self) -> str:
        """Who the contract at this address is, on this chain alone (CAIP-10)."""
        return f"{_CONTRACT}{self.chain_id}:{self.address}"

    @property
    def account(self) -> str:
        """What the chain calls its accounts."""
        return _ACCOUNTS[self.provider]

    @property
    def short(self) -> str:
        """Both ends of the address, as people tell them apart."""
        return f"{self.address[:6]}…{self.address[-4:]}"


def read(
    settings: Settings, provider: Provider, address: str, chain_id: int | str | None = None
) -> Claim:
    """Read an address and a chain; what is none is ValidationFailed, which names the field."""
    known = read_address(settings, provider, address)
    try:
        return Claim(provider, known, _chain(settings, provider, known, chain_id))
    except ValueError as error:
        raise _invalid("chain_id", error) from None


def subject_of(settings: Settings, provider: Provider, address: str) -> str:
    """Say how identities name the holder of a wallet; a contract is named `eip155:CHAIN:0x…`."""
    if provider == "evm" and address.startswith(_CONTRACT):
        chain_id, _, contract = address.removeprefix(_CONTRACT).partition(":")
        return read(settings, provider, contract, chain_id).contract
    return read(settings, provider, address).subject


def read_address(settings: Settings, provider: Provider, text: str) -> str:
    """Read an address into its one spelling; what is none is ValidationFailed."""
    try:
        return _address(settings, provider, text)
    except ValueError as error:
        raise _invalid("address", error) from None


def _address(settings: Settings, provider: Provider, text: str) -> str:
    if provider == "evm":
        return evm.read_address(text)
    if provider == "solana":
        return solana.read_address(text)
    return cosmos.read_address(text, settings.cosmos_prefixes)


def _chain(settings: Settings, provider: Provider, address: str, chain_id: int | str | None) -> str:
    if provider == "evm":
        return evm.read_chain(str(chain_id or evm.DEFAULT_CHAIN))
    if provider == "solana":
        return solana.read_chain(str(chain_id or solana.DEFAULT_CHAIN))
    return cosmos.read_chain(str(chain_id or settings.cosmos_prefixes[cosmos.prefix_of(address)]))


def _invalid(field: str, error: ValueError) -> ValidationFailed:
    return ValidationFailed(
        f"{field}: {error}.",
        errors=[{"loc": ["body", field], "msg": str(error), "type": "value_error"}],
    )
