"""Inviting a wallet: whoever holds its key comes in, however its address is spelt."""

from __future__ import annotations

import pytest

from tests.invitations.conftest import token_of
from tests.invitations.test_invite import refused


async def ask_in(acme, wallet, **spelt) -> dict:
    body = {"wallet": {**wallet.named, **spelt}, "role": "member"}
    answer = await acme.owner.post(f"{acme.path}/invitations", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_the_holder_of_the_wallet_comes_in(acme, wallet, http, eve) -> None:
    issued = await ask_in(acme, wallet)
    wanda = await wallet.sign_in(http)
    (mine,) = (await wanda.get("/invitations")).json()["invitations"]
    assert mine["id"] == issued["id"] and mine["wallet"]["provider"] == wallet.provider
    path = f"/invitations/{token_of(issued)}/accept"
    assert refused(await eve.post(path)) == (403, "invitation_for_someone_else")
    assert (await wanda.post(path)).status_code == 200
    assert (await wanda.get(acme.path)).json()["user_role"] == "member"


async def test_an_address_in_another_case_is_the_same_wallet(acme, signer, http) -> None:
    wallet = await signer.wallet("evm")
    await ask_in(acme, wallet, address=wallet.address.lower())
    again = {"wallet": wallet.named, "role": "admin"}
    answer = await acme.owner.post(f"{acme.path}/invitations", again)
    assert refused(answer) == (409, "already_invited")
    wanda = await wallet.sign_in(http)
    assert len((await wanda.get("/invitations")).json()["invitations"]) == 1


async def test_a_member_is_not_invited_by_their_wallet(acme, wallet, http) -> None:
    wanda = await wallet.sign_in(http)
    await acme.add(wanda, "member")
    body = {"wallet": wallet.named, "role": "member"}
    answer = await acme.owner.post(f"{acme.path}/invitations", body)
    assert refused(answer) == (409, "already_member")


@pytest.mark.parametrize(
    "wallet",
    [
        {"provider": "evm", "address": "0x0"},
        {"provider": "solana", "address": "0" * 44},
        {"provider": "cosmos", "address": "cosmos1nope"},
        {"provider": "bitcoin", "address": "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},
    ],
)
async def test_what_is_no_address_of_a_wallet_is_refused(acme, olivia, wallet) -> None:
    body = {"wallet": wallet, "role": "member"}
    answer = await olivia.post(f"{acme.path}/invitations", body)
    assert refused(answer) == (422, "validation_failed")
