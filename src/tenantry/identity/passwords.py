"""Passwords: argon2id at OWASP's parameters, in a few threads, as slow for nobody as for somebody.

OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1. bcrypt hashes of imported accounts
verify too, and are replaced at the next sign-in. What is hashed is Unicode's NFKC (NIST SP
800-63B), so that a password is the same from every keyboard.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from tenantry.errors import WeakPassword

R = TypeVar("R")
_NICENESS = 10
_BCRYPT_BYTES = 72


def _yield_to_requests() -> None:
    """Have the system prefer the event loop's thread: a storm of sign-ins must not slow others."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


class _Bcrypt(BcryptHasher):
    """bcrypt looks at 72 bytes; the systems that hashes come from cut there, the library raises."""

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        whole = password.encode() if isinstance(password, str) else password
        return super().verify(whole[:_BCRYPT_BYTES], hash)


class Passwords:
    """Hashes and verifies off the event loop; `threads` bounds the memory and cores it takes.

    product: its name, which is nobody's password.
    """

    def __init__(self, threads: int, product: str = "Tenantry") -> None:
        self._product = product
        self._hash = PasswordHash(
            (Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1), _Bcrypt())
        )
        self._pool = ThreadPoolExecutor(
            threads, thread_name_prefix="password", initializer=_yield_to_requests
        )
        self._nobodys = self._hash.hash("nobody has this password")

    async def hash_new(self, password: str, *about: str | None) -> str:
        """Hash a password that someone chooses, unless it is easy to guess: WeakPassword.

        about: what an attacker may know of them.
        """
        return await self._run(self._accept, password, *about)

    def _accept(self, password: str, *about: str | None) -> str:
        from tenantry.identity.strength import weakness  # its lists take a moment to load

        normal = unicodedata.normalize("NFKC", password)
        refusal = weakness(normal, self._product, *about)
        if refusal is not None:
            raise WeakPassword(refusal)
        return self._hash.hash(normal)

    async def verify(self, password: str, secret: str | None) -> tuple[bool, str | None]:
        """Say whether a password is the one hashed, and its new hash where the old is outdated.

        Without a secret the same work is done on nobody's, so that time does not tell which
        accounts exist.
        """
        matches, renewed = await self._run(self._compare, password, secret or self._nobodys)
        return (matches and secret is not None, renewed if secret else None)

    def _compare(self, password: str, secret: str) -> tuple[bool, str | None]:
        normal = unicodedata.normalize("NFKC", password)
        try:
            matches, renewed = self._hash.verify_and_update(normal, secret)
            if not matches and normal != password and self._hash.verify(password, secret):
                return (True, self._hash.hash(normal))  # was hashed as it was typed
        except UnknownHashError:
            return (False, None)
        return (matches, renewed)

    async def _run(self, work: Callable[..., R], *arguments: str | None) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)

    def close(self) -> None:
        """Let running work finish and drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)
