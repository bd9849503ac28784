"""Getting in with the wallets of a browser, which really sign, and what they refuse."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Locator, expect

from tests.dashboard.conftest import NewWindow
from tests.dashboard.extensions import REJECTED, install
from tests.dashboard.window import Window
from tests.factors.helpers import turn_on
from tests.people import Person, Place
from tests.wallets.signer import Signer, Wallet


def offered(page: Window, name: str) -> Locator:
    """The wallet of that name among those to choose from."""
    return page.page.get_by_role("dialog").get_by_role("button", name=name)


async def choose(page: Window, name: str) -> None:
    await page.button("Use a wallet").click()
    await offered(page, name).click()


async def said(page: Window, sentence: str) -> None:
    await expect(page.page.get_by_role("dialog").get_by_role("alert")).to_contain_text(sentence)


@pytest.mark.parametrize(
    ("provider", "name", "about"),
    [
        ("evm", "MetaMask", {"chain": 8453}),
        ("solana", "Phantom", {}),
        ("solana", "Backpack", {"name": "Backpack", "kind": "standard"}),
        ("cosmos", "Keplr", {}),
    ],
)
async def test_a_wallet_makes_an_account_and_finds_it_again(
    window: NewWindow, signer: Signer, provider: str, name: str, about: dict[str, Any]
) -> None:
    page = await window()
    await install(page.page.context, await signer.wallet(provider), **about)
    await page.open("/sign-up")
    await page.box("Your name").fill("Wanda")
    await choose(page, name)
    await page.see_heading("Name your organization")
    await page.see("Signed in as Wanda.")
    await page.button("Sign out").click()
    await choose(page, name)
    await page.see_heading("Name your organization")
    await page.see("Signed in as Wanda.")


async def test_every_wallet_is_listed_with_its_name_and_icon(
    window: NewWindow, signer: Signer
) -> None:
    page = await window()
    context = page.page.context
    await install(context, await signer.wallet("evm"), name="MetaMask")
    await install(context, await signer.wallet("evm"), name="Rabby", icon="https://evil.test/i.png")
    await install(context, await signer.wallet("solana"))
    await page.open("/sign-in")
    await page.button("Use a wallet").click()
    rows = page.page.get_by_role("dialog").get_by_role("listitem")
    await expect(rows).to_have_count(3)
    assert await rows.all_inner_texts() == [
        "MetaMask\nEthereum",
        "R\nRabby\nEthereum",
        "P\nPhantom\nSolana",
    ]
    icons = page.page.get_by_role("dialog").locator("img")
    assert await icons.evaluate_all("(all) => all.map((one) => one.naturalWidth)") == [32]
    assert await page.violations() == []


async def test_without_a_wallet_it_is_said_what_one_is_and_looked_again(
    window: NewWindow, signer: Signer
) -> None:
    page = await window()
    await page.open("/sign-in")
    await page.button("Use a wallet").click()
    await page.see_heading("This browser has no wallet")
    await page.see("Wallets are browser extensions such as MetaMask, Phantom or Keplr.")
    assert await page.violations() == []
    await page.page.evaluate("window.ethereum = { request: async () => [] }")
    await page.button("Look again").click()
    await offered(page, "Ethereum").click()
    await said(page, "Ethereum shows no account. Unlock it")
    await page.page.keyboard.press("Escape")
    await expect(page.button("Use a wallet")).to_be_focused()


async def test_what_a_wallet_refuses_is_said_and_can_be_tried_again(
    window: NewWindow, signer: Signer
) -> None:
    page = await window()
    wallet = await install(page.page.context, await signer.wallet("evm"))
    await page.open("/sign-in")
    await page.button("Use a wallet").click()
    for method, refusal, sentence in (
        ("sign", REJECTED, "You declined in MetaMask, so nothing was signed."),
        ("eth_requestAccounts", {"code": 4100, "message": "x"}, "Unlock it"),
        ("eth_requestAccounts", {"code": -32002, "message": "x"}, "waiting for an earlier answer"),
        ("eth_chainId", {"code": 4901, "message": "x"}, "does not know this chain"),
        ("sign", {"code": -32603, "message": "Ledger: 0x6985"}, "could not do it: Ledger: 0x6985"),
    ):
        wallet.refusals = {method: refusal}
        await offered(page, "MetaMask").click()
        await said(page, sentence)
        await expect(offered(page, "MetaMask")).to_be_focused()
    wallet.refusals = {}
    await offered(page, "MetaMask").click()
    await page.see_heading("Name your organization")


async def test_keplr_is_asked_for_the_chain_that_was_chosen(
    window: NewWindow, signer: Signer
) -> None:
    page = await window()
    wallet = await signer.wallet("cosmos", prefix="secret")
    keplr = await install(page.page.context, wallet)
    keplr.refusals = {"enable": {"message": "There is no chain info for cosmoshub-4"}}
    await page.open("/sign-in")
    await page.button("Use a wallet").click()
    await offered(page, "Keplr").click()
    await said(page, "Keplr does not know this chain.")
    keplr.refusals = {}
    await page.choose("Cosmos chain", "secret-4")
    await offered(page, "Keplr").click()
    await page.see_heading("Name your organization")


async def test_who_turns_away_is_not_signed_in_by_a_late_signature(
    window: NewWindow, signer: Signer
) -> None:
    page = await window()
    wallet = await install(page.page.context, await signer.wallet("evm"))
    wallet.thinking = asyncio.Event()
    sent: list[str] = []
    page.page.on("request", lambda request: sent.append(urlsplit(request.url).path))
    await page.open("/sign-in")
    await choose(page, "MetaMask")
    await page.see("Look into MetaMask")
    async with asyncio.timeout(15):
        while "sign" not in wallet.asked:  # noqa: ASYNC110 (the browser offers no event)
            await asyncio.sleep(0.01)
    await page.button("Cancel").click()
    await expect(page.page.get_by_text("Look into MetaMask")).to_have_count(0)
    wallet.thinking.set()
    await page.page.wait_for_load_state("networkidle")
    assert "/api/v1/auth/wallet/verify" not in sent
    await offered(page, "MetaMask").click()
    await page.see_heading("Name your organization")
    assert sent.count("/api/v1/auth/wallet/verify") == 1


async def test_a_second_factor_is_asked_for_after_a_wallet_too(
    window: NewWindow,
    signer: Signer,
    new_person: Callable[[], Awaitable[Person]],
) -> None:
    nora, wallet = await new_person(), await signer.wallet("evm")
    assert (await wallet.link_to(nora)).status_code == 201
    app, _ = await turn_on(nora)
    page = await window()
    page.expected.add(401)
    await install(page.page.context, wallet)
    await page.open("/sign-in")
    await choose(page, "MetaMask")
    await page.see_heading("Prove that it is you")
    await page.box("Six-digit code").fill(app.next())
    await page.button("Sign in").click()
    await page.see_heading("Name your organization")


async def invite(place: Place, wallet: Wallet) -> str:
    """Invite the holder of a wallet; the path of the link to hand over."""
    body = {"wallet": wallet.named, "role": "admin"}
    answer = await place.owner.post(f"{place.path}/invitations", body)
    assert answer.status_code == 201, answer.text
    return urlsplit(answer.json()["link"]).path


@pytest.mark.parametrize("provider", ["evm", "solana", "cosmos"])
async def test_who_holds_the_wallet_that_is_invited_gets_in_with_it(
    window: NewWindow, signer: Signer, acme: Place, provider: str
) -> None:
    wallet = await signer.wallet(provider, **({"prefix": "secret"} if provider == "cosmos" else {}))
    path = await invite(acme, wallet)
    page = await window()
    await page.open(path)
    await page.see_heading("Join Acme")
    await page.button("Use a wallet").click()
    await page.see("This browser has no")
    await install(page.page.context, wallet)
    await page.page.reload()
    await page.button("Use a wallet").click()
    await page.page.get_by_role("dialog").get_by_role("listitem").get_by_role("button").click()
    await page.button("Accept and join").click()
    await page.be_at(f"/o/{acme.slug}(/w/[a-z]+)?")
    await expect(page.link("Audit log")).to_be_visible()


async def test_who_signs_up_with_the_wallet_that_is_invited_finds_the_invitation_without_its_link(
    window: NewWindow, signer: Signer, acme: Place, globex: Place
) -> None:
    wallet = await signer.wallet("solana")
    await invite(acme, wallet)
    await invite(globex, wallet)
    page = await window()
    await install(page.page.context, wallet)
    await page.open("/sign-up")
    await choose(page, "Phantom")
    await page.see_heading("You are invited")
    assert await page.violations() == []
    await page.button("Decline the invitation of Globex").click()
    await expect(page.button("Join Globex")).to_have_count(0)
    await page.button("Join Acme").click()
    await page.be_at(f"/o/{acme.slug}(/w/[a-z]+)?")


async def test_another_account_links_the_wallet_that_is_invited_and_joins(
    window: NewWindow,
    signer: Signer,
    acme: Place,
    new_person: Callable[[], Awaitable[Person]],
) -> None:
    nora, wallet, other = await new_person(), await signer.wallet("evm"), await signer.wallet("evm")
    page = await window(nora)
    page.expected.add(403)
    extension = await install(page.page.context, wallet)
    await page.open(await invite(acme, wallet))
    await page.button("Accept and join").click()
    await page.see("This invitation is for another address")
    await page.button("Link the invited wallet").click()
    extension.wallet = other
    await offered(page, "MetaMask").click()
    await said(page, f"MetaMask shows another account. Choose {wallet.address[:8]}…")
    assert "sign" not in extension.asked
    extension.wallet = wallet
    await offered(page, "MetaMask").click()
    await page.be_at(f"/o/{acme.slug}(/w/[a-z]+)?")
    ways = (await nora.get("/auth/identities")).json()["identities"]
    assert [one["provider"] for one in ways] == ["password", "evm"]


async def test_a_wallet_of_another_account_is_refused_in_the_servers_words(
    window: NewWindow,
    signer: Signer,
    http: httpx.AsyncClient,
    new_person: Callable[[], Awaitable[Person]],
) -> None:
    wallet = await signer.wallet("evm")
    await wallet.sign_in(http)
    page = await window(await new_person())
    page.expected.add(409)
    await install(page.page.context, wallet)
    await page.open("/account/security")
    await page.button("Link a wallet").click()
    await offered(page, "MetaMask").click()
    await page.see("This wallet signs in to an account already")
