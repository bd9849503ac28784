"""Plans in the browser: what a change freezes, what stays, and what is frozen or suspended."""

from __future__ import annotations

from uuid import UUID

from playwright.async_api import Locator, expect

from tenantry.billing import changes
from tenantry.service import Service
from tests.dashboard.conftest import NewWindow
from tests.dashboard.window import Window
from tests.people import Person, Place


def stays(window: Window, name: str) -> Locator:
    """The box that says whether something stays active."""
    return window.page.get_by_role("dialog").get_by_role("checkbox", name=name)


async def change_plan(window: Window, name: str) -> None:
    await window.button("Change plan").click()
    await window.see(f"The plan is {name} now.")


async def test_an_owner_chooses_which_workspaces_stay_and_gets_the_others_back(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    for slug in ("research", "sales"):
        await acme.add_workspace(slug)
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/plan")
    await page.see("of the trial are left")
    await page.button("Move down to Starter").click()
    await page.see("1 thing will be frozen")
    await expect(stays(page, "Default")).to_be_disabled()
    await expect(stays(page, "Sales")).to_be_disabled()
    await stays(page, "Support").uncheck()
    await page.see("Choose 1 more")
    await expect(page.button("Change plan")).to_be_disabled()
    await stays(page, "Sales").check()
    await page.see("2 things will be frozen")
    await page.see("These freeze with them")
    await change_plan(page, "Starter")

    await page.open(f"/o/{acme.slug}/w/sales")
    await expect(page.link("New chatbot").first).to_be_visible()
    await page.open(f"/o/{acme.slug}/w/support/settings")
    await page.see("Support is beyond what the plan includes")
    await page.see("It is frozen: nothing can be changed.")
    await expect(page.box("Name")).to_be_disabled()
    await page.link("Chatbots").click()
    await expect(page.button("New chatbot")).to_have_count(0)
    await page.page.get_by_role("link", name="Helper").click()
    await page.see("Frozen chatbots do not answer.")
    await page.link("See plans").click()

    await page.button("Move up to Pro").click()
    await page.see("2 things will be usable again")
    await change_plan(page, "Pro")
    await page.open(f"/o/{acme.slug}/w/support/settings")
    await expect(page.box("Name")).to_be_enabled()


async def test_an_owner_chooses_which_chatbots_stay(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    for name in ("Anna", "Bert", "Cleo"):
        made = await olivia.post(f"{acme.workspace('default')}/chatbots", {"name": name})
        assert made.status_code == 201
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/plan")
    await page.button("Move down to Free").click()
    await page.see("To keep another one, make it the default first.")
    await expect(stays(page, "Anna")).to_be_checked()
    await expect(stays(page, "Cleo")).not_to_be_checked()
    await stays(page, "Anna").uncheck()
    await stays(page, "Cleo").check()
    await change_plan(page, "Free")
    listed = (await olivia.get(f"{acme.workspace('default')}/chatbots")).json()["chatbots"]
    assert {one["name"] for one in listed if one["frozen"]} == {"Anna"}


async def test_an_admin_sees_the_plan_and_who_can_change_it(
    window: NewWindow, adam: Person, acme: Place
) -> None:
    page = await window(adam)
    await page.open(f"/o/{acme.slug}/plan")
    await page.see("Owners of the organization can change the plan.")
    for name in ("Move down to Free", "Keep Pro", "Cancel plan"):
        await expect(page.button(name)).to_have_count(0)


async def test_a_suspension_is_seen_everywhere_and_offers_no_change(
    window: NewWindow, service: Service, olivia: Person, mia: Person, acme: Place
) -> None:
    async with service.door.tend(UUID(acme.id), "operator") as steward:
        await changes.suspend(steward, "unpaid")
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see("The subscription is suspended")
    for name in ("Invite people", "New chatbot"):
        await expect(page.link(name)).to_have_count(0)
    await page.open(f"/o/{acme.slug}/members")
    await page.see("Mia")
    await expect(page.button("Invite people")).to_have_count(0)
    await expect(page.page.get_by_role("combobox", name="Role of Mia")).to_have_count(0)
    await page.open(f"/o/{acme.slug}/settings")
    await expect(page.box("Name")).to_be_disabled()
    await page.link("See plans").click()
    await page.see_heading("Plan and usage")

    member = await window(mia)
    await member.open(f"/o/{acme.slug}/w/support")
    await member.see("The subscription is suspended")
    await member.see("An owner of the organization can change that.")
    await expect(member.link("See plans")).to_have_count(0)


async def test_a_limit_that_is_reached_is_said_with_the_way_out(
    window: NewWindow, olivia: Person, adam: Person, acme: Place
) -> None:
    moved = await olivia.put(f"{acme.path}/subscription", {"tier": "starter"})
    assert moved.status_code == 200, moved.text
    await acme.add_workspace("research")
    page, other = await window(olivia), await window(adam)
    for one in (page, other):
        one.expected.add(402)
        await one.open(f"/o/{acme.slug}/workspaces?new=true")
        await one.box("Workspace name").fill("Fourth")
        await one.button("Create").click()
        await one.see("move to a larger plan")
    dialog = other.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("An owner of the organization can change that.")
    await expect(dialog.get_by_role("link")).to_have_count(0)
    await page.link("See plans").click()
    await page.see_heading("Plan and usage")
    await page.switcher("workspace").click()
    await page.page.get_by_role("option", name="New workspace").click()
    await page.box("Workspace name").fill("Fourth")
    await page.button("Create").click()
    await page.link("See plans").click()
    await expect(page.page.get_by_role("dialog")).to_have_count(0)
