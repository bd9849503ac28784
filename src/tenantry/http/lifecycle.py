"""Opens the service with the application and closes it after, also where nobody runs a lifespan."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from tenantry import service as services
from tenantry.settings import Settings


def _worker(service: services.Service) -> AbstractAsyncContextManager[object]:
    from tenantry.jobs.worker import Worker

    return Worker(service)


class Lifecycle:
    """One service for one application, opened once.

    Starlette runs no lifespan of an application that is mounted inside another, so the first
    request opens the service too.
    """

    def __init__(self, settings: Settings, service: services.Service | None = None) -> None:
        self._settings = settings
        self._given = self.opened = service
        """The service, where it is open."""
        self._opening = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def service(self) -> services.Service:
        """Get the open service, opening it if need be."""
        if self.opened is None:
            async with self._opening:
                if self.opened is None:
                    opened = services.open(self._settings)
                    service = await self._stack.enter_async_context(opened)
                    if self._settings.jobs == "on":
                        await self._stack.enter_async_context(_worker(service))
                    self.opened = service
        return self.opened

    async def close(self) -> None:
        """Close what was opened here; a service that was handed in stays its owner's."""
        async with self._opening:
            self.opened = self._given
            await self._stack.aclose()
