"""An Ethereum node of the tests: JSON-RPC 2.0 over HTTP, with contracts that check signatures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from Crypto.Hash import keccak
from eth_keys import keys

_MAGIC = "0x1626ba7e" + "00" * 28
_INVALID = "0xffffffff" + "00" * 28


@dataclass
class Node:
    """One node of one chain, and what is deployed there: a contract's address and its owner's."""

    chain_id: int = 1
    contracts: dict[str, str] = field(default_factory=dict)
    reverting: bool = False
    broken: bytes | None = None
    """Sent in place of every answer."""
    status: int = 200
    answered: asyncio.Event | None = None
    """What the node waits for before it answers."""
    calls: list[str] = field(default_factory=list)
    url: str = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        if self.answered is not None:
            await self.answered.wait()
        reply = self.broken if self.broken is not None else self._answer(json.loads(body))
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply})

    def _answer(self, request: dict[str, Any]) -> bytes:
        assert request["jsonrpc"] == "2.0"
        self.calls.append(request["method"])
        if request["method"] == "eth_chainId":
            return self._result(request, hex(self.chain_id))
        assert request["method"] == "eth_call"
        call, block = request["params"]
        assert block == "latest"
        owner = self.contracts.get(call["to"].lower())
        if owner is None:
            return self._result(request, "0x")
        digest, signature = _decode(call["data"])
        if _signed(owner, digest, signature):
            return self._result(request, _MAGIC)
        if self.reverting:
            error = {"code": 3, "message": "execution reverted: GS026", "data": "0x08c379a0"}
            return json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}).encode()
        return self._result(request, _INVALID)

    @staticmethod
    def _result(request: dict[str, Any], result: str) -> bytes:
        return json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode()


def _decode(data: str) -> tuple[bytes, bytes]:
    """Decode isValidSignature(bytes32,bytes) as the ABI has it, to the letter."""
    raw = bytes.fromhex(data.removeprefix("0x"))
    selector = keccak.new(digest_bits=256, data=b"isValidSignature(bytes32,bytes)").digest()[:4]
    assert raw[:4] == selector
    arguments = raw[4:]
    assert len(arguments) % 32 == 0
    offset = int.from_bytes(arguments[32:64])
    length = int.from_bytes(arguments[offset : offset + 32])
    tail = arguments[offset + 32 :]
    assert len(tail) == -(-length // 32) * 32
    assert not any(tail[length:])
    return arguments[:32], tail[:length]


def _signed(owner: str, digest: bytes, signature: bytes) -> bool:
    if len(signature) != 65 or signature[64] not in (27, 28):
        return False
    signed = keys.Signature(signature[:64] + bytes([signature[64] - 27]))
    return signed.recover_public_key_from_msg_hash(digest).to_address() == owner.lower()


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI application on a free port, and give its URL."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn offers no event)
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task
