"""The database under the benchmark: booted as the service boots it, filled, and pinned."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.machine import Cores, pin_tree, postmaster
from bench.people import Caller, Size, id_of
from bench.seed import fingerprint, restore, seed
from tenantry.database.boot import boot
from tenantry.database.cluster import SUPERUSER
from tenantry.database.embedded import OWNER
from tenantry.identity.keys import load_keys
from tenantry.identity.tokens import Tokens
from tenantry.permissions import permissions_of
from tenantry.settings import Settings
from tenantry.tenancy.caller import Caller as Claim

HOME = Path(os.environ.get("BENCH_DATA_DIR") or Path(__file__).with_name(".data")).resolve()
"""Where the benchmark's own databases live."""
PUBLIC_URL = "http://tenantry.bench"
TOKEN_MINUTES = 24 * 60


@dataclass(frozen=True)
class World:
    """A filled database, and the means to ask for things in it."""

    size: Size
    settings: Settings
    app_url: str
    superuser_url: str
    tokens: Tokens
    cores: Cores
    seeded_in: float | None

    @property
    def postgres(self) -> int:
        """The process id of the PostgreSQL server."""
        return postmaster(self.settings.data_dir)

    @property
    def scratch(self) -> Path:
        """A folder for logs and request files."""
        folder = self.settings.data_dir / "scratch"
        folder.mkdir(exist_ok=True)
        return folder

    def environment(self) -> dict[str, str]:
        """Say to a server of ours what it is configured with; all else is its default."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TENANTRY_")}
        return inherited | {
            "TENANTRY_DATA_DIR": str(self.settings.data_dir),
            "TENANTRY_PUBLIC_URL": PUBLIC_URL,
            "TENANTRY_ACCESS_TOKEN_MINUTES": str(TOKEN_MINUTES),
            "TENANTRY_MIGRATE_ON_START": "false",
            "TENANTRY_RATE_LIMITS": "off",
        }

    def token(self, caller: Caller) -> str:
        """Sign a real access token, of a session that exists."""
        return self.tokens.issue(
            self.claim(caller),
            organization_role=caller.role,
            workspace_role=caller.workspace_role,
            permissions=permissions_of(caller.role, caller.workspace_role),
        )

    def claim(self, caller: Caller) -> Claim:
        """Say who a caller's token names, and where."""
        return Claim(
            id_of("user", caller.user),
            id_of("session", caller.user),
            id_of("organization", caller.organization),
            id_of("workspace", caller.workspace),
        )

    def restore(self) -> None:
        """Take away what measured writes left."""
        asyncio.run(restore(self.superuser_url))


def _data_dir(size: Size) -> Path:
    """Make the folder of a size, with the schema as it is now; idle ones of older ones go."""
    found = HOME / f"{size.name}-{fingerprint(size)[:8]}"
    found.mkdir(parents=True, exist_ok=True)
    found.chmod(0o711)
    for folder in HOME.glob(f"{size.name}*"):
        if folder != found and not (folder / "postgres" / "postmaster.pid").exists():
            shutil.rmtree(folder)
    return found


@contextmanager
def opened(size: Size, cores: Cores) -> Iterator[World]:
    """Boot the database of a size, fill it where it is not yet, and stop it afterwards.

    PostgreSQL is pinned before the first measured connection forks a backend.
    """
    data_dir = _data_dir(size)
    settings = Settings(
        data_dir=data_dir, public_url=PUBLIC_URL, access_token_minutes=TOKEN_MINUTES
    )
    booted = asyncio.run(boot(settings))
    try:
        assert booted.owner_url is not None  # noqa: S101 (the embedded server has an owner)
        superuser_url = booted.owner_url.replace(OWNER, SUPERUSER, 1)
        took = asyncio.run(seed(superuser_url, size))
        asyncio.run(restore(superuser_url))
        pin_tree(postmaster(data_dir), cores.others)
        tokens = Tokens(
            load_keys(settings),
            issuer=settings.base_url,
            audience=settings.token_audience,
            minutes=TOKEN_MINUTES,
        )
        yield World(size, settings, booted.app_url, superuser_url, tokens, cores, took)
    finally:
        asyncio.run(booted.close())
