"""The whole life of an organization, as two people live it in two browsers."""

from __future__ import annotations

import re
from itertools import count
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.dashboard.conftest import NewWindow
from tests.dashboard.window import Window
from tests.people import PASSWORD

_numbers = count()


def address(name: str) -> str:
    return f"{name}.{next(_numbers)}@life.test"


async def sign_up(window: Window, name: str, email: str, path: str = "/sign-up") -> None:
    await window.open(path)
    if path != "/sign-up":
        await window.link("Create account").click()
    await window.box("Your name").fill(name)
    await window.box("Email").fill(email)
    await window.box("Password").fill(PASSWORD)
    await window.button("Create account").click()


async def found(window: Window, organization: str) -> str:
    """Name the first organization; its address."""
    await window.box("Organization name").fill(organization)
    await window.button("Create organization").click()
    await window.see_heading("Default")
    return urlsplit(window.page.url).path.split("/w/")[0]


async def test_an_organization_from_its_founding_to_the_founders_leaving(window: NewWindow) -> None:
    ada, ben = await window(), await window()
    await sign_up(ada, "Ada", address("ada"))
    home = await found(ada, "Engines")

    await ada.switcher("workspace", "Default").click()
    await ada.page.get_by_role("option", name="New workspace").click()
    await ada.box("Workspace name").fill("Research")
    await ada.button("Create").click()
    await ada.be_at(f"{home}/w/research")
    await ada.see_heading("Research")

    email = address("ben")
    link = await invite(ada, email, "Research")
    await ben.open(urlsplit(link).path)
    await ben.see_heading("Join Engines")
    await sign_up(ben, "Ben", email, urlsplit(link).path)
    await ben.be_at(f"{home}/w/research")
    await expect(ben.link("Audit log")).to_have_count(0)

    await ada.open(f"{home}/members")
    await ada.choose("Role of Ben", "Admin")
    await ben.open(home)
    await expect(ben.link("Audit log")).to_be_visible()

    await live_in_two_tabs(ada, home)
    await make_chatbot(ada, f"{home}/w/research")
    await move_to_free(ada, home)
    await ada.open(f"{home}/w/research")
    await ada.see("Research is beyond what the plan includes")
    await expect(ada.link("New chatbot")).to_have_count(0)

    await hand_over(ada, home, "Ben", "Engines")
    await ada.open(f"{home}/settings")
    await expect(ada.button("Delete organization")).to_have_count(0)
    await ada.button("Leave organization").first.click()
    await ada.page.get_by_role("dialog").get_by_role("button", name="Leave organization").click()
    await ada.see_heading("Name your organization")
    await ada.open(f"{home}/members")
    await ada.see("There is no organization")
    await ben.open(f"{home}/settings")
    await expect(ben.button("Delete organization")).to_be_visible()


async def invite(window: Window, address: str, workspace: str) -> str:
    """Ask someone into a workspace; the link that is mailed."""
    await window.link("Invite people").click()
    await window.box("Email or wallet addresses").fill(address)
    await window.choose("Add to workspace", workspace)
    async with window.page.expect_response(re.compile("/invitations$")) as answered:
        await window.button("Send invitations").click()
    await window.see("Invited")
    await window.button("Done").click()
    issued = await (await answered.value).json()
    return str(issued["link"])


async def live_in_two_tabs(window: Window, home: str) -> None:
    """Switch workspaces in two tabs at once; each stays where it went, after a reload too."""
    other = await window.tab()
    await window.open(f"{home}/w/default")
    await other.open(f"{home}/w/research")
    for tab, here, there in ((window, "Default", "Research"), (other, "Research", "Default")):
        await tab.switcher("workspace", here).click()
        await tab.page.get_by_role("option", name=there).click()
        await tab.see_heading(there)
    for tab, path in ((window, "research"), (other, "default")):
        await tab.page.reload()
        await tab.be_at(f"{home}/w/{path}")
        await tab.see_heading(path.capitalize())
    await other.page.close()


async def make_chatbot(window: Window, workspace: str) -> None:
    await window.open(f"{workspace}/chatbots")
    await window.button("New chatbot").first.click()
    await window.box("Name").fill("Support")
    await window.box("Instructions").fill("Answer kindly.")
    await window.button("Create").click()
    await window.see_heading("Support")
    await window.box("Description").fill("Answers customers")
    await window.button("Save").click()
    await window.see("Saved.")


async def move_to_free(window: Window, home: str) -> None:
    await window.open(f"{home}/plan")
    await window.button("Move down to Free").click()
    dialog = window.page.get_by_role("dialog")
    await expect(dialog.get_by_text("will be frozen")).to_be_visible()
    await expect(dialog.get_by_text("Research")).to_be_visible()
    await dialog.get_by_role("button", name="Change plan").click()
    await window.see("The plan is Free now.")


async def hand_over(window: Window, home: str, name: str, organization: str) -> None:
    await window.open(f"{home}/members")
    await window.button(f"Actions for {name}").click()
    await window.page.get_by_role("menuitem", name="Make owner").click()
    dialog = window.page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Transfer ownership")).to_be_disabled()
    await dialog.get_by_role("textbox").fill(organization)
    await dialog.get_by_role("button", name="Transfer ownership").click()
    await window.see(f"{name} is the owner now.")
