"""One's own account: the ways into it, its address, its history and its end."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import asyncpg
import httpx
import pytest_asyncio
import uvicorn
from playwright.async_api import expect

import tenantry
from tenantry.settings import Settings
from tests.dashboard.conftest import NewWindow
from tests.dashboard.extensions import install
from tests.dashboard.test_wallets import choose, offered
from tests.dashboard.window import Window
from tests.mail.mailbox import Mailbox
from tests.people import PASSWORD, Person, Place, found
from tests.wallets.signer import Signer

NEW_PASSWORD = "a quite different passphrase"

NewPerson = Callable[[], Awaitable[Person]]


async def grow_old(admin: asyncpg.Connection, user_id: str) -> None:
    """Let every session of someone be an hour old, and confirmed as long ago."""
    await admin.execute(
        "UPDATE sessions SET created_at = now() - interval '1 hour', confirmed_at = NULL"
        " WHERE user_id = $1",
        UUID(user_id),
    )


async def confirm(page: Window, name: str) -> None:
    """Answer the dialog that asks whether it is meant."""
    await page.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


async def test_a_wallet_is_linked_and_the_password_removed_after_proving_who_one_is(
    window: NewWindow,
    signer: Signer,
    new_person: NewPerson,
    admin_connection: asyncpg.Connection,
) -> None:
    nora, wallet = await new_person(), await signer.wallet("evm")
    page = await window(nora)
    page.expected.add(403)
    await install(page.page.context, wallet)
    await page.open("/account/security")
    await page.see("Your only way in: it stays until you add another.")
    await expect(page.page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(0)
    await grow_old(admin_connection, nora.id)
    await page.button("Link a wallet").click()
    await offered(page, "MetaMask").click()
    await page.see_heading("Confirm that it is you")
    await page.box("Current password").fill("not the password")
    await page.button("Confirm").click()
    await expect(page.page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    await page.box("Current password").fill(PASSWORD)
    await page.button("Confirm").click()
    await page.see("MetaMask signs in to your account now.")
    await page.see(wallet.address)

    await page.page.get_by_role("button", name="Remove Password").click()
    await confirm(page, "Remove")
    await page.see("Password no longer signs in to your account.")
    await page.see("Your only way in: it stays until you add another.")
    await expect(page.page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(0)
    await page.see_heading("Ethereum wallet")


async def test_an_account_of_a_wallet_gets_an_address_and_then_a_password(
    window: NewWindow,
    signer: Signer,
    mailbox: Mailbox,
    admin_connection: asyncpg.Connection,
) -> None:
    page = await window()
    page.expected.add(403)
    await install(page.page.context, await signer.wallet("solana"))
    await page.open("/sign-up")
    await choose(page, "Phantom")
    await page.see_heading("Name your organization")
    await page.open("/account/security")
    await page.see("A password needs a verified email address first.")
    await page.link("Go to email address").click()
    await page.see("No email address yet")
    await admin_connection.execute(
        "UPDATE sessions SET created_at = now() - interval '1 hour' WHERE user_id = ("
        "SELECT user_id FROM identities WHERE provider = 'solana' ORDER BY created_at DESC LIMIT 1)"
    )
    email = "wanda.gets.an.address@example.test"
    await page.button("Add an email address").click()
    await page.box("New email").fill(email)
    await page.button("Send the link").click()
    await page.button("Confirm with a wallet").click()
    await offered(page, "Phantom").click()
    await page.see(f"Waiting for {email}")
    token = await mailbox.token(email)
    await page.open(f"/verify-email?token={token}")
    await page.see_heading("Your email is verified")
    await page.open("/account/security")
    await page.button("Mail me the link").click()
    await page.see(f"A link to set a password is on its way to {email}.")
    token = await mailbox.token(email, "Set a new password")
    await page.open(f"/reset-password?token={token}")
    await page.box("New password").fill(NEW_PASSWORD)
    await page.button("Set password").click()
    await page.link("Sign in").click()
    await page.box("Email").fill(email)
    await page.box("Password").fill(NEW_PASSWORD)
    await page.button("Sign in").click()
    await page.see_heading("Name your organization")


async def test_an_address_is_shown_unproved_until_the_mail_that_can_be_sent_again_is_used(
    window: NewWindow, new_person: NewPerson, mailbox: Mailbox
) -> None:
    nora = await new_person()
    await mailbox.next(nora.email, "Confirm")
    page = await window(nora)
    await page.open("/account")
    await page.see("Not verified")
    await page.button("Send the link again").click()
    await page.see(f"A new link is on its way to {nora.email}.")
    await page.open(f"/verify-email?token={await mailbox.token(nora.email, 'Confirm')}")
    await page.see_heading("Your email is verified")
    await page.open("/account")
    await expect(page.page.get_by_text("Verified", exact=True)).to_be_visible()
    await expect(page.button("Send the link again")).to_have_count(0)


async def test_an_address_that_was_asked_for_is_shown_until_it_is_proved(
    window: NewWindow, new_person: NewPerson, mailbox: Mailbox
) -> None:
    nora = await new_person()
    page, wanted = await window(nora), f"new.{nora.email}"
    page.expected |= {403, 422}
    await page.open("/account")
    await page.button("Change email address").click()
    await page.box("New email").fill(wanted)
    await page.box("Current password").fill("not the password")
    await page.button("Send the link").click()
    await expect(page.page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    await expect(page.box("New email")).to_have_value(wanted)
    await page.box("Current password").fill(PASSWORD)
    await page.button("Send the link").click()
    await page.see(f"Waiting for {wanted}")
    await page.open(f"/verify-email?token={await mailbox.token(wanted)}")
    await page.see_heading("Your email is verified")
    await page.open("/account")
    await expect(page.account_menu()).to_contain_text(wanted)
    await expect(page.page.get_by_text(f"Waiting for {wanted}")).to_have_count(0)


async def test_the_history_says_what_happened_in_the_readers_language(
    window: NewWindow, new_person: NewPerson
) -> None:
    nora = await new_person()
    for _ in range(11):
        await nora.http.post("/auth/login", json={"email": nora.email, "password": PASSWORD})
    page = await window(nora)
    await page.open("/account/security")
    await page.see_heading("Account history")
    listed = page.page.get_by_role("list", name=re.compile("history|verlauf")).get_by_role(
        "listitem"
    )
    await expect(listed).to_have_count(10)
    await expect(listed.first).to_contain_text("Signed in")
    await page.button("Older").click()
    await expect(listed.last).to_contain_text("The account was created")
    await page.account_menu().click()
    await page.page.get_by_role("menuitemradio", name="Deutsch").click()
    await page.see_heading("Kontoverlauf")
    await page.button("Ältere").click()
    await expect(listed.last).to_contain_text("Das Konto wurde erstellt")


async def test_a_changed_password_signs_out_every_other_device(
    window: NewWindow, new_person: NewPerson
) -> None:
    nora = await new_person()
    page = await window(nora)
    page.expected.add(403)
    await page.open("/account/security")
    await page.button("Change password").click()
    dialog = page.page.get_by_role("dialog")
    await page.box("Current password").fill("not the password")
    await page.box("New password").fill(NEW_PASSWORD)
    await dialog.get_by_role("button", name="Change password").click()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await page.box("Current password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Change password").click()
    await page.see("Your password was changed, and every other device signed out.")
    await expect(page.button("Change password")).to_be_focused()
    assert (await nora.get("/auth/me")).status_code == 401
    await page.page.reload()
    await page.see_heading("Ways to sign in")


async def test_who_owns_an_organization_alone_is_told_which_and_led_there(
    window: NewWindow, new_person: NewPerson
) -> None:
    nora = await new_person()
    place: Place = await found(nora, "Held up")
    page = await window(nora)
    page.expected.add(409)
    await page.open("/account")
    await page.button("Delete account").click()
    dialog = page.page.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill(nora.email)
    await dialog.get_by_role("button", name="Delete account").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("You are the last owner")
    await expect(dialog.get_by_text("Held up").first).to_be_visible()
    assert await page.violations() == []
    await dialog.get_by_role("link", name="Hand over or delete Held up").click()
    await page.be_at(f"/o/{place.slug}/settings")
    await page.see_heading("Organization settings")
    await page.open("/account")
    await page.button("Delete account").click()
    assert (await nora.delete(place.path)).status_code == 204
    await dialog.get_by_role("textbox").fill(nora.email)
    await dialog.get_by_role("button", name="Delete account").click()
    await page.see_heading("Sign in to Tenantry")


@pytest_asyncio.fixture
async def localhost(service: tenantry.Service) -> AsyncIterator[str]:
    """The service at a name, as passkeys need one."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://localhost:{listening.getsockname()[1]}"
        changed = Settings(**{**service.settings.model_dump(), "passkey_origins": (url,)})
        named = tenantry.Service(changed, service.database, service.app_url)
        config = uvicorn.Config(
            tenantry.create_app(service=named), log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 (uvicorn offers no event)
            await asyncio.sleep(0.01)
        yield url
        server.should_exit = True
        await serving


async def test_a_passkey_is_added_signs_in_alone_and_confirms(
    window: NewWindow,
    localhost: str,
    http: httpx.AsyncClient,
    new_person: NewPerson,
    admin_connection: asyncpg.Connection,
) -> None:
    nora = await new_person()
    page = await window()
    page.base_url = localhost
    page.expected.add(403)
    await plug_in_authenticator(page)
    await page.open("/sign-in")
    await page.box("Email").fill(nora.email)
    await page.box("Password").fill(PASSWORD)
    await page.button("Sign in").click()
    await page.see_heading("Name your organization")
    await page.open("/account/security")
    await page.button("Add a passkey").click()
    await page.see_heading("Recovery codes")
    await page.button("Done").click()
    await page.button("Rename Chrome on Linux").click()
    await page.box("Name").fill("Work laptop")
    await page.button("Save").click()
    await page.see_heading("Passkey Work laptop")
    await expect(page.button("Rename Work laptop")).to_be_focused()

    await page.open("/welcome")
    await page.button("Sign out").click()
    await page.button("Use a passkey").click()
    await page.see_heading("Name your organization")
    await page.open("/account/security")
    await grow_old(admin_connection, nora.id)
    await admin_connection.execute(
        "UPDATE sessions SET mfa_at = now() - interval '1 hour' WHERE user_id = $1", UUID(nora.id)
    )
    await page.page.get_by_role("button", name="Remove Passkey").click()
    await confirm(page, "Remove")
    await page.see_heading("Confirm that it is you")
    await page.button("Use a passkey").click()
    await page.see("no longer signs in to your account.")
    await expect(page.heading("Passkey Work laptop")).to_have_count(0)


async def plug_in_authenticator(page: Window) -> None:
    """Give the browser an authenticator that says yes."""
    devtools = await page.page.context.new_cdp_session(page.page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_where_no_passkey_can_work_none_is_offered_and_it_is_said_why(
    window: NewWindow, new_person: NewPerson
) -> None:
    page = await window(await new_person())
    await page.open("/account/security")
    await page.see("This browser offers no passkeys here: they need HTTPS or localhost.")
    await expect(page.button("Add a passkey")).to_have_count(0)
