"""Contract wallets: a chain is asked whether the contract takes the signature for its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr, ValidationError

import tenantry
from tenantry.errors import ChainUnreachable
from tenantry.identity.wallets import addresses, contracts
from tenantry.settings import Settings
from tests.identity.accounts import sign_up_as
from tests.wallets.node import Node, serving
from tests.wallets.signer import Signer, Wallet, refused, verify


@pytest_asyncio.fixture
async def node() -> AsyncIterator[Node]:
    """A node of Ethereum."""
    node = Node()
    async with serving(node) as url:
        node.url = url
        yield node


@pytest_asyncio.fixture
async def http(service: tenantry.Service, node: Node) -> AsyncIterator[httpx.AsyncClient]:
    """The API of a service that knows the node, as chain 1 and, wrongly, as chain 5."""
    urls = (SecretStr(f"1={node.url}"), SecretStr(f"5={node.url}"))
    settings = service.settings.model_copy(update={"evm_rpc_urls": urls})
    knowing = tenantry.Service(settings, service.database, service.app_url)
    async with (
        serving(tenantry.create_app(service=knowing)) as url,
        httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=30) as client,
    ):
        yield client


@pytest_asyncio.fixture
async def safe(signer: Signer, node: Node) -> Wallet:
    """A contract wallet: an address without a key, and the key of its owner."""
    owner, other = await signer.wallet("evm"), await signer.wallet("evm")
    node.contracts[other.address.lower()] = owner.address
    owner.address = other.address
    return owner


async def test_a_contract_signs_in_by_its_owners_signature(
    http: httpx.AsyncClient, safe: Wallet, node: Node
) -> None:
    person = await safe.sign_in(http)
    assert (await safe.sign_in(http)).id == person.id
    assert node.calls == ["eth_chainId", "eth_call"] * 2


async def test_a_contract_is_linked_for_its_chain_alone(
    http: httpx.AsyncClient, safe: Wallet, node: Node, admin_connection: Any
) -> None:
    """Whoever deploys at the same address on another chain is someone else."""
    person = await sign_up_as(http)
    assert (await safe.link_to(person)).status_code == 201
    subject = await admin_connection.fetchval(
        "SELECT subject FROM identities WHERE user_id = $1 AND provider = 'evm'", person.id
    )
    assert subject == f"eip155:1:{safe.address}"
    assert (await safe.sign_in(http)).id == person.id
    assert refused(
        await verify(http, await safe.proof(http, chain_id=8453)), 401, "invalid_signature"
    )


async def test_a_key_is_not_the_contract_at_its_address(
    http: httpx.AsyncClient, signer: Signer, node: Node
) -> None:
    """An account that delegates to code (EIP-7702) does not hand its identity to that code."""
    key, delegate = await signer.wallet("evm"), await signer.wallet("evm")
    node.contracts[key.address.lower()] = delegate.address
    holder = await key.sign_in(http)
    assert node.calls == []
    delegate.address = key.address
    assert (await delegate.sign_in(http)).id != holder.id
    assert (await key.sign_in(http)).id == holder.id


@pytest.mark.parametrize("reverting", [False, True])
async def test_a_signature_the_contract_does_not_take_is_refused(
    http: httpx.AsyncClient, signer: Signer, safe: Wallet, node: Node, reverting: bool
) -> None:
    node.reverting = reverting
    thief = await signer.wallet("evm")
    thief.address = safe.address
    assert refused(await verify(http, await thief.proof(http)), 401, "invalid_signature")
    assert node.calls == ["eth_chainId", "eth_call"]


async def test_an_address_without_a_contract_is_refused(
    http: httpx.AsyncClient, signer: Signer, node: Node
) -> None:
    thief, target = await signer.wallet("evm"), await signer.wallet("evm")
    thief.address = target.address
    assert refused(await verify(http, await thief.proof(http)), 401, "invalid_signature")
    assert node.calls == ["eth_chainId", "eth_call"]


async def test_any_length_of_signature_reaches_the_contract(
    http: httpx.AsyncClient, safe: Wallet, node: Node
) -> None:
    for length in (1, 31, 32, 33, 130, 4000):
        body = {**await safe.proof(http), "signature": "0x" + "5a" * length}
        assert refused(await verify(http, body), 401, "invalid_signature")
    assert node.calls.count("eth_call") == 6


BROKEN = {
    "an error": b'{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit exceeded"}}',
    "no JSON": b"<html>",
    "no object": b"[]",
    "no result": b'{"jsonrpc":"2.0","id":1}',
    "a result of another kind": b'{"jsonrpc":"2.0","id":1,"result":{"valid":true}}',
    "a chain id that is none": b'{"jsonrpc":"2.0","id":1,"result":"0xzz"}',
    "the magic value for everything": b'{"jsonrpc":"2.0","id":1,"result":"0x1626ba7e"}',
    "nothing": b"",
    "no text": b"\xff\xfe",
    "no end": b'{"result":"' + b"0" * 200_000 + b'"}',
    "deep": b"[" * 50_000,
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_a_node_that_fails_says_nothing_of_the_signature(
    http: httpx.AsyncClient, safe: Wallet, node: Node, broken: bytes
) -> None:
    node.broken = broken
    answer = await verify(http, await safe.proof(http))
    assert refused(answer, 502, "chain_unreachable"), answer.text
    assert node.url not in answer.text
    node.broken = None
    assert (await verify(http, await safe.proof(http))).status_code == 200


async def test_a_node_that_refuses_the_connection_is_unreachable(
    http: httpx.AsyncClient, service: tenantry.Service, safe: Wallet
) -> None:
    settings = Settings(evm_rpc_urls=f"1=http://127.0.0.1:{_closed_port()}")  # type: ignore[arg-type]
    with pytest.raises(ChainUnreachable):
        await contracts.proves(settings, "1", safe.address, bytes(32), b"x")


async def test_a_node_of_another_chain_is_not_believed(
    http: httpx.AsyncClient, safe: Wallet, node: Node
) -> None:
    answer = await verify(http, await safe.proof(http, chain_id=5))
    assert refused(answer, 502, "chain_unreachable")
    assert node.calls == ["eth_chainId"]


async def test_a_node_that_does_not_answer_is_not_waited_for(
    http: httpx.AsyncClient, safe: Wallet, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contracts, "_SECONDS", 0.2)
    node.answered = asyncio.Event()
    answer = await verify(http, await safe.proof(http))
    node.answered.set()
    assert refused(answer, 502, "chain_unreachable")


async def test_linking_names_an_unreachable_chain_too(
    http: httpx.AsyncClient, safe: Wallet, node: Node
) -> None:
    person, node.broken = await sign_up_as(http), b""
    assert refused(await safe.link_to(person), 502, "chain_unreachable")


async def test_where_no_node_is_set_no_contract_signs_in(
    service: tenantry.Service, safe: Wallet, base_url: str
) -> None:
    async with httpx.AsyncClient(base_url=f"{base_url}/api/v1") as client:
        answer = await verify(client, await safe.proof(client))
    assert refused(answer, 401, "invalid_signature")


@pytest.mark.parametrize(
    "value", ["https://node.example", "one=https://node.example", "0=https://x", "1=ftp://x", "1="]
)
def test_nodes_are_set_by_chain_and_url(value: str) -> None:
    with pytest.raises(ValidationError, match="1=https://node"):
        Settings(evm_rpc_urls=value)  # type: ignore[arg-type]


def test_a_nodes_key_is_kept_out_of_what_is_shown() -> None:
    settings = Settings(evm_rpc_urls="1=https://node.example/key, 10=https://ten.example")  # type: ignore[arg-type]
    assert settings.evm_rpc("1") == "https://node.example/key"
    assert settings.evm_rpc("10") == "https://ten.example"
    assert settings.evm_rpc("2") is None
    assert "key" not in repr(settings.evm_rpc_urls)


def test_the_subject_of_a_contract_is_read_back(settings: Settings) -> None:
    address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    named = addresses.subject_of(settings, "evm", f"eip155:1:{address.lower()}")
    assert named == f"eip155:1:{address}"
    assert addresses.subject_of(settings, "evm", address.lower()) == address


def _closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
