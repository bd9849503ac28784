"""The system's Chromium against the real server; every window's console has to stay silent."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tenantry.http.dashboard import BUILT
from tests.dashboard.window import Window, sign_in
from tests.identity.conftest import mailbox
from tests.people import Person
from tests.wallets.conftest import signer

__all__ = ["mailbox", "signer"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

NewWindow = Callable[..., Awaitable[Window]]

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def built() -> None:
    """The dashboard as `make dashboard` builds it."""
    if not (BUILT / "index.html").is_file():
        pytest.fail("The dashboard is not built: run `make dashboard`.", pytrace=False)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The Chromium of this machine."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail(
            "The dashboard's tests need Chromium: run 'apt-get install chromium' as root.",
            pytrace=False,
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def window(built: None, browser: Browser, base_url: str) -> AsyncIterator[NewWindow]:
    """Open browsers of their own: `await window()`, or `await window(olivia)` signed in."""
    opened: list[Window] = []

    async def new(
        person: Person | None = None,
        *,
        width: int = 1280,
        height: int = 900,
        at: str = base_url,
        **settings: object,
    ) -> Window:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale="en-US", **settings
        )
        context.set_default_timeout(15_000)
        if person is None:
            opened.append(Window(await context.new_page(), at))
        else:
            opened.append(await sign_in(context, at, person))
        return opened[-1]

    yield new
    for one in opened:
        await one.page.context.close()
    assert [error for one in opened for error in one.errors] == []
