"""A served dashboard to measure: a server and database of its own, one large organization in it."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.model import answering

PASSWORD = "a benchmark's password"  # noqa: S105
MEMBERS = 120
CHATBOTS = 120
MESSAGES = 30

_TENANTRY = str(Path(sys.executable).with_name("tenantry"))
_AT_ONCE = 8
_START_SECONDS = 60
_NAMES = ("Ada", "Ben", "Chloé", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Inés", "Jonas")


@dataclass(frozen=True)
class Tenant:
    """Where the dashboard is served, and whose organization it shows."""

    url: str
    email: str
    slug: str

    @property
    def home(self) -> str:
        """The address of the organization's first workspace."""
        return f"/o/{self.slug}/w/default"


@contextmanager
def served() -> Iterator[Tenant]:
    """Serve the built dashboard on a new database with a large organization; end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="tenantry-bench-") as directory, answering() as model:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TENANTRY_")}
        environment = inherited | {
            "TENANTRY_DATA_DIR": str(Path(directory) / "data"),
            "TENANTRY_PORT": "0",
            "TENANTRY_RATE_LIMITS": "off",
            "TENANTRY_MODEL_URL": model,
            "TENANTRY_MODEL_NAME": "bench",
        }
        log = Path(directory) / "serve.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [_TENANTRY, "serve"], env=environment, stdout=output, stderr=output
            )
        try:
            yield asyncio.run(_furnish(_address(process, log), environment))
        finally:
            process.terminate()
            process.wait(timeout=30)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"ready on (http://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")


async def _furnish(url: str, environment: dict[str, str]) -> Tenant:
    """Fill an organization through the API, as people would."""
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=60) as http:
        owner = await _sign_up(http, 0, organization_name="Northwind")
        organization = owner["context"]["organization_id"]
        workspace = f"/orgs/{organization}/workspaces/{owner['context']['workspace_id']}"
        await asyncio.to_thread(_unlimited, organization, environment)
        headers = {"Authorization": f"Bearer {owner['access_token']}"}

        async def send(path: str, body: Mapping[str, object]) -> httpx.Response:
            return (await http.post(path, json=body, headers=headers)).raise_for_status()

        async def join(number: int) -> None:
            person = await _sign_up(http, number)
            role = "admin" if number % 10 == 0 else "member"
            body = {"user_id": person["user"]["id"], "role": role}
            await send(f"/orgs/{organization}/members", body)

        async def build(number: int) -> None:
            body = {"name": f"Assistant {number:03d}", "description": "Answers what it is asked."}
            await send(f"{workspace}/chatbots", body)

        await _all(join, range(1, MEMBERS))
        await _all(build, range(CHATBOTS))
        await send(f"/orgs/{organization}/workspaces", {"name": "Research"})
        first = (await http.get(f"{workspace}/chatbots", headers=headers)).json()["chatbots"][0]

        async def ask(number: int) -> None:
            await send(f"{workspace}/chatbots/{first['id']}/messages", {"content": f"No. {number}"})

        await _all(ask, range(MESSAGES))
        slug = (await http.get(f"/orgs/{organization}", headers=headers)).json()["slug"]
    return Tenant(url, owner["user"]["email"], slug)


async def _sign_up(http: httpx.AsyncClient, number: int, **more: str) -> dict[str, dict[str, str]]:
    name = f"{_NAMES[number % len(_NAMES)]} {number:03d}"
    body = {"email": f"person{number:03d}@bench.example", "password": PASSWORD}
    answer = await http.post("/auth/signup", json={**body, "display_name": name, **more})
    signed_up: dict[str, dict[str, str]] = answer.raise_for_status().json()
    return signed_up


def _unlimited(organization: str, environment: dict[str, str]) -> None:
    command = [_TENANTRY, "plan", "set", organization, "enterprise"]
    subprocess.run(command, env=environment, check=True, capture_output=True)


async def _all(work: Callable[[int], Awaitable[None]], numbers: range) -> None:
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> None:
        async with turns:
            await work(number)

    await asyncio.gather(*map(one, numbers))
