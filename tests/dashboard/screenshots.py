"""Take the documents' pictures of the dashboard: python -m tests.dashboard.screenshots."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import Browser, async_playwright

from tests.dashboard.window import Window, sign_in
from tests.http.process import Serving
from tests.people import Place, found, sign_up

OUT = Path(__file__).parents[2] / "docs/screenshots"
PAGES = {
    "overview": "/o/{slug}/w/support",
    "chatbots": "/o/{slug}/w/support/chatbots",
    "members": "/o/{slug}/members",
    "plan": "/o/{slug}/plan",
    "audit": "/o/{slug}/audit",
    "settings": "/o/{slug}/settings",
    "profile": "/account",
    "account": "/account/security",
}


async def main() -> None:
    """Found an organization on a service of its own and go through its pages."""
    with tempfile.TemporaryDirectory(prefix="tenantry-pictures-") as directory:
        serving = Serving(Path(directory), TENANTRY_RATE_LIMITS="off")
        try:
            await _take(serving.url)
        finally:
            serving.stop()


async def _take(url: str) -> None:
    OUT.mkdir(exist_ok=True)
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=30) as http:
        place = await _furnish(http)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for theme in ("light", "dark"):
            await _pictures(browser, url, place, theme, 1280, 800)
        await _pictures(browser, url, place, "light", 390, 844)
        await browser.close()


async def _furnish(http: httpx.AsyncClient) -> Place:
    olivia = await sign_up(http, "olivia")
    place = await found(olivia, "Acme")
    for name, role in (("adam", "admin"), ("mia", "member"), ("vera", "member")):
        await place.add(await sign_up(http, name), role)
    await place.add_workspace("support")
    for name in ("Helpdesk", "Returns", "Onboarding"):
        answer = await olivia.post(f"{place.workspace()}/chatbots", {"name": name})
        assert answer.status_code == 201, answer.text
    return place


async def _pictures(
    browser: Browser, url: str, place: Place, theme: str, width: int, height: int
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-US",
    )
    window: Window = await sign_in(context, url, place.owner)
    kind = "phone" if width < 500 else theme
    for name, path in PAGES.items():
        await window.open(path.format(slug=place.slug))
        await window.page.wait_for_load_state("networkidle")
        await window.page.screenshot(path=OUT / f"{name}-{kind}.png")
    await context.close()


if __name__ == "__main__":
    asyncio.run(main())
