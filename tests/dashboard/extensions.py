"""Wallet extensions of a test's browser: they speak the real protocols, and sign with real keys.

What a page sees of them is injected before its scripts run, as extensions do it. What they are
asked comes to Python, where the key is, and is signed by the libraries real wallets sign with.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext

from tests.wallets.signer import Wallet

ICON = (
    "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='32' height='32'>"
    "<rect width='32' height='32' rx='8' fill='%23e2761b'/></svg>"
)
REJECTED = {"code": 4001, "message": "User rejected the request."}

_PAGE = """(({ binding, name, icon, rdns, kind }) => {
  const ask = async (method, ...params) => {
    const { error, result } = await window[binding](method, params);
    if (error) throw Object.assign(new Error(error.message), error);
    return result;
  };
  const bytes = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const text = (message) => new TextDecoder().decode(message);
  if (kind === "evm") {
    const provider = { request: ({ method, params = [] }) => ask(method, ...params) };
    const info = Object.freeze({ uuid: crypto.randomUUID?.() ?? rdns, name, icon, rdns });
    const announce = () => dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
    addEventListener("eip6963:requestProvider", announce);
    announce();
  } else if (kind === "phantom") {
    window.phantom = { solana: {
      isPhantom: true,
      connect: async () => {
        const address = await ask("connect");
        return { publicKey: { toBase58: () => address, toString: () => address } };
      },
      signMessage: async (message) => ({ signature: bytes(await ask("sign", text(message))) }),
    } };
  } else if (kind === "standard") {
    const account = { address: null, chains: ["solana:mainnet"], features: [] };
    const wallet = { version: "1.0.0", name, icon, chains: ["solana:mainnet"], accounts: [],
      features: {
        "standard:connect": { version: "1.0.0", connect: async () =>
          ({ accounts: [{ ...account, address: await ask("connect") }] }) },
        "solana:signMessage": { version: "1.1.0", signMessage: async (...inputs) =>
          Promise.all(inputs.map(async ({ message }) => ({
            signedMessage: message, signature: bytes(await ask("sign", text(message))) }))) },
      } };
    const register = ({ register }) => register(wallet);
    addEventListener("wallet-standard:app-ready", ({ detail }) => register(detail));
    dispatchEvent(new CustomEvent("wallet-standard:register-wallet", { detail: register }));
  } else {
    window.keplr = {
      enable: (chain) => ask("enable", chain),
      getKey: async (chain) => ({ name, bech32Address: await ask("getKey", chain) }),
      signArbitrary: (chain, signer, data) => ask("sign", data, signer, chain),
    };
  }
})(%s)"""
_KINDS = {"evm": "evm", "solana": "phantom", "cosmos": "keplr"}
_NAMES = {"evm": "MetaMask", "solana": "Phantom", "cosmos": "Keplr"}
_numbers = itertools.count(1)


@dataclass
class Extension:
    """A wallet that is installed in a browser, and the mood its person is in."""

    wallet: Wallet
    name: str
    icon: str = ICON
    kind: str = ""
    refusals: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What it refuses with, by method; `sign` is signing, whatever a wallet calls it."""
    thinking: asyncio.Event | None = None
    """What it waits for before it signs."""
    asked: list[str] = field(default_factory=list)
    chain: int = 1

    async def answer(self, method: str, params: list[Any]) -> dict[str, Any]:
        method = "sign" if method == "personal_sign" else method
        self.asked.append(method)
        if method in self.refusals:
            return {"error": self.refusals[method]}
        return {"result": await self._do(method, params)}

    async def _do(self, method: str, params: list[Any]) -> Any:
        if method == "eth_requestAccounts":
            return [self.wallet.address.lower()]
        if method == "eth_chainId":
            return hex(self.chain)
        if method in ("connect", "getKey"):
            return self.wallet.address
        if method == "enable":
            return None
        assert method == "sign", method
        if self.thinking is not None:
            await self.thinking.wait()
        return await self._sign(str(params[0]), params[1:])

    async def _sign(self, message: str, more: list[Any]) -> Any:
        signer, secret = self.wallet.signer, self.wallet.secret
        if self.wallet.provider == "evm":
            assert more == [self.wallet.address.lower()]
            message = bytes.fromhex(message.removeprefix("0x")).decode()
            return (await signer.ask("evm", "sign", secret=secret, message=message))["signature"]
        if self.wallet.provider == "solana":
            return (await signer.ask("solana", "sign", secret=secret, message=message))["base64"]
        assert more[0] == self.wallet.address
        made = await signer.ask(
            "cosmos", "sign", secret=secret, message=message, **self.wallet.options
        )
        key = {"type": "tendermint/PubKeySecp256k1", "value": made["public_key"]}
        return {"signature": made["signature"], "pub_key": key}


async def install(context: BrowserContext, wallet: Wallet, **about: Any) -> Extension:
    """Put a wallet into a browser, for every page that is opened from then on."""
    name = about.pop("name", _NAMES[wallet.provider])
    kind = about.pop("kind", _KINDS[wallet.provider])
    extension = Extension(wallet, name, kind=kind, **about)
    binding = f"__wallet{next(_numbers)}"

    async def ask(_source: Any, method: str, params: list[Any]) -> dict[str, Any]:
        return await extension.answer(method, params)

    await context.expose_binding(binding, ask)
    seen = {
        "binding": binding,
        "name": name,
        "icon": extension.icon,
        "rdns": f"test.{name.lower()}.{binding.strip('_')}",
        "kind": kind,
    }
    await context.add_init_script(_PAGE % json.dumps(seen))
    return extension
