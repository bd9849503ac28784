"""Fixtures for whoever speaks to the API and wants every answer held to its contract."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

import tenantry
from tests.contract.declared import Contract


@pytest.fixture(scope="session")
def contract(service: tenantry.Service) -> Contract:
    """The OpenAPI document, as an application serves it."""
    return Contract(tenantry.create_app(service=service).openapi())


@pytest_asyncio.fixture(scope="session")
async def root(base_url: str, contract: Contract) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole server, for which an undeclared answer is a failure."""
    hooks = {"response": [contract.watch]}
    async with httpx.AsyncClient(base_url=base_url, timeout=30, event_hooks=hooks) as client:
        yield client
