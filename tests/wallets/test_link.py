"""Several ways into one account: linked with proof of both sides, and never the last one out."""

from __future__ import annotations

from typing import Any

import asyncpg
import httpx
import pytest

from tests.identity.accounts import log_in, refused_as, sign_up_as
from tests.people import PASSWORD, Person, sign_in
from tests.wallets.signer import Signer, Wallet, refused, verify


async def identities_of(person: Person) -> list[dict[str, Any]]:
    answer = await person.get("/auth/identities")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["identities"])


async def unlink(person: Person, provider: str) -> httpx.Response:
    found = {entry["provider"]: entry["id"] for entry in await identities_of(person)}
    return await person.delete(f"/auth/identities/{found[provider]}")


async def age(connection: asyncpg.Connection, person: Person) -> None:
    """Have all sessions of someone begun, and been confirmed, a while ago."""
    await connection.execute(
        "UPDATE sessions SET created_at = now() - interval '10 minutes', "
        "confirmed_at = confirmed_at - interval '10 minutes' WHERE user_id = $1",
        person.id,
    )


async def test_a_linked_wallet_signs_in_to_the_same_account(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    person = await sign_up_as(http)
    answer = await wallet.link_to(person)
    assert answer.status_code == 201, answer.text
    linked = answer.json()
    assert (linked["provider"], linked["address"]) == (wallet.provider, wallet.address)
    assert (await wallet.sign_in(http)).id == person.id
    password, other = await identities_of(person)
    assert (password["provider"], password["address"]) == ("password", None)
    assert (other["id"], other["address"]) == (linked["id"], wallet.address)


async def test_one_account_takes_a_wallet_of_every_kind(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    wallets = [await signer.wallet(provider) for provider in ("evm", "solana", "cosmos")]
    person = await wallets[0].sign_in(http)
    for wallet in wallets[1:]:
        assert (await wallet.link_to(person)).status_code == 201
    assert {(await wallet.sign_in(http)).id for wallet in wallets} == {person.id}
    assert len(await identities_of(person)) == 3


async def test_a_wallet_of_another_account_is_not_taken_from_it(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    holder, person = await wallet.sign_in(http), await sign_up_as(http)
    assert refused(await wallet.link_to(person), 409, "identity_taken")
    assert (await wallet.sign_in(http)).id == holder.id
    assert [entry["provider"] for entry in await identities_of(person)] == ["password"]


async def test_a_wallet_is_linked_once(http: httpx.AsyncClient, wallet: Wallet) -> None:
    person = await sign_up_as(http)
    assert (await wallet.link_to(person)).status_code == 201
    assert refused(await wallet.link_to(person), 409, "identity_taken")


async def test_the_key_of_a_linked_cosmos_wallet_is_linked_under_every_prefix(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    hub = await signer.wallet("cosmos", prefix="cosmos")
    person = await sign_up_as(http)
    assert (await hub.link_to(person)).status_code == 201
    other = await hub.other(prefix="osmo")
    assert refused(await other.link_to(await sign_up_as(http)), 409, "identity_taken")
    assert (await other.sign_in(http)).id == person.id


async def test_a_challenge_does_only_what_it_was_made_for(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    person, other = await sign_up_as(http), await sign_up_as(http)
    to_sign_in = await wallet.proof(http)
    assert refused(await person.post("/auth/wallet/link", to_sign_in), 403, "wrong_signature")
    to_link = await wallet.proof_of(person)
    assert person.id in to_link["message"]
    assert refused(await verify(http, to_link), 401, "invalid_signature")
    assert refused(await other.post("/auth/wallet/link", to_link), 403, "wrong_signature")
    confirming = await person.post("/auth/confirm", {"wallet": to_link})
    assert refused(confirming, 403, "wrong_signature")
    assert (await person.post("/auth/wallet/link", to_link)).status_code == 201


async def test_another_keys_signature_links_nothing(
    http: httpx.AsyncClient, signer: Signer, wallet: Wallet
) -> None:
    person, thief = await sign_up_as(http), await signer.wallet(wallet.provider)
    forged = await thief.sign(await wallet.challenge_of(person))
    answer = await person.post("/auth/wallet/link", {**forged, "address": wallet.address})
    assert refused(answer, 403, "wrong_signature")
    assert (await person.get("/auth/me")).status_code == 200


async def test_a_session_that_began_a_while_ago_has_to_be_confirmed(
    http: httpx.AsyncClient, signer: Signer, admin_connection: Any
) -> None:
    first, second = await signer.wallet("evm"), await signer.wallet("solana")
    person = await sign_up_as(http)
    await age(admin_connection, person)
    assert refused(await first.link_to(person), 403, "confirmation_required")
    wrong = await person.post("/auth/confirm", {"password": "not the password"})
    assert refused(wrong, 403, "wrong_password")
    assert refused(await first.link_to(person), 403, "confirmation_required")
    assert (await person.post("/auth/confirm", {"password": PASSWORD})).status_code == 204
    assert (await first.link_to(person)).status_code == 201
    await age(admin_connection, person)
    assert refused(await unlink(person, "evm"), 403, "confirmation_required")
    body = {"wallet": await first.proof_of(person, "confirm")}
    assert (await person.post("/auth/confirm", body)).status_code == 204
    assert (await second.link_to(person)).status_code == 201


async def test_a_wallet_that_is_not_linked_confirms_nothing(
    http: httpx.AsyncClient, wallet: Wallet, admin_connection: Any
) -> None:
    person, holder = await sign_up_as(http), await wallet.sign_in(http)
    await age(admin_connection, person)
    body = {"wallet": await wallet.proof_of(person, "confirm")}
    assert refused(await person.post("/auth/confirm", body), 403, "wrong_signature")
    assert refused(await wallet.link_to(person), 403, "confirmation_required")
    assert (await wallet.sign_in(http)).id == holder.id


async def test_a_confirmation_is_of_its_session_alone(
    http: httpx.AsyncClient, wallet: Wallet, admin_connection: Any
) -> None:
    """A thief who holds a token gains nothing by the owner's confirming on another device."""
    thief = await sign_up_as(http)
    person = await sign_in(thief)
    await age(admin_connection, person)
    assert (await person.post("/auth/confirm", {"password": PASSWORD})).status_code == 204
    assert refused(await wallet.link_to(thief), 403, "confirmation_required")


@pytest.mark.parametrize("body", [{}, {"password": None}, {"password": "x", "wallet": {}}])
async def test_a_confirmation_is_of_one_kind(http: httpx.AsyncClient, body: Any) -> None:
    person = await sign_up_as(http)
    assert (await person.post("/auth/confirm", body)).status_code == 422


async def test_a_password_confirms_nothing_where_there_is_none(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    person = await wallet.sign_in(http)
    answer = await person.post("/auth/confirm", {"password": PASSWORD})
    assert refused(answer, 403, "wrong_password")


async def test_the_last_way_in_stays(http: httpx.AsyncClient, wallet: Wallet) -> None:
    person = await wallet.sign_in(http)
    assert refused(await unlink(person, wallet.provider), 409, "last_identity")
    assert (await wallet.sign_in(http)).id == person.id


async def test_an_unlinked_wallet_signs_in_to_that_account_no_more(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    person = await sign_up_as(http)
    assert (await wallet.link_to(person)).status_code == 201
    by_wallet = await wallet.sign_in(http)
    assert (await unlink(person, wallet.provider)).status_code == 204
    assert await refused_as(by_wallet, "session_ended")
    assert (await person.get("/auth/me")).status_code == 200
    assert (await wallet.sign_in(http)).id != person.id


async def test_a_password_can_go_once_there_is_a_wallet(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    person = await sign_up_as(http)
    assert (await wallet.link_to(person)).status_code == 201
    assert (await unlink(person, "password")).status_code == 204
    assert refused(await log_in(http, person.email), 401, "invalid_credentials")
    assert refused(await unlink(person, wallet.provider), 409, "last_identity")


async def test_nobody_unlinks_for_another(http: httpx.AsyncClient, wallet: Wallet) -> None:
    person, other = await sign_up_as(http), await sign_up_as(http)
    linked = (await wallet.link_to(person)).json()
    path = f"/auth/identities/{linked['id']}"
    assert refused(await other.delete(path), 404, "not_found")
    assert len(await identities_of(person)) == 2


async def test_a_deleted_account_frees_its_wallet(
    http: httpx.AsyncClient, wallet: Wallet, admin_connection: Any
) -> None:
    person = await wallet.sign_in(http)
    await wallet.challenge_of(person)
    assert (await person.delete("/auth/me")).status_code == 204
    for table in ("wallets", "wallet_challenges", "identities"):
        left = f"SELECT count(*) FROM {table} WHERE user_id = $1"
        assert await admin_connection.fetchval(left, person.id) == 0
    assert (await wallet.sign_in(http)).id != person.id


async def test_linking_and_unlinking_stand_in_the_accounts_history(
    http: httpx.AsyncClient, wallet: Wallet, admin_connection: Any
) -> None:
    person = await sign_up_as(http)
    await wallet.link_to(person)
    await unlink(person, wallet.provider)
    rows = await admin_connection.fetch(
        "SELECT action, target_name, ip FROM account_events WHERE user_id = $1 ORDER BY at",
        person.id,
    )
    name = f"{wallet.provider} {wallet.address}"
    events = [(row["action"], row["target_name"]) for row in rows if row["action"] in (
        "identity.linked", "identity.unlinked")]  # fmt: skip
    assert events == [("identity.linked", name), ("identity.unlinked", name)]
    assert all(row["ip"] is not None for row in rows)


async def test_identities_are_listed_in_pages(http: httpx.AsyncClient, signer: Signer) -> None:
    person = await sign_up_as(http)
    for provider in ("evm", "solana"):
        await (await signer.wallet(provider)).link_to(person)
    page = (await person.get("/auth/identities?limit=2")).json()
    assert (page["total"], page["page_size"], page["has_next"]) == (3, 2, True)
    rest = (await person.get(f"/auth/identities?cursor={page['next_cursor']}")).json()
    assert [entry["provider"] for entry in rest["identities"]] == ["solana"]


@pytest.mark.parametrize(
    "statement", ["UPDATE wallets SET user_id = gen_random_uuid()", "DELETE FROM wallets"]
)
async def test_no_statement_of_the_server_moves_a_wallet(
    app_connection: asyncpg.Connection, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app_connection.execute(statement)
