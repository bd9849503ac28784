"""Wallets used in two places at once: one comes second, and nothing is done by halves."""

from __future__ import annotations

import asyncio

import httpx

from tests.concurrency.counts import codes
from tests.identity.accounts import sign_up_as
from tests.wallets.signer import Signer, Wallet, verify
from tests.wallets.test_link import identities_of


async def test_one_signature_used_ten_times_at_once_starts_one_session(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    body = await wallet.proof(http)
    answers = await asyncio.gather(*(verify(http, body) for _ in range(10)))
    assert codes(answers) == {200: 1, "invalid_signature": 9}


async def test_ten_first_sign_ins_of_one_wallet_at_once_make_one_account(
    http: httpx.AsyncClient, wallet: Wallet, admin_connection
) -> None:
    bodies = [await wallet.proof(http) for _ in range(10)]
    name = f"Racer {wallet.address}"[:100]
    answers = await asyncio.gather(
        *(verify(http, {**body, "display_name": name}) for body in bodies)
    )
    assert codes(answers) == {200: 10}
    assert len({answer.json()["user"]["id"] for answer in answers}) == 1
    made = "SELECT count(*) FROM users WHERE display_name = $1"
    assert await admin_connection.fetchval(made, name) == 1


async def test_a_wallet_linked_to_two_accounts_at_once_goes_to_one(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    people = [await sign_up_as(http) for _ in range(4)]
    bodies = [await wallet.proof_of(person) for person in people]
    answers = await asyncio.gather(
        *(
            person.post("/auth/wallet/link", body)
            for person, body in zip(people, bodies, strict=True)
        )
    )
    assert codes(answers) == {201: 1, "identity_taken": 3}


async def test_of_two_last_ways_unlinked_at_once_one_stays(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    for _ in range(5):
        first, second = await signer.wallet("evm"), await signer.wallet("solana")
        person = await first.sign_in(http)
        assert (await second.link_to(person)).status_code == 201
        answers = await asyncio.gather(
            *(
                person.delete(f"/auth/identities/{entry['id']}")
                for entry in await identities_of(person)
            )
        )
        assert codes(answers) == {204: 1, "last_identity": 1}
        assert len(await identities_of(person)) == 1


async def test_a_wallet_that_signs_up_while_it_is_linked_is_in_one_account(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    person = await sign_up_as(http)
    to_link, to_sign_in = await wallet.proof_of(person), await wallet.proof(http)
    linked, signed_in = await asyncio.gather(
        person.post("/auth/wallet/link", to_link), verify(http, to_sign_in)
    )
    assert signed_in.status_code == 200
    owner = signed_in.json()["user"]["id"]
    assert linked.status_code == (201 if owner == person.id else 409), linked.text


async def test_challenges_that_nobody_redeems_are_taken_away(
    http: httpx.AsyncClient, wallet: Wallet, admin_connection
) -> None:
    await admin_connection.execute(
        "UPDATE wallet_challenges SET expires_at = now() - interval '1 day'"
    )
    count = "SELECT count(*) FROM wallet_challenges WHERE expires_at < now() - interval '1 hour'"
    left = await admin_connection.fetchval(count)
    for _ in range(left // 10 + 1):
        await wallet.challenge(http)
    assert await admin_connection.fetchval(count) == 0
