"""What proves no wallet: changed messages, used and late ones, and signatures that are off."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import base58
import httpx
import pytest

from tests.wallets.signer import Signer, Wallet, refused, verify

SECP256K1 = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
ED25519 = 2**252 + 27742317777372353535851937790883648493

CHANGED = {
    "domain": lambda m: m.replace("127.0.0.1:8000 wants", "evil.example wants"),
    "URI": lambda m: m.replace("URI: http://127.0.0.1:8000", "URI: https://evil.example"),
    "chain": lambda m: m.replace("Chain ID: ", "Chain ID: 9"),
    "nonce": lambda m: m[: m.index("Nonce: ") + 7] + "0" * 32 + m[m.index("\nIssued") :],
    "issued": lambda m: m.replace("Issued At: 2", "Issued At: 3"),
    "expiry": lambda m: m.replace("Expiration Time: 2", "Expiration Time: 3"),
    "statement": lambda m: m.replace("costs nothing", "costs all"),
    "version": lambda m: m.replace("Version: 1", "Version: 2"),
    "newline at the end": lambda m: m + "\n",
    "other line ends": lambda m: m.replace("\n", "\r\n"),
    "invisible space": lambda m: m.replace("\n\n", "\n\u200b\n", 1),
    "look-alike letter": lambda m: m.replace("wants", "w\u0430nts"),
    "full-width digits": lambda m: m.replace("127", "\uff11\uff12\uff17", 1),
    "override": lambda m: "\u202e" + m,
    "nothing of it": lambda m: "Pay everything.",
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
async def test_a_changed_message_proves_nothing_though_it_is_signed(
    http: httpx.AsyncClient, wallet: Wallet, change: Callable[[str], str]
) -> None:
    message = await wallet.challenge(http)
    changed = change(message)
    assert changed != message
    answer = await verify(http, await wallet.sign(changed))
    assert refused(answer, 401, "invalid_signature")
    assert (await verify(http, await wallet.sign(message))).status_code == 200


async def test_a_signature_is_good_once(http: httpx.AsyncClient, wallet: Wallet) -> None:
    body = await wallet.proof(http)
    assert (await verify(http, body)).status_code == 200
    assert refused(await verify(http, body), 401, "invalid_signature")


async def test_a_late_signature_is_refused(
    http: httpx.AsyncClient, wallet: Wallet, admin_connection: Any
) -> None:
    body = await wallet.proof(http)
    done = await admin_connection.execute(
        "UPDATE wallet_challenges SET expires_at = now() WHERE hash = $1",
        hashlib.sha256(body["message"].encode()).digest(),
    )
    assert done == "UPDATE 1"
    assert refused(await verify(http, body), 401, "invalid_signature")


async def test_another_wallets_signature_is_refused_and_uses_the_challenge_up(
    http: httpx.AsyncClient, signer: Signer, wallet: Wallet
) -> None:
    message = await wallet.challenge(http)
    thief = await signer.wallet(wallet.provider)
    forged = {**await thief.sign(message), "address": wallet.address}
    assert refused(await verify(http, forged), 401, "invalid_signature")
    assert refused(await verify(http, await wallet.sign(message)), 401, "invalid_signature")


async def test_a_challenge_of_one_address_is_none_of_another(
    http: httpx.AsyncClient, signer: Signer, wallet: Wallet
) -> None:
    thief = await signer.wallet(wallet.provider)
    body = await thief.sign(await wallet.challenge(http))
    assert refused(await verify(http, body), 401, "invalid_signature")


async def test_a_challenge_of_one_provider_is_none_of_another(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    solana, evm = await signer.wallet("solana"), await signer.wallet("evm")
    body = await solana.proof(http)
    answer = await verify(http, {**body, **evm.named})
    assert refused(answer, 401, "invalid_signature")


async def test_known_and_unknown_wallets_are_refused_with_the_same_bytes(
    http: httpx.AsyncClient, signer: Signer, wallet: Wallet
) -> None:
    await wallet.sign_in(http)
    stranger, thief = await signer.wallet(wallet.provider), await signer.wallet(wallet.provider)
    answers = []
    for target in (wallet, stranger):
        forged = {**await thief.sign(await target.challenge(http)), "address": target.address}
        headers = {"X-Request-ID": "one-and-the-same"}
        answer = await http.post("/auth/wallet/verify", json=forged, headers=headers)
        answers.append((answer.status_code, answer.content))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401


def evm_twin(signature: str) -> str:
    raw = bytes.fromhex(signature[2:])
    s = (SECP256K1 - int.from_bytes(raw[32:64])).to_bytes(32)
    return "0x" + (raw[:32] + s + bytes([55 - raw[64]])).hex()


def cosmos_twin(signature: str) -> str:
    raw = base64.b64decode(signature)
    s = (SECP256K1 - int.from_bytes(raw[32:])).to_bytes(32)
    return base64.b64encode(raw[:32] + s).decode()


def solana_twin(signature: str) -> str:
    raw = base58.b58decode(signature)
    s = (ED25519 + int.from_bytes(raw[32:], "little")).to_bytes(32, "little")
    return base58.b58encode(raw[:32] + s).decode()


TWINS = {"evm": evm_twin, "cosmos": cosmos_twin, "solana": solana_twin}


async def test_the_twin_of_a_signature_is_refused(http: httpx.AsyncClient, wallet: Wallet) -> None:
    """Whoever sees a signature can compute another that the bare curve equation holds for."""
    body = await wallet.proof(http)
    twin = TWINS[wallet.provider](body["signature"])
    assert twin != body["signature"]
    assert refused(await verify(http, {**body, "signature": twin}), 401, "invalid_signature")


async def test_v_may_be_the_parity_alone_and_nothing_else(
    http: httpx.AsyncClient, signer: Signer
) -> None:
    wallet = await signer.wallet("evm")
    for v, status in ((-27, 200), (0, 200), (1, 401), (8, 401), (100, 401)):
        body = await wallet.proof(http)
        raw = bytes.fromhex(body["signature"][2:])
        changed = "0x" + (raw[:64] + bytes([raw[64] + v])).hex()
        assert (await verify(http, {**body, "signature": changed})).status_code == status, v


GARBAGE: dict[str, Callable[[str], str]] = {
    "cut short": lambda s: s[:-2],
    "cut in half": lambda s: s[: len(s) // 2],
    "longer": lambda s: s + s[-4:],
    "zeros": lambda s: "0x" + "00" * 65,
    "ones": lambda s: "0x" + "ff" * 65,
    "zeros in base64": lambda s: base64.b64encode(bytes(64)).decode(),
    "ones in base64": lambda s: base64.b64encode(b"\xff" * 64).decode(),
    "zeros in base58": lambda s: base58.b58encode(bytes(64)).decode(),
    "a space around": lambda s: f" {s} ",
    "no letters of it": lambda s: "§$%&/()=",
    "full-width": lambda s: "".join(chr(ord(c) + 0xFEE0) for c in s),
    "a null byte's escape": lambda s: s[:-1] + "\x01",
    "long": lambda s: "0x" + "ab" * 8000,
    "long base58": lambda s: "z" * 16_384,
}


@pytest.mark.parametrize("change", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_proves_nothing(
    http: httpx.AsyncClient, wallet: Wallet, change: Callable[[str], str]
) -> None:
    body = await wallet.proof(http)
    answer = await verify(http, {**body, "signature": change(body["signature"])})
    assert refused(answer, 401, "invalid_signature"), answer.text


@pytest.mark.parametrize(("size", "status"), [(16_385, 422), (500_000, 422), (1_048_576, 413)])
async def test_a_signature_without_end_is_refused_unread(
    http: httpx.AsyncClient, wallet: Wallet, size: int, status: int
) -> None:
    body = await wallet.proof(http)
    assert (await verify(http, {**body, "signature": "a" * size})).status_code == status
    assert (await verify(http, body)).status_code == 200


@pytest.mark.parametrize(
    "key",
    [None, "", "AAAA", "!", base64.b64encode(b"\x02" + b"\xff" * 32).decode(), "other"],
)
async def test_a_cosmos_key_that_is_not_the_addresss_is_refused(
    http: httpx.AsyncClient, signer: Signer, key: str | None
) -> None:
    wallet, other = await signer.wallet("cosmos"), await signer.wallet("cosmos")
    body = await wallet.proof(http)
    if key == "other":
        key = (await other.sign(body["message"]))["public_key"]
    answer = await verify(http, {**body, "public_key": key})
    assert refused(answer, 401, "invalid_signature")


ADDRESSES = {
    "evm": [
        "", "0x", "0x" + "1" * 39, "0x" + "1" * 41, "1" * 42, "0x" + "g" * 40, "0X" + "1" * 40,
        "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96046", "0x" + "\u0661" * 40, "vitalik.eth",
        " 0x" + "1" * 40, "0x" + "1" * 40 + "\n",
    ],
    "solana": [
        "", "1", "0" * 44, "l" * 44, "1" * 31, "1" * 33, "z" * 44, "z" * 128,
        "11111111111111111111111111111111",
        base58.b58encode(b"\x01" + bytes(31)).decode(),
        base58.b58encode(b"\xec" + b"\xff" * 30 + b"\x7f").decode(),
        base58.b58encode(b"\xed" + b"\xff" * 30 + b"\x7f").decode(),
        base58.b58encode(b"\xff" * 32).decode(),
    ],
    "cosmos": [
        "", "cosmos1", "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8b",
        "cosmos1QQQQqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a", "inj1qqqq", "1" * 90, "c" * 128,
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("provider", "address"), [(p, a) for p, addresses in ADDRESSES.items() for a in addresses]
)
async def test_an_address_that_is_none_is_named_as_the_fault(
    http: httpx.AsyncClient, provider: str, address: str
) -> None:
    body = {"provider": provider, "address": address}
    answer = await http.post("/auth/wallet/challenge", json=body)
    assert refused(answer, 422, "validation_failed"), answer.text
    assert answer.json()["errors"][0]["loc"] == ["body", "address"]


@pytest.mark.parametrize(
    ("provider", "chain_id"),
    [
        ("evm", 0), ("evm", -1), ("evm", 2**53), ("evm", "mainnet"), ("evm", "0x1"),
        ("evm", "1\nNonce: 1"), ("evm", ""), ("evm", 1.5), ("evm", True),
        ("solana", "mainnet-beta"), ("solana", 1), ("solana", "mainnet\n"),
        ("cosmos", "cosmoshub 4"), ("cosmos", "a\nURI: x"), ("cosmos", 1), ("cosmos", "a" * 65),
    ],
)  # fmt: skip
async def test_a_chain_that_is_none_is_refused(
    http: httpx.AsyncClient,
    new_wallet: Callable[[str], Awaitable[Wallet]],
    provider: str,
    chain_id: Any,
) -> None:
    wallet = await new_wallet(provider)
    body = {**wallet.named, "chain_id": chain_id}
    answer = await http.post("/auth/wallet/challenge", json=body)
    assert refused(answer, 422, "validation_failed"), answer.text
    assert answer.json()["errors"][0]["loc"][:2] == ["body", "chain_id"]


async def test_a_sign_in_needs_all_its_fields(http: httpx.AsyncClient, wallet: Wallet) -> None:
    body = await wallet.proof(http)
    for field in ("provider", "address", "message", "signature"):
        less = {name: value for name, value in body.items() if name != field}
        assert (await verify(http, less)).json()["errors"][0]["loc"] == ["body", field]
    assert (await verify(http, {**body, "more": 1})).status_code == 422
    assert (await verify(http, {**body, "provider": "bitcoin"})).status_code == 422
