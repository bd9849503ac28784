"""The switchers: what a button stands in for until it is reached for."""

from __future__ import annotations

import asyncio

from playwright.async_api import Route, expect

from tests.dashboard.conftest import NewWindow
from tests.people import Person, Place


async def test_a_switcher_that_arrives_while_its_button_is_pressed_opens(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    reached = asyncio.Event()

    async def wait(route: Route) -> None:
        await reached.wait()
        await route.continue_()

    await page.page.route("**/switcher-open*.js", wait)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")
    await page.switcher("workspace", "Support").hover()
    await page.page.mouse.down()
    async with page.page.expect_response("**/switcher-open*.js") as arrived:
        reached.set()
    await (await arrived.value).finished()
    await page.page.evaluate("new Promise(requestAnimationFrame)")
    await page.page.mouse.up()
    await expect(page.page.get_by_role("option", name="Default")).to_be_visible()
