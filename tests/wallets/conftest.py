"""Wallets of every kind, for whoever tests what they sign."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from tests.wallets.signer import Signer, Wallet

PROVIDERS = ("evm", "solana", "cosmos")


@pytest_asyncio.fixture(scope="session")
async def signer() -> AsyncIterator[Signer]:
    signer = await Signer.start()
    yield signer
    await signer.stop()


@pytest.fixture(scope="session")
def new_wallet(signer: Signer) -> Callable[[str], Awaitable[Wallet]]:
    return signer.wallet


@pytest_asyncio.fixture(params=PROVIDERS)
async def wallet(request: pytest.FixtureRequest, signer: Signer) -> Wallet:
    """A wallet that has signed nothing yet: a test with it runs once for each kind."""
    return await signer.wallet(request.param)
