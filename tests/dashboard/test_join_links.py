"""Join links, from the members page to the door they open, and invitations to wallets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.dashboard.conftest import NewWindow
from tests.dashboard.window import Window
from tests.people import Person, Place

WALLET = "0x8ba1f109551bD432803012645Ac136ddd64DBA72"


async def make_link(window: Window, **terms: str) -> str:
    """Make a join link with these terms; the path it leads to."""
    await window.button("New join link").click()
    for label, value in terms.items():
        await window.page.get_by_label(label).fill(value)
    await window.button("Create link").click()
    link = await window.page.get_by_role("textbox", name="Link", exact=True).input_value()
    await window.button("Copy link").click()
    await expect(window.button("Copied")).to_be_visible()
    assert await window.page.evaluate("navigator.clipboard.readText()") == link
    await window.button("Done").click()
    return urlsplit(link).path


async def test_a_link_lets_in_as_many_as_it_says_until_it_is_taken_back(
    window: NewWindow,
    olivia: Person,
    acme: Place,
    new_person: Callable[..., Awaitable[Person]],
) -> None:
    page = await window(olivia, permissions=["clipboard-read", "clipboard-write"])
    await page.open(f"/o/{acme.slug}/members")
    path = await make_link(page, **{"How many may use it": "2"})
    await page.see("0 of 2 used")

    nora = await window(await new_person("nora"))
    await nora.open(path)
    await nora.see_heading("Join Acme")
    await nora.see("You join as: Member")
    await nora.button("Accept and join").click()
    await nora.see("You are a member of this organization, but were not added to any workspace.")

    await page.open(f"/o/{acme.slug}/members")
    await page.see("1 of 2 used")
    await page.button("Take back").click()
    await page.page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    await page.see("The join link was taken back.")
    await page.see("Closed")
    await expect(page.button("Take back")).to_have_count(0)

    late = await window(await new_person("lars"))
    await late.open(path)
    await late.see_heading("This invitation is closed")


async def test_a_link_for_a_domain_says_so_and_refuses_others(
    window: NewWindow,
    olivia: Person,
    acme: Place,
    new_person: Callable[..., Awaitable[Person]],
) -> None:
    page = await window(olivia, permissions=["clipboard-read", "clipboard-write"])
    page.expected.add(422)
    await page.open(f"/o/{acme.slug}/members")
    await page.button("New join link").click()
    await page.box("Only from these domains").fill("not a domain")
    await page.button("Create link").click()
    await expect(page.page.get_by_role("alert")).to_be_visible()
    await expect(page.box("Only from these domains")).to_have_value("not a domain")
    await page.button("Cancel").click()
    path = await make_link(page, **{"Only from these domains": "acme.test"})
    await page.see("acme.test")

    nora = await window(await new_person("nora"))
    nora.expected.add(403)
    await nora.open(path)
    await nora.see("Only for people with a verified email of acme.test.")
    await nora.button("Accept and join").click()
    await nora.see("This link is for people with a verified email of acme.test.")


async def test_who_is_in_already_is_told_and_led_in(
    window: NewWindow, olivia: Person, mia: Person, acme: Place
) -> None:
    made = await olivia.post(f"{acme.path}/join-links", {})
    page = await window(mia)
    page.expected.add(409)
    await page.open(urlsplit(made.json()["link"]).path)
    await page.button("Accept and join").click()
    await expect(page.page.get_by_role("alert")).to_be_visible()
    await page.link("Open Acme").click()
    await page.be_at(f"/o/{acme.slug}/w/support")
    await page.see_heading("Support")


async def test_members_without_the_right_see_no_links(
    window: NewWindow, mia: Person, acme: Place
) -> None:
    page = await window(mia)
    await page.open(f"/o/{acme.slug}/members")
    await page.see("Olivia")
    await expect(page.heading("Join links")).to_have_count(0)
    await expect(page.button("New join link")).to_have_count(0)


async def test_a_wallet_is_invited_by_its_address_and_its_link_handed_over(
    window: NewWindow, olivia: Person, acme: Place
) -> None:
    page = await window(olivia, permissions=["clipboard-read", "clipboard-write"])
    await page.open(f"/o/{acme.slug}/members?invite=true")
    await page.box("Email or wallet addresses").fill(f"{WALLET}\nhopper@example.test")
    await page.button("Send invitations").click()
    await page.see("Invited: hand over the link, as wallets get no mail")
    await page.button("Done").click()
    await expect(page.button(f"Make a new link for {WALLET}")).to_be_visible()
    await expect(page.button("Send the invitation to hopper@example.test again")).to_be_visible()
    listed = (await olivia.get(f"{acme.path}/invitations")).json()["invitations"]
    assert {"provider": "evm", "address": WALLET} in [one["wallet"] for one in listed]
