"""Signing in and out, and the tabs of one browser."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

import httpx
from playwright.async_api import Error, Request, Route, expect

from tests.dashboard.conftest import NewWindow
from tests.dashboard.window import Window
from tests.people import PASSWORD, Person, Place, found


async def test_a_wrong_password_is_said_in_the_servers_words_and_what_was_typed_stays(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window()
    page.expected.add(401)
    await page.open("/sign-in")
    await page.box("Email").fill(olivia.email)
    await page.box("Password").fill("not the password")
    await page.button("Sign in").click()
    await expect(page.page.get_by_role("alert")).to_have_text("The email or the password is wrong.")
    await expect(page.box("Email")).to_have_value(olivia.email)
    await page.box("Password").fill(PASSWORD)
    await page.button("Sign in").click()
    await expect(page.link("Dashboard")).to_be_visible()


async def test_who_follows_a_link_signs_in_first_and_arrives_there(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window()
    await page.open(f"/o/{acme.slug}/members")
    await page.box("Email").fill(olivia.email)
    await page.box("Password").fill(PASSWORD)
    await page.button("Sign in").click()
    await page.be_at(f"/o/{acme.slug}/members")
    await page.see("Vera")


async def test_a_link_that_leads_elsewhere_is_not_followed(
    window: NewWindow, olivia: Person, acme: Place, base_url: str
) -> None:
    page = await window()
    await page.open("/sign-in?next=//evil.test/")
    await page.box("Email").fill(olivia.email)
    await page.box("Password").fill(PASSWORD)
    await page.button("Sign in").click()
    await expect(page.link("Dashboard")).to_be_visible()
    assert urlsplit(page.page.url).netloc == urlsplit(base_url).netloc


async def test_two_tabs_stay_in_two_organizations(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    other = await found(olivia, "Initech")
    first = await window(olivia)
    second = await first.tab()
    await first.open(f"/o/{acme.slug}/w/support")
    await second.open(f"/o/{other.slug}/w/default")
    await first.see_heading("Support")
    await second.see_heading("Default")
    await asyncio.gather(first.page.reload(), second.page.reload())
    await first.see_heading("Support")
    await second.see_heading("Default")
    await expect(second.switcher("organization", "Initech")).to_be_visible()
    await expect(first.switcher("organization", "Acme")).to_be_visible()


async def test_many_tabs_and_reloads_at_once_keep_the_session(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    first = await window(olivia)
    tabs = [first, *[await first.tab() for _ in range(3)]]
    await asyncio.gather(*(tab.open(f"/o/{acme.slug}/w/support") for tab in tabs))
    for _ in range(3):
        with contextlib.suppress(Error):  # the next one cuts it off
            await first.page.reload(wait_until="commit")
    for tab in tabs:
        await tab.see_heading("Support")


async def test_a_page_left_before_its_refresh_was_answered_does_not_end_the_session(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    """The server has spent the refresh token; the next one was lost with the page."""
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")
    spent = asyncio.Event()

    async def lose_the_answer(route: Route, request: Request) -> None:
        if spent.is_set():
            return await route.continue_()
        async with httpx.AsyncClient() as client:
            headers = {**await request.all_headers(), **await cookies(page)}
            answer = await client.post(request.url, content=request.post_data, headers=headers)
        assert answer.status_code == 200
        spent.set()

    await page.page.route("**/auth/refresh", lose_the_answer)
    await page.page.reload(wait_until="commit")
    await spent.wait()
    await page.page.reload()
    await page.see_heading("Support")


async def cookies(window: Window) -> dict[str, str]:
    found = await window.page.context.cookies(f"{window.base_url}/api/v1/auth")
    return {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in found)}


async def test_signing_out_signs_out_every_tab(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    first = await window(olivia)
    second = await first.tab()
    for tab in (first, second):
        await tab.open(f"/o/{acme.slug}/w/support")
        await tab.see_heading("Support")
    await first.account_menu().click()
    await first.page.get_by_role("menuitem", name="Sign out").click()
    for tab in (first, second):
        await tab.see_heading("Sign in to Tenantry")


async def test_the_refresh_token_is_out_of_reach_of_scripts(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")
    kept = await page.page.evaluate(
        "JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"
    )
    assert "tenantry_refresh" not in kept
    assert "eyJ" not in kept
    cookies = await page.page.context.cookies(f"{page.base_url}/api/v1/auth")
    assert [(one["httpOnly"], one["sameSite"]) for one in cookies] == [(True, "Strict")]


async def test_an_ended_session_leads_to_signing_in_at_the_next_click(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    page.expected.add(401)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")
    await olivia.delete("/auth/sessions")
    await page.link("Chatbots").click()
    await page.see_heading("Sign in to Tenantry")
