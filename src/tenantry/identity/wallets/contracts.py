"""Contract wallets: whether a contract takes a signature for its own is asked of it (EIP-1271)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog
from pydantic_core import from_json

from tenantry.errors import ChainUnreachable
from tenantry.late import late
from tenantry.settings import Settings

if TYPE_CHECKING:
    import httpx
else:
    httpx = late("httpx")

_MAGIC = "0x1626ba7e"
"""The selector of isValidSignature(bytes32,bytes), and what it returns for a valid one."""
_VALID = _MAGIC + "00" * 28
_SECONDS = 10
_MAX_BYTES = 64 * 1024
_REVERTED = 3
_log = structlog.get_logger("tenantry.wallets")


async def proves(
    settings: Settings, chain_id: str, address: str, digest: bytes, signature: bytes
) -> bool:
    """Say whether the contract at an address, on one chain, signed a message's digest.

    Where the settings name no node of that chain, no contract on it signs in. Raises
    ChainUnreachable where the node fails, which says nothing of the signature.
    """
    url = settings.evm_rpc(chain_id)
    if url is None:
        return False
    try:
        async with asyncio.timeout(_SECONDS), httpx.AsyncClient(timeout=_SECONDS) as node:
            if int(str(await _call(node, url, "eth_chainId", [])), 16) != int(chain_id):
                raise ValueError("the node is of another chain")
            request = {"to": address, "data": _is_valid_signature(digest, signature)}
            return bool(await _call(node, url, "eth_call", [request, "latest"]) == _VALID)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
        # A node's URL holds its key, and errors quote URLs.
        _log.warning("chain unreachable", chain_id=chain_id, error=type(error).__name__)
        raise ChainUnreachable from None


async def _call(node: httpx.AsyncClient, url: str, method: str, params: list[Any]) -> Any:
    """Call a node by JSON-RPC 2.0. What a contract reverts is no result, and no failure."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    content = bytearray()
    async with node.stream("POST", url, json=body) as reply:
        async for chunk in reply.aiter_raw():
            content += chunk
            if len(content) > _MAX_BYTES:
                raise ValueError("the node's answer has no end")
    answer = from_json(bytes(content))
    if not isinstance(answer, dict):
        raise ValueError("the node speaks no JSON-RPC")
    error = answer.get("error")
    if isinstance(error, dict) and _reverted(error):
        return None
    if error is not None or not isinstance(answer.get("result"), str):
        raise ValueError("the node refuses")
    return answer["result"].lower()


def _reverted(error: dict[str, Any]) -> bool:
    """Tell a contract that refused from a node that fails; nodes differ in the code."""
    return error.get("code") == _REVERTED or "revert" in str(error.get("message", "")).lower()


def _is_valid_signature(digest: bytes, signature: bytes) -> str:
    """Encode the call as the ABI has it: selector, digest, offset, length, padded signature."""
    padding = -len(signature) % 32
    arguments = digest + (64).to_bytes(32) + len(signature).to_bytes(32) + signature
    return _MAGIC + (arguments + bytes(padding)).hex()
