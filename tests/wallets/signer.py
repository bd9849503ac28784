"""Wallets of the tests: they sign with the JavaScript libraries that real wallets sign with."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import itertools
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.people import Person

JS = Path(__file__).parent / "js"
_secrets = itertools.count(1)


def install() -> None:
    """Install the libraries of the lock file, unless they are those already."""
    lock = (JS / "package-lock.json").read_bytes()
    mark = JS / "node_modules" / ".installed"
    wanted = hashlib.sha256(lock).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    npm = shutil.which("npm")
    assert npm, "The tests of wallets sign with their JavaScript libraries: install Node.js 20."
    import subprocess

    with (JS / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if mark.exists() and mark.read_text() == wanted:
            return
        subprocess.run([npm, "ci"], cwd=JS, check=True, timeout=500, capture_output=True)
        mark.write_text(wanted)


class Signer:
    """A Node.js process that holds the libraries, asked one thing at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls) -> Signer:
        await asyncio.to_thread(install)
        return cls(
            await asyncio.create_subprocess_exec(
                "node",
                "sign.cjs",
                cwd=JS,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        )

    async def ask(self, provider: str, action: str, **request: Any) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        async with self._turn:
            line = json.dumps({"provider": provider, "action": action, **request})
            stdin.write(line.encode() + b"\n")
            await stdin.drain()
            answer = json.loads(await stdout.readline())
        assert "error" not in answer, answer
        return answer["result"]

    async def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()

    async def wallet(self, provider: str, **options: Any) -> Wallet:
        """Make a wallet with a key that no other test has."""
        secret = hashlib.sha256(b"wallet %d" % next(_secrets)).hexdigest()
        address = await self.ask(provider, "address", secret=secret, **options)
        return Wallet(self, provider, address, secret, options)


@dataclass
class Wallet:
    """A key in a wallet, and the address it shows."""

    signer: Signer
    provider: str
    address: str
    secret: str
    options: dict[str, Any]

    @property
    def named(self) -> dict[str, Any]:
        return {"provider": self.provider, "address": self.address}

    async def other(self, **options: Any) -> Wallet:
        """The same key as another chain shows it."""
        address = await self.signer.ask(self.provider, "address", secret=self.secret, **options)
        return Wallet(self.signer, self.provider, address, self.secret, options)

    async def sign(self, message: str) -> dict[str, Any]:
        """Sign a message: the body that proves it."""
        made = await self.signer.ask(
            self.provider, "sign", secret=self.secret, message=message, **self.options
        )
        kept = {key: made[key] for key in ("signature", "public_key") if key in made}
        return {**self.named, "message": message, **kept}

    async def challenge(self, http: httpx.AsyncClient, **fields: Any) -> str:
        answer = await http.post("/auth/wallet/challenge", json={**self.named, **fields})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["message"])

    async def challenge_of(self, person: Person, purpose: str = "link", **fields: Any) -> str:
        body = {**self.named, "purpose": purpose, **fields}
        answer = await person.post("/auth/wallet/link/challenge", body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["message"])

    async def proof(self, http: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
        return await self.sign(await self.challenge(http, **fields))

    async def proof_of(self, person: Person, purpose: str = "link") -> dict[str, Any]:
        return await self.sign(await self.challenge_of(person, purpose))

    async def sign_in(self, http: httpx.AsyncClient, **fields: Any) -> Person:
        answer = await verify(http, {**await self.proof(http), **fields})
        assert answer.status_code == 200, answer.text
        return Person("wanda", "", http, answer.json())

    async def link_to(self, person: Person) -> httpx.Response:
        return await person.post("/auth/wallet/link", await self.proof_of(person))


async def verify(http: httpx.AsyncClient, body: dict[str, Any]) -> httpx.Response:
    return await http.post("/auth/wallet/verify", json=body)


def refused(answer: httpx.Response, status: int, code: str) -> bool:
    """Say whether an answer is that refusal."""
    return (answer.status_code, answer.json().get("code")) == (status, code)
