"""Mail for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

import tenantry
from tests.mail.mailbox import Mailbox, delivered


@pytest_asyncio.fixture(scope="module")
async def mailbox(service: tenantry.Service) -> AsyncIterator[Mailbox]:
    """What a worker has written to the outbox."""
    async with delivered(service) as found:
        yield found
