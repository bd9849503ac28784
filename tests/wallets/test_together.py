"""Wallets with the rest: mail about them, a password beside them, invitations to them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

import tenantry
from tests.identity.accounts import log_in, new_email, sign_up_as
from tests.mail.mailbox import Mailbox, delivered, text_of
from tests.people import Place
from tests.wallets.signer import Signer, Wallet, refused
from tests.wallets.test_link import age, identities_of, unlink

PASSPHRASE = "a quite different passphrase"


@pytest_asyncio.fixture(scope="module")
async def mailbox(service: tenantry.Service) -> AsyncIterator[Mailbox]:
    async with delivered(service) as found:
        yield found


async def test_linking_and_unlinking_are_mailed(
    http: httpx.AsyncClient, wallet: Wallet, mailbox: Mailbox
) -> None:
    person = await sign_up_as(http)
    await wallet.link_to(person)
    linked = await mailbox.next(person.email, "There is a new way into your account")
    assert wallet.address in text_of(linked)
    await unlink(person, wallet.provider)
    removed = await mailbox.next(person.email, "A way into your account was removed")
    assert wallet.address in text_of(removed)


async def test_a_wallets_account_gets_an_email_and_then_a_password(
    http: httpx.AsyncClient, wallet: Wallet, mailbox: Mailbox, admin_connection
) -> None:
    person, email = await wallet.sign_in(http), new_email()
    await age(admin_connection, person)
    wanted = {"email": email}
    answer = await person.post("/auth/email/change", wanted)
    assert refused(answer, 403, "confirmation_required")
    body = {"wallet": await wallet.proof_of(person, "confirm")}
    assert (await person.post("/auth/confirm", body)).status_code == 204
    assert (await person.post("/auth/email/change", wanted)).status_code == 202
    token = await mailbox.token(email, "Confirm your new email address")
    assert (await http.post("/auth/email/verify", json={"token": token})).status_code == 204
    assert (await http.post("/auth/password/forgot", json=wanted)).status_code == 202
    reset = {"token": await mailbox.token(email, "Set a new password"), "password": PASSPHRASE}
    assert (await http.post("/auth/password/reset", json=reset)).status_code == 204
    answer = await log_in(http, email, PASSPHRASE)
    assert answer.json()["user"]["id"] == person.id
    again = await wallet.sign_in(http)
    assert again.id == person.id
    assert {entry["provider"] for entry in await identities_of(again)} == {
        "password",
        wallet.provider,
    }


async def test_an_invited_wallet_finds_and_accepts_its_invitation(
    http: httpx.AsyncClient, signer: Signer, acme: Place
) -> None:
    """Under whatever spelling or prefix it was invited."""
    evm, hub = await signer.wallet("evm"), await signer.wallet("cosmos", prefix="cosmos")
    other = await hub.other(prefix="osmo")
    for invited, address in ((evm, evm.address.lower()), (other, hub.address)):
        body = {"wallet": {"provider": invited.provider, "address": address}, "role": "member"}
        answer = await acme.owner.post(f"{acme.path}/invitations", body)
        assert answer.status_code == 201, answer.text
        person = await invited.sign_in(http)
        (offer,) = (await person.get("/invitations")).json()["invitations"]
        accepted = await person.post(f"{acme.path}/invitations/{offer['id']}/accept")
        assert accepted.status_code == 200, accepted.text
        assert (await person.get(acme.path)).json()["user_role"] == "member"
    stranger = await (await signer.wallet("solana")).sign_in(http)
    assert (await stranger.get("/invitations")).json()["invitations"] == []
