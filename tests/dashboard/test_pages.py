"""Every page in both themes: nothing stands in anybody's way, and a phone shows all of it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.dashboard.conftest import NewWindow
from tests.people import Person, Place

OUTSIDE = {
    "/sign-in": "Sign in to Tenantry",
    "/sign-up": "Create your account",
    "/forgot-password": "Forgot your password?",
    "/reset-password?token=x": "Set a new password",
    "/o-no": None,
}
INSIDE = {
    "/o/{slug}/w/support": "Support",
    "/o/{slug}/w/support/chatbots": "Chatbots",
    "/o/{slug}/w/support/chatbots?new=true": "New chatbot",
    "/o/{slug}/w/support/members": "Workspace members",
    "/o/{slug}/w/support/settings": "Workspace settings",
    "/o/{slug}/w/nowhere": "There is no workspace “nowhere” you can enter",
    "/o/{slug}/members": "Members",
    "/o/{slug}/members?invite=true": "Invite people to Acme",
    "/o/{slug}/workspaces": "Workspaces",
    "/o/{slug}/workspaces?new=true": "New workspace",
    "/o/{slug}/plan": "Plan and usage",
    "/o/{slug}/audit": "Audit log",
    "/o/{slug}/settings": "Organization settings",
    "/o/nobodys": "There is no organization “nobodys” you can enter",
    "/account": "Your account",
    "/account/security": "Account history",
    "/welcome": "Name your organization",
}


async def settle(page) -> None:
    """Wait for the answers that are on their way and the shapes that stand for them."""
    await page.page.wait_for_load_state("networkidle")
    await expect(page.page.locator("[aria-busy=true]")).to_have_count(0)
    await page.page.evaluate(
        "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_outside(window: NewWindow, theme: str) -> None:
    page = await window(color_scheme=theme, reduced_motion="reduce")
    for path, heading in OUTSIDE.items():
        if heading is None:
            continue
        await page.open(path)
        await page.see_heading(heading)
        await settle(page)
        assert (path, await page.violations(), await page.contradictions()) == (path, [], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_inside(
    window: NewWindow, olivia: Person, acme: Place, theme: str
) -> None:
    page = await window(olivia, color_scheme=theme, reduced_motion="reduce")
    for path, heading in INSIDE.items():
        await page.open(path.format(slug=acme.slug))
        await page.see_heading(heading)
        await settle(page)
        assert (path, await page.violations(), await page.contradictions()) == (path, [], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_what_a_click_opens(
    window: NewWindow, olivia: Person, acme: Place, theme: str
) -> None:
    await acme.add_workspace("research")
    made = await olivia.post(f"{acme.path}/join-links", {"email_domains": ["acme.test"]})
    assert made.status_code == 201
    page = await window(olivia, color_scheme=theme, reduced_motion="reduce")
    for path, opener in (
        ("members", page.button("New join link")),
        ("members", page.button("Take back")),
        ("members", page.button("Actions for Mia")),
        ("plan", page.button("Move down to Starter")),
        ("plan", page.button("Move down to Free")),
        ("audit", page.page.get_by_role("button", name="Person")),
        ("settings", page.page.get_by_role("button", name="New owner")),
        ("settings", page.button("Delete organization")),
        ("w/support", page.switcher("organization")),
        ("w/support", page.switcher("workspace")),
        ("w/support/members", page.button("Add people")),
    ):
        await page.open(f"/o/{acme.slug}/{path}")
        await opener.click()
        await settle(page)
        assert (path, await page.violations(), await page.contradictions()) == (path, [], [])


async def test_contradicting_classes_are_noticed(window: NewWindow) -> None:
    page = await window()
    await page.open("/sign-in")
    await page.see_heading("Sign in to Tenantry")
    await page.page.evaluate("document.body.className = 'px-2 px-4 p-5 usual:h-9 h-8 max-sm:px-2'")
    (found,) = await page.contradictions()
    assert found.startswith("px-2 px-4:")


async def test_a_phone_shows_every_page_without_scrolling_sideways(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia, width=390, height=844, has_touch=True, reduced_motion="reduce")
    for path, heading in INSIDE.items():
        await page.open(path.format(slug=acme.slug))
        await page.see_heading(heading)
        await settle(page)
        width = await page.page.evaluate("document.documentElement.scrollWidth")
        assert (path, width) == (path, 390)


async def test_the_drawer_of_a_phone_leads_to_every_page(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia, width=390, height=844, has_touch=True)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.button("Menu").click()
    await page.link("Audit log").click()
    await page.see_heading("Audit log")
    await expect(page.page.get_by_role("dialog")).to_have_count(0)


async def test_the_palette_and_the_switchers_work_by_keyboard(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")
    await page.page.keyboard.press("Control+k")
    await page.page.get_by_placeholder("Where to?").fill("audit")
    await page.page.keyboard.press("Enter")
    await page.be_at(f"/o/{acme.slug}/audit")
    await page.page.keyboard.press("Control+k")
    await page.page.get_by_placeholder("Where to?").fill("new workspace")
    await page.page.keyboard.press("Enter")
    await page.see_heading("New workspace")
    await page.page.keyboard.press("Escape")
    await expect(page.page.get_by_role("dialog")).to_have_count(0)
    switcher = page.switcher("workspace", "Support")
    await switcher.focus()
    await page.page.keyboard.press("Enter")
    await page.page.keyboard.type("defa")
    await expect(page.page.get_by_role("option", name="Default")).to_be_visible()
    await expect(page.page.get_by_role("option", name="Support")).to_have_count(0)
    await page.page.keyboard.press("Escape")
    await expect(switcher).to_be_focused()
    await page.page.keyboard.press("Control+k")
    await expect(page.page.get_by_placeholder("Where to?")).to_be_focused()
    await page.page.keyboard.press("Escape")
    await expect(switcher).to_be_focused()


async def test_the_focus_returns_to_the_row_whose_menu_asked(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/members")
    await page.button("Actions for Mia").press("Enter")
    await page.page.get_by_role("menuitem", name="Remove").press("Enter")
    await page.see_heading("Remove Mia?")
    await page.page.keyboard.press("Escape")
    await expect(page.button("Actions for Mia")).to_be_focused()


async def test_a_reader_of_german_is_spoken_to_in_german(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.account_menu().click()
    await page.page.get_by_role("menuitemradio", name="Deutsch").click()
    await page.see_heading("Letzte Aktivitäten")
    assert await page.page.evaluate("document.documentElement.lang") == "de"
    page.expected.add(409)
    await page.open(f"/o/{acme.slug}/w/support/settings")
    await page.box("Adresse").fill("default")
    await page.button("Speichern").click()
    await page.see("Diese Adresse ist vergeben")


async def test_a_workspace_is_there_after_one_round_of_questions(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    """The session first, then all the first page shows at once, and nothing of it twice."""
    await olivia.switch(acme.id, acme.workspaces["support"])
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see_heading("Recent activity")
    asked: list[str] = []
    page.page.on("request", lambda one: asked.append(one.url) if "/api/" in one.url else None)
    await page.page.reload()
    await page.see_heading("Recent activity")
    paths = [one.removeprefix(f"{page.base_url}/api/v1") for one in asked]
    home = f"/orgs/{acme.id}/workspaces"
    assert paths[0] == "/auth/refresh"
    assert sorted(paths[1:]) == sorted(
        [
            f"/orgs?q={acme.slug}&limit=100",
            f"{home}?q=support&limit=100",
            f"{home}/{acme.workspaces['support']}/overview",
        ]
    )
