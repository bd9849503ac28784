"""What people come for: chatbots that answer, lists of many, workspaces, and the trail."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
from playwright.async_api import expect

from tests.chatbots.conftest import model, talkative, talking, the_model  # noqa: F401 (fixtures)
from tests.chatbots.model_server import ModelServer
from tests.dashboard.conftest import NewWindow
from tests.dashboard.test_pages import settle
from tests.people import Person, Place

HOSTILE = "<img src=x onerror=alert(1)> " + "unbreakable" * 6


async def make_chatbots(count: int, owner: Person, place: Place) -> None:
    """Make Bot 00, Bot 01 and so on."""
    for number in range(count):
        made = await owner.post(f"{place.workspace()}/chatbots", {"name": f"Bot {number:02}"})
        assert made.status_code == 201


async def test_a_chatbot_answers_as_it_writes_and_the_message_is_counted(
    window: NewWindow,
    talking: httpx.AsyncClient,  # noqa: F811
    model: ModelServer,  # noqa: F811
    mia: Person,
    olivia: Person,
    acme: Place,
) -> None:
    page = await window(mia, at=f"http://{talking.base_url.netloc.decode()}")
    await page.open(f"/o/{acme.slug}/w/support/chatbots/{acme.chatbots['support']}")
    await page.box("Your question").fill("Who are you?")
    await page.page.keyboard.press("Enter")
    await page.see("Hello, Ada")
    await page.page.reload()
    await page.see("Who are you?")
    await page.see("Hello, Ada")
    assert model.asked
    await page.box("Your question").fill("And who am I?")
    await page.page.keyboard.press("Enter")
    await expect(page.page.get_by_text("Hello, Ada")).to_have_count(2)
    await page.page.reload()
    said = page.page.get_by_role("region", name="Try it")
    await expect(said).to_contain_text(
        re.compile("Who are you.*Hello, Ada.*And who am I.*Hello, Ada")
    )
    asked = await talking.post(
        f"{acme.workspace()}/chatbots/{acme.chatbots['support']}/messages",
        json={"content": "What do the others ask?"},
        headers={"Authorization": f"Bearer {olivia.access_token}"},
    )
    assert asked.status_code == 201, asked.text
    await page.page.reload()
    await expect(said).to_contain_text("And who am I")
    await expect(said).not_to_contain_text("What do the others ask?")
    await page.open(f"/o/{acme.slug}/w/support")
    await page.see("3 in the last 30 days")
    await page.button("As table").click()
    await expect(page.page.get_by_role("row").nth(1)).to_contain_text("3")


async def test_a_list_of_many_is_searched_sorted_and_turned(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    await make_chatbots(24, olivia, acme)
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support/chatbots")
    await page.see("Page 1 of 2")
    await page.button("Next").click()
    await page.see("Bot 23")
    await expect(page.button("Next")).to_be_disabled()
    await page.button("Name").click()
    await page.see("Page 1 of 2")
    await expect(page.page.get_by_role("row").nth(1)).to_contain_text("Helper")
    await page.page.get_by_role("searchbox").fill("bot 07")
    await expect(page.page.get_by_role("row")).to_have_count(2)
    await page.page.get_by_role("searchbox").fill("nothing at all")
    await page.see("Nothing found")


async def test_a_list_is_as_its_address_says(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    await make_chatbots(42, olivia, acme)
    page = await window(olivia)
    chatbots = f"/o/{acme.slug}/w/support/chatbots"
    search = page.page.get_by_role("searchbox")
    await page.open(chatbots)
    await page.button("Name").click()
    await page.be_at(rf"{chatbots}\?sort=-name")
    await search.press_sequentially("bot", delay=20)
    await page.be_at(rf"{chatbots}\?sort=-name&q=bot")
    await page.button("Next").click()
    await page.see("Page 2 of 3")
    await page.link("Bot 15").click()
    await page.see_heading("Bot 15")
    await page.page.go_back()
    await page.see("Page 2 of 3")
    await page.page.reload()
    await page.see("Page 2 of 3")
    await expect(search).to_have_value("bot")
    await expect(page.page.get_by_role("row").nth(1)).to_contain_text("Bot 21")
    await page.page.go_back()
    await page.see("Page 1 of 3")
    await expect(search).to_have_value("bot")
    await page.page.go_back()
    await expect(search).to_have_value("")
    await page.open(f"{chatbots}?page=9")
    await page.see("Page 3 of 3")
    await page.button("New chatbot").click()
    await page.be_at(rf"{chatbots}\?page=3&new=true")
    await page.button("Cancel").click()
    await page.be_at(rf"{chatbots}\?page=3")


async def test_the_audit_log_is_as_its_address_says(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/audit")
    await page.page.get_by_role("button", name="Person").click()
    await page.page.get_by_role("option", name="Olivia").click()
    await page.page.wait_for_url("**/audit?actor=*")
    await page.choose("Action", "created the workspace")
    await page.page.wait_for_url("**&action=workspace.created")
    await expect(page.page.locator("details")).to_have_count(1)
    await page.page.reload()
    await expect(page.page.locator("details")).to_have_count(1)
    await expect(page.page.get_by_role("button", name="Person")).to_contain_text("Olivia")
    await page.page.go_back()
    await expect(page.page.locator("details")).not_to_have_count(1)


async def test_names_of_any_length_and_kind_are_only_text(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    name = HOSTILE[:100]
    await olivia.patch(acme.path, {"name": name})
    await olivia.patch(acme.workspace(), {"name": name, "description": name})
    await olivia.patch(f"{acme.workspace()}/chatbots/{acme.chatbots['support']}", {"name": name})
    page = await window(olivia, width=390, height=844, reduced_motion="reduce")
    for path in (
        "w/support",
        "w/support/chatbots",
        f"w/support/chatbots/{acme.chatbots['support']}",
        "w/support/members",
        "w/support/settings",
        "members",
        "members?invite=true",
        "workspaces",
        "plan",
        "audit",
        "settings",
    ):
        await page.open(f"/o/{acme.slug}/{path}")
        await settle(page)
        width = await page.page.evaluate("document.documentElement.scrollWidth")
        assert (path, width) == (path, 390)
    await page.button("Delete organization").click()
    dialog = page.page.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill(name)
    await expect(dialog.get_by_role("button", name="Delete organization")).to_be_enabled()
    assert await dialog.evaluate("dialog => dialog.scrollWidth - dialog.clientWidth") == 0
    await dialog.get_by_role("button", name="Cancel").click()
    await page.button("Menu").click()
    await expect(page.switcher("organization", name)).to_be_visible()


async def test_a_workspace_becomes_the_default_and_another_is_deleted(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/default/settings")
    await page.see("The default workspace cannot be deleted")
    await expect(page.button("Delete workspace")).to_have_count(0)
    await page.open(f"/o/{acme.slug}/w/support/settings")
    await page.button("Make default").click()
    await page.page.get_by_role("dialog").get_by_role("button", name="Make default").click()
    await page.see("The default workspace cannot be deleted")
    await page.open(f"/o/{acme.slug}/w/default/settings")
    await page.button("Delete workspace").click()
    dialog = page.page.get_by_role("dialog")
    confirm = dialog.get_by_role("button", name="Delete workspace")
    await expect(confirm).to_be_disabled()
    await dialog.get_by_role("textbox").fill("Default")
    await confirm.click()
    await page.be_at(f"/o/{acme.slug}/workspaces")
    await page.see("Support")
    await expect(page.link("Default")).to_have_count(0)


async def test_people_of_a_workspace_are_added_raised_and_taken_out(
    window: NewWindow, olivia: Person, adam: Person, acme: Place
) -> None:
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/w/support/members")
    await page.button("Add people").click()
    dialog = page.page.get_by_role("dialog")
    await expect(dialog.get_by_role("listitem").filter(has_text="Mia")).to_contain_text("Added")
    await dialog.get_by_role("listitem").filter(has_text="Adam").get_by_role("button").click()
    await page.see("Adam was added.")
    await page.button("Done").click()
    await page.choose("Role of Vera", "Editor")
    await page.button("Take Adam out").click()
    await page.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await page.see("Adam was removed.")
    await page.page.reload()
    vera = page.page.get_by_role("combobox", name="Role of Vera")
    await expect(vera).to_have_text("Editor")
    listed = (await adam.get(f"{acme.workspace()}/members")).json()["members"]
    assert adam.id not in [member["user_id"] for member in listed]


async def test_the_trail_is_narrowed_read_and_saved_as_a_file(
    window: NewWindow, olivia: Person, adam: Person, acme: Place
) -> None:
    await adam.patch(acme.path, {"name": "Acme Ltd"})
    page = await window(olivia)
    await page.open(f"/o/{acme.slug}/audit")
    await page.see("to the organization")
    await page.page.get_by_role("button", name="Person").click()
    await page.page.get_by_role("option", name="Adam").click()
    await expect(page.page.locator("details")).to_have_count(1)
    await page.page.locator("summary").click()
    await page.see("Acme → Acme Ltd")
    async with page.page.expect_download() as saving:
        await page.button("Export").click()
    saved = await saving.value
    assert saved.suggested_filename.startswith(f"audit-{acme.slug}-")
    lines = Path(await saved.path()).read_text().splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["organization.updated"]
    await page.button("Clear filters").click()
    await page.see("created the organization")
