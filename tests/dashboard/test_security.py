"""An organization that requires a second factor: turning it on, being shut out, and the ways on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pyotp
import pytest
from playwright.async_api import expect

from tests.dashboard.conftest import NewWindow
from tests.dashboard.test_pages import settle
from tests.dashboard.window import Window
from tests.factors.helpers import turn_on
from tests.people import Person, Place, found

NewPerson = Callable[..., Awaitable[Person]]
REQUIRED = {"settings": {"security": {"require_mfa": True}}}


async def set_up_app(window: Window) -> None:
    """Set up an authenticator app on a page that offers it."""
    await window.button("Set up").click()
    dialog = window.page.get_by_role("dialog")
    secret = await dialog.locator("code").inner_text()
    await window.box("Six-digit code").fill(pyotp.TOTP(secret.replace(" ", "")).now())
    await window.button("Turn on").click()
    await window.see_heading("Recovery codes")
    await window.page.keyboard.press("Escape")


@pytest.fixture
async def strict(new_person: NewPerson) -> Place:
    """A fresh organization that requires one, which its owner has."""
    owner = await new_person("olga")
    await turn_on(owner)
    place = await found(owner, "Strict")
    assert (await owner.patch(place.path, REQUIRED)).status_code == 200
    return place


async def test_who_turns_it_on_shows_their_own_first_and_stays_in(
    window: NewWindow, new_person: NewPerson
) -> None:
    owner = await new_person("olga")
    place = await found(owner, "Careful")
    await owner.patch(place.path, {"settings": {"theme": "kept"}})
    page = await window(owner)
    await page.open(f"/o/{place.slug}/settings")
    switch = page.page.get_by_role("switch", name="Require a second factor")
    await expect(switch).to_be_disabled()
    await page.see("Set up a second factor of your own first")
    await page.link("Set one up").click()
    await set_up_app(page)
    await page.open(f"/o/{place.slug}/settings")
    await switch.click()
    await page.see("Members who signed in without one are shut out at once")
    await (
        page.page.get_by_role("dialog")
        .get_by_role("button", name="Require a second factor")
        .click()
    )
    await expect(switch).to_be_checked()
    await page.page.reload()
    await expect(switch).to_be_checked()
    kept = (await owner.get("/orgs")).json()["organizations"][0]["settings"]
    assert kept == {"theme": "kept", "security": {"require_mfa": True}}
    await switch.click()
    await page.button("Require it no more").click()
    await expect(switch).not_to_be_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_who_has_none_sets_one_up_on_the_spot_and_goes_in(
    window: NewWindow, strict: Place, theme: str, new_person: NewPerson
) -> None:
    mona = await new_person("mona")
    await strict.add(mona, "member")
    page = await window(mona, color_scheme=theme, reduced_motion="reduce")
    page.expected.add(403)
    await page.open(f"/o/{strict.slug}/members")
    await page.see_heading("Strict asks for a second factor")
    await settle(page)
    assert await page.violations() == []
    await set_up_app(page)
    await page.button("Go on to Strict").click()
    await page.see_heading("Members")
    await page.see("Olga")


async def test_who_has_one_shows_it_and_goes_in(
    window: NewWindow, strict: Place, new_person: NewPerson
) -> None:
    nils = await new_person("nils")
    await strict.add(nils, "member")
    page = await window(nils)
    page.expected.add(403)
    _, codes = await turn_on(nils)
    await page.open(f"/o/{strict.slug}/members")
    await page.see("You signed in without your second factor.")
    await page.box("Code of the app, or a recovery code").fill("000000")
    await page.button("Confirm").click()
    await expect(page.page.get_by_role("alert")).to_be_visible()
    await page.box("Code of the app, or a recovery code").fill(codes[0])
    await page.button("Confirm").click()
    await page.see("Olga")


async def test_who_is_shut_out_can_leave_or_go_elsewhere(
    window: NewWindow, strict: Place, new_person: NewPerson
) -> None:
    vic = await new_person("vic")
    own = await found(vic, "Elsewhere")
    await strict.add(vic, "member")
    page = await window(vic)
    page.expected.add(403)
    await page.open(f"/o/{strict.slug}")
    await page.see_heading("Strict asks for a second factor")
    await expect(page.link("Elsewhere")).to_be_visible()
    await page.button("Leave Strict?").click()
    await page.page.get_by_role("dialog").get_by_role("button", name="Leave organization").click()
    await page.see("You left Strict.")
    await page.see_heading("Default")
    assert f"/o/{own.slug}/" in page.page.url
    listed = (await vic.get("/orgs")).json()["organizations"]
    assert [one["name"] for one in listed] == ["Elsewhere"]


async def test_it_shuts_out_who_is_inside_at_their_next_step(
    window: NewWindow, new_person: NewPerson
) -> None:
    owner, mona = await new_person("olga"), await new_person("mona")
    await turn_on(owner)
    place = await found(owner, "Sudden")
    await place.add(mona, "admin")
    page = await window(mona)
    page.expected.add(403)
    await page.open(f"/o/{place.slug}/members")
    await page.see("Olga")
    await settle(page)  # what is still asked for would be refused before the click
    assert (await owner.patch(place.path, REQUIRED)).status_code == 200
    await page.link("Workspaces").click()
    await page.see_heading("Sudden asks for a second factor")


async def test_members_read_that_it_is_required_and_cannot_change_it(
    window: NewWindow, mia: Person, acme: Place
) -> None:
    page = await window(mia)
    await page.open(f"/o/{acme.slug}/settings")
    await page.see_heading("Security")
    await page.see("no second factor is asked for")
    await expect(page.page.get_by_role("switch")).to_have_count(0)
