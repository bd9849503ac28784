"""Invitations that ran out, as who was invited and who invited them see it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.dashboard.conftest import NewWindow
from tests.people import Person, Place


async def test_an_invitation_that_runs_out_is_closed_whether_it_is_open_already_or_not(
    window: NewWindow, olivia: Person, acme: Place, new_person, admin_connection
) -> None:
    nora = await new_person("nora")
    body = {"email": nora.email, "role": "member"}
    issued = (await olivia.post(f"{acme.path}/invitations", body)).json()
    path = urlsplit(issued["link"]).path
    early, late, page = await window(nora), await window(), await window(olivia)
    early.expected.add(409)
    await early.open(path)
    await early.see_heading("Join Acme")
    await page.open(f"/o/{acme.slug}/members")
    await page.see(nora.email)

    await admin_connection.execute(
        "UPDATE invitations SET expires_at = now() WHERE id = $1", issued["id"]
    )
    await early.button("Accept and join").click()
    await late.open(path)
    for one in (early, late):
        await one.see_heading("This invitation is closed")
        await one.see("It has expired. Ask for a new one.")
        await expect(one.button("Accept and join")).to_have_count(0)
    await page.page.reload()
    await page.see("Vera")
    await expect(page.page.get_by_text(nora.email)).to_have_count(0)
