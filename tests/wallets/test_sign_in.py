"""Signing in with a wallet: the first time makes the account, and every time finds it again."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.identity.accounts import new_email
from tests.people import PASSWORD
from tests.wallets.signer import Signer, Wallet, refused, verify

DOMAIN = "127.0.0.1:8000"


async def test_the_first_time_makes_an_account_that_is_found_again(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    first = await wallet.sign_in(http)
    again = await wallet.sign_in(http)
    assert first.id == again.id
    me = (await again.get("/auth/me")).json()
    assert (me["email"], me["email_verified"]) == (None, False)
    assert me["display_name"] == f"{wallet.address[:6]}…{wallet.address[-4:]}"
    assert (await again.get("/auth/sessions")).json()["total"] == 2


async def test_the_first_time_can_found_an_organization(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    person = await wallet.sign_in(http, display_name="Wanda", organization_name="Wanda's")
    assert person.token["user"]["display_name"] == "Wanda"
    assert person.token["context"]["organization_name"] == "Wanda's"
    assert person.token["context"]["organization_role"] == "owner"
    again = await wallet.sign_in(http, display_name="Other", organization_name="Another")
    assert again.token["user"]["display_name"] == "Wanda"
    assert (await again.get("/orgs")).json()["total"] == 1


async def test_a_refresh_token_can_stay_in_a_cookie(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    answer = await verify(http, {**await wallet.proof(http), "session": "cookie"})
    assert answer.json()["refresh_token"] is None
    assert "HttpOnly" in answer.headers["set-cookie"]
    http.cookies.clear()


async def test_an_ethereum_message_is_one_that_siwe_reads(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    wallet = await signer.wallet("evm")
    answer = await http.post("/auth/wallet/challenge", json={**wallet.named, "chain_id": 8453})
    challenge = answer.json()
    read = await signer.ask("evm", "read", message=challenge["message"])
    assert read["again"] == challenge["message"]
    assert read["domain"] == DOMAIN
    assert read["uri"] == f"http://{DOMAIN}"
    assert (read["address"], read["chainId"], read["version"]) == (wallet.address, 8453, "1")
    assert (read["nonce"], len(read["nonce"])) == (challenge["nonce"], 32)
    assert read["issuedAt"] < read["expirationTime"]


async def test_a_solana_message_is_one_that_wallets_read_as_a_sign_in(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    wallet = await signer.wallet("solana")
    message = await wallet.challenge(http)
    read = await signer.ask("solana", "read", message=message)
    assert read["again"] == message
    assert (read["domain"], read["address"]) == (DOMAIN, wallet.address)
    assert (read["chainId"], read["uri"]) == ("mainnet", f"http://{DOMAIN}")


async def test_what_our_sign_doc_is_keplr_signs(signer: Signer) -> None:
    from tenantry.identity.wallets import cosmos

    wallet, message = await signer.wallet("cosmos"), "a <tag> & “quotes” \\ ☃\n"
    made = await signer.ask("cosmos", "sign", secret=wallet.secret, message=message)
    assert cosmos.sign_doc(wallet.address, message).decode() == made["document"]


@pytest.mark.parametrize(
    ("provider", "chain_id", "line"),
    [
        ("evm", 8453, "Chain ID: 8453"),
        ("evm", "10", "Chain ID: 10"),
        ("evm", None, "Chain ID: 1"),
        ("solana", "solana:devnet", "Chain ID: devnet"),
        ("cosmos", "theta-testnet-001", "Chain ID: theta-testnet-001"),
        ("cosmos", None, "Chain ID: cosmoshub-4"),
    ],
)
async def test_the_chain_asked_for_stands_in_the_message(
    http: httpx.AsyncClient, signer: Signer, provider: str, chain_id: Any, line: str
) -> None:
    message = await (await signer.wallet(provider)).challenge(http, chain_id=chain_id)
    assert line in message.splitlines()


async def test_one_ethereum_key_is_one_account_on_every_chain(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    wallet = await signer.wallet("evm")
    ids = set()
    for chain_id in (1, 10, 8453):
        answer = await verify(http, await wallet.proof(http, chain_id=chain_id))
        ids.add(answer.json()["user"]["id"])
    assert len(ids) == 1


async def test_one_cosmos_key_is_one_account_under_every_prefix(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    hub = await signer.wallet("cosmos", prefix="cosmos")
    secret = await hub.other(prefix="secret")
    assert secret.address.startswith("secret1")
    assert (await hub.sign_in(http)).id == (await secret.sign_in(http)).id


async def test_an_address_is_the_same_in_every_spelling(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    wallet = await signer.wallet("evm")
    person, checksummed = await wallet.sign_in(http), wallet.address
    for spelling in (checksummed.lower(), "0x" + checksummed[2:].upper()):
        wallet.address = spelling
        message = await wallet.challenge(http)
        assert checksummed in message.splitlines()
        answer = await verify(http, await wallet.sign(message))
        assert answer.json()["user"]["id"] == person.id


async def test_a_solana_signature_may_come_in_base64(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    wallet = await signer.wallet("solana")
    message = await wallet.challenge(http)
    made = await signer.ask("solana", "sign", secret=wallet.secret, message=message)
    body = {**wallet.named, "message": message, "signature": made["base64"]}
    assert (await verify(http, body)).status_code == 200


async def test_an_account_without_a_password_is_not_signed_in_to_with_one(
    http: httpx.AsyncClient, wallet: Wallet
) -> None:
    await wallet.sign_in(http)
    body = {"email": new_email(), "password": PASSWORD}
    assert refused(await http.post("/auth/login", json=body), 401, "invalid_credentials")
