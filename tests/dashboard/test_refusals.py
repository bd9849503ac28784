"""What someone may not do is not offered, and what is refused is said and changes nothing."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.dashboard.conftest import NewWindow
from tests.people import Person, Place


async def test_a_viewer_is_offered_nothing_they_may_not_do(
    window: NewWindow, vera: Person, acme: Place
) -> None:
    page = await window(vera)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")
    for name in ("Invite people", "New chatbot", "Audit log", "Plan and usage"):
        await expect(page.link(name)).to_have_count(0)
    await page.open(f"/o/{acme.slug}/members")
    await page.see("Olivia")
    await expect(page.page.get_by_role("combobox")).to_have_count(0)
    await expect(page.button("Actions for Olivia")).to_have_count(0)
    await page.open(f"/o/{acme.slug}/w/support/settings")
    await page.see("Admins of the workspace can change these.")
    await expect(page.box("Name")).to_be_disabled()


async def test_a_page_that_is_not_for_someone_says_why_and_keeps_the_frame(
    window: NewWindow, mia: Person, acme: Place
) -> None:
    page = await window(mia)
    page.expected.add(403)
    for path in ("plan", "audit"):
        await page.open(f"/o/{acme.slug}/{path}")
        await page.see("Your role does not allow this: ask an admin or owner of the organization.")
        await expect(page.link("Workspaces")).to_be_visible()
    await page.open(f"/o/{acme.slug}/w/default")
    await page.see_heading("There is no workspace “default” you can enter")
    await page.page.get_by_role("main").get_by_role("link", name="Support").click()
    await page.see_heading("Support")
    for path in ("members?invite=true", "workspaces?new=true"):
        await page.open(f"/o/{acme.slug}/{path}")
        await page.see("Olivia" if path.startswith("members") else "Support")
        await expect(page.page.get_by_role("dialog")).to_have_count(0)


async def test_an_admin_cannot_touch_an_owner(window: NewWindow, adam: Person, acme: Place) -> None:
    page = await window(adam)
    await page.open(f"/o/{acme.slug}/members")
    await page.see("Mia")
    await expect(page.page.get_by_role("combobox", name="Role of Mia")).to_be_visible()
    await expect(page.page.get_by_role("combobox", name="Role of Olivia")).to_have_count(0)
    await page.page.get_by_role("combobox", name="Role of Mia").click()
    await expect(page.page.get_by_role("option", name="Owner")).to_have_count(0)


async def test_the_last_owner_stays_and_is_told_why(
    window: NewWindow, eve: Person, globex: Place
) -> None:
    page = await window(eve)
    page.expected.add(409)
    await page.open(f"/o/{globex.slug}/members")
    await page.choose("Role of Eve", "Member")
    await page.see("An organization needs an owner")
    await expect(page.page.get_by_role("combobox", name="Role of Eve")).to_have_text("Owner")


async def test_a_stranger_learns_nothing_of_an_organization(
    window: NewWindow, eve: Person, acme: Place
) -> None:
    page = await window(eve)
    await page.open(f"/o/{acme.slug}/members")
    await page.see_heading(f"There is no organization “{acme.slug}” you can enter")


async def test_a_taken_address_is_refused_and_the_form_keeps_what_was_typed(
    window: NewWindow, olivia: Person, acme: Place, globex: Place
) -> None:
    page = await window(olivia)
    page.expected.add(409)
    await page.open(f"/o/{acme.slug}/settings")
    await page.box("Address").fill(globex.slug)
    await page.button("Save").click()
    await page.see("This slug is taken")
    await expect(page.box("Address")).to_have_value(globex.slug)


async def test_a_change_someone_else_made_meanwhile_is_not_overwritten(
    window: NewWindow, olivia: Person, adam: Person, acme: Place
) -> None:
    page = await window(olivia)
    page.expected.add(412)
    await page.open(f"/o/{acme.slug}/settings")
    await expect(page.box("Name")).to_have_value("Acme")
    assert (await adam.patch(acme.path, {"name": "Acme Ltd"})).status_code == 200
    await page.box("Name").fill("Acme Inc")
    await page.button("Save").click()
    await page.see("Someone changed this since you read it")
    assert (await olivia.get(acme.path)).json()["name"] == "Acme Ltd"


async def test_losing_the_connection_keeps_what_is_on_screen_and_offers_a_retry(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/members")
    await page.see("Vera")
    async with page.out_of_reach("**/api/v1/**"):
        await page.page.get_by_role("searchbox").fill("v")
        await page.see("The server cannot be reached. What you see may be out of date.")
        await page.see("Vera")
    await page.button("Try again").click()
    await expect(page.button("Try again")).to_have_count(0)


async def test_a_removed_member_is_shown_out_at_the_next_look(
    window: NewWindow, mia: Person, olivia: Person, acme: Place
) -> None:
    page = await window(mia)
    page.expected.add(404)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")
    assert (await olivia.delete(acme.member("mia"))).status_code == 204
    await page.link("Chatbots").click()
    await page.see_heading(f"There is no organization “{acme.slug}” you can enter")


async def test_a_button_whose_part_cannot_be_loaded_says_so_and_works_later(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    async with page.out_of_reach("**/assets/switcher-open-*"):
        await page.open(f"/o/{acme.slug}/w/support")
        await page.switcher("organization").click()
        await page.see("The server cannot be reached.")
    await page.switcher("organization").click()
    await expect(page.page.get_by_placeholder("Find an organization")).to_be_visible()


async def test_a_page_whose_file_cannot_be_loaded_leaves_the_frame_and_is_loaded_later(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support")
    async with page.out_of_reach("**/assets/*"):
        await page.see_heading("Support")
        await page.link("Audit log").click()
        await page.see_heading("No connection")
        await page.page.wait_for_timeout(2_000)  # when the parts that can wait are loaded
        await expect(page.link("Workspaces")).to_be_visible()
    await page.button("Try again").click()
    await page.see_heading("Audit log")


async def test_a_first_page_whose_file_cannot_be_loaded_says_so_and_is_loaded_later(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    for page, path, part, heading in (
        (await window(olivia), f"/o/{acme.slug}/w/support", "inside", "Support"),
        (await window(), "/sign-in", "entrance", "Sign in to Tenantry"),
    ):
        async with page.out_of_reach(f"**/assets/{part}-*"):
            await page.open(path)
            await page.see_heading("No connection")
        await page.button("Try again").click()
        await page.see_heading(heading)


@pytest.mark.parametrize("part", ["boot", "react-dom", "router", "en"])
async def test_what_every_page_needs_and_cannot_be_loaded_leaves_no_blank_page(
    window: NewWindow, part: str
) -> None:
    page = await window()
    async with page.out_of_reach(f"**/assets/{part}-*"):
        await page.open("/sign-in")
        await page.see_heading("This page could not be loaded")
    await page.button("Try again").click()
    await page.see_heading("Sign in to Tenantry")


async def test_an_unknown_address_is_said_to_be_one(window: NewWindow, olivia: Person) -> None:
    for page in (await window(), await window(olivia)):
        page.expected.add(404)
        await page.open("/nowhere/at/all")
        await page.see_heading("There is no such page")
        await expect(page.page).to_have_title("Not found · Tenantry")
        await page.link("Go to your dashboard").click()
        await expect(page.heading("There is no such page")).to_have_count(0)


async def test_what_is_typed_stays_while_others_change_the_same_and_can_be_discarded(
    window: NewWindow, olivia: Person, adam: Person, acme: Place
) -> None:
    page = await window(olivia)
    page.expected.add(412)
    await page.page.clock.install()
    await page.open(f"/o/{acme.slug}/settings")
    await page.box("Billing email").fill("bills@acme.test")
    assert (await adam.patch(acme.path, {"name": "Acme Ltd"})).status_code == 200
    await page.come_back(acme.path)
    await expect(page.switcher("organization", "Acme Ltd")).to_be_visible()
    await expect(page.box("Billing email")).to_have_value("bills@acme.test")
    await page.button("Save").click()
    await page.see("Someone changed this since you read it")
    await page.button("Discard my changes").click()
    await expect(page.box("Billing email")).to_have_value("")
    await expect(page.box("Name")).to_have_value("Acme Ltd")
    await page.box("Billing email").fill("bills@acme.test")
    await page.button("Save").click()
    await page.see("Saved.")
    await expect(page.button("Save")).to_be_disabled()


async def test_a_form_goes_on_over_changes_to_what_it_does_not_edit(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    """As when the second factor is required on the same page, or in another tab."""
    page = await window(olivia)
    await page.page.clock.install()
    await page.open(f"/o/{acme.slug}/settings")
    await page.box("Billing email").fill("bills@acme.test")
    settings = {"greeting": "Hello"}
    assert (await olivia.patch(acme.path, {"settings": settings})).status_code == 200
    await page.come_back(acme.path)
    await expect(page.box("Billing email")).to_have_value("bills@acme.test")
    await page.button("Save").click()
    await page.see("Saved.")
    await expect(page.button("Save")).to_be_disabled()
    now = (await olivia.get(acme.path)).json()
    assert (now["billing_email"], now["settings"]) == ("bills@acme.test", settings)


async def test_an_address_that_is_refused_says_why_beside_it(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    page.expected.add(422)
    await page.open(f"/o/{acme.slug}/members?invite=true")
    await page.box("Email or wallet addresses").fill("nobody")
    await page.button("Send invitations").click()
    outcome = page.page.get_by_role("status").get_by_role("listitem")
    await expect(outcome).to_contain_text(re.compile("^nobody.*@-sign"))
    await expect(outcome).not_to_contain_text("email:")
    await expect(page.box("Email or wallet addresses")).to_have_value("nobody")


async def test_a_link_is_copied_where_the_browser_has_no_clipboard(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    await page.open(f"/o/{acme.slug}/members?invite=true")
    await page.box("Email or wallet addresses").fill("copied@example.test")
    await page.button("Send invitations").click()
    await page.button("Copy link").click()
    await expect(page.button("Copied")).to_be_visible()
    await page.box("Email or wallet addresses").press("Control+v")
    await expect(page.box("Email or wallet addresses")).to_have_value(re.compile("/invitations/"))
