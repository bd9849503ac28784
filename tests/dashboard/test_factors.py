"""The second factor, from setting it up to signing in with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pyotp
from playwright.async_api import expect

from tests.dashboard.conftest import NewWindow
from tests.people import PASSWORD, Person


async def test_an_authenticator_app_is_asked_for_from_then_on(
    window: NewWindow, new_person: Callable[[], Awaitable[Person]]
) -> None:
    nora = await new_person()
    page = await window(nora)
    await page.open("/account/security")
    await page.button("Set up").click()
    secret = await page.page.get_by_role("dialog").locator("code").inner_text()
    app = pyotp.TOTP(secret.replace(" ", ""))
    await page.box("Six-digit code").fill(app.now())
    await page.button("Turn on").click()
    await page.see_heading("Recovery codes")
    codes = await page.page.get_by_role("dialog").locator("code").all_inner_texts()
    assert len(set(codes)) == 10

    other = await window()
    other.expected.add(401)
    await other.open("/sign-in")
    await other.box("Email").fill(nora.email)
    await other.box("Password").fill(PASSWORD)
    await other.button("Sign in").click()
    await other.see_heading("Prove that it is you")
    await other.box("Six-digit code").fill("000000")
    await other.button("Sign in").click()
    await expect(other.page.get_by_role("alert")).to_be_visible()
    await other.button("Use a recovery code").click()
    await other.box("Recovery code").fill(codes[0])
    await other.button("Sign in").click()
    await other.see_heading("Name your organization")
