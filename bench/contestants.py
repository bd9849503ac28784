"""Who is measured: how each is started, and how it is asked for the same things."""

from __future__ import annotations

import os
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import jwt

from bench.load import CONNECTIONS
from bench.people import READERS, Caller, id_of, readers, writers
from bench.requests import SERIAL, Request
from bench.servers.conventional import SECRET
from bench.world import World

READS = ("orgs", "org", "workspaces", "current")
WRITES = ("switch", "create", "role")
OPERATIONS = {
    "orgs": "GET /orgs",
    "org": "GET /orgs/{id}",
    "workspaces": "GET /orgs/{id}/workspaces",
    "current": "GET /switch/current",
    "switch": "POST /switch/workspace",
    "create": "POST /orgs",
    "role": "PUT /orgs/{id}/members/{id}",
}
_UVICORN = ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--no-access-log"]


class Contestant(ABC):
    """A kind of server."""

    name: str
    about: str
    operations: tuple[str, ...]
    connections: int = CONNECTIONS

    def prepare(self, world: World) -> None:  # noqa: B027 (most need nothing)
        """Install and fill what it needs. Raises NotRun where that cannot be had."""

    @abstractmethod
    def command(self, world: World, port: int) -> list[str]:
        """Write the command that serves on a port."""

    def environment(self, world: World, port: int) -> dict[str, str]:
        """Give the environment it is started in."""
        return dict(os.environ)

    @abstractmethod
    def requests(self, world: World, operation: str) -> list[Request]:
        """List the requests of an operation, of many people."""


class Floor(Contestant):
    """What nobody can be faster than: see bench.servers.floor."""

    name = "floor"
    about = "bare ASGI callable, our SQL once, past the policies; no HTTP layer, nobody is asked"
    operations = READS
    bound = False
    pooled = True

    def command(self, world: World, port: int) -> list[str]:
        return uvicorn("bench.servers.floor:create", port)

    def environment(self, world: World, port: int) -> dict[str, str]:
        return {
            **os.environ,
            "BENCH_SIZE": ",".join(map(str, astuple(world.size))),
            "BENCH_URL": world.app_url if self.bound else world.superuser_url,
            "BENCH_BOUND": str(int(self.bound)),
            "BENCH_POOLED": str(int(self.pooled)),
        }

    def requests(self, world: World, operation: str) -> list[Request]:
        return [Request(f"/{operation}/{number}") for number in range(READERS)]


class BareFloor(Floor):
    """The floor without even a pool, as asyncpg's costs a third of a small request."""

    name = "bare-floor"
    about = "the floor with a connection for each client in a list, in place of asyncpg's pool"
    pooled = False


class BoundFloor(Floor):
    """What row-level security leaves of the floor."""

    name = "bound-floor"
    about = "the same as the app role, between BEGIN, SET LOCAL and COMMIT"
    bound = True


class Ours(Contestant):
    """`tenantry serve`, as anyone would start it."""

    name = "ours"
    about = "tenantry serve, one worker, all defaults: tokens, row-level security, access lines"
    operations: tuple[str, ...] = (*READS, *WRITES)
    workers = 1

    def command(self, world: World, port: int) -> list[str]:
        script = Path(sys.executable).with_name("tenantry")
        return [str(script), "serve"]

    def environment(self, world: World, port: int) -> dict[str, str]:
        return world.environment() | {
            "TENANTRY_PORT": str(port),
            "TENANTRY_WORKERS": str(self.workers),
        }

    def requests(self, world: World, operation: str) -> list[Request]:
        return tenant_requests(self.callers(world, operation), operation, "/api/v1", world.token)

    def callers(self, world: World, operation: str) -> list[Caller]:
        """Choose who asks."""
        return callers(world, operation)


class Conventional(Contestant):
    """What most teams would write: see bench.servers.conventional."""

    name = "conventional"
    about = "FastAPI, async SQLAlchemy sessions, PyJWT, Pydantic; its pool is 32, no access lines"
    operations = ("orgs", "org", "workspaces", "create", "role")

    def command(self, world: World, port: int) -> list[str]:
        return uvicorn("bench.servers.conventional.api:app", port, factory=False)

    def environment(self, world: World, port: int) -> dict[str, str]:
        return {**os.environ, "BENCH_URL": world.superuser_url}

    def requests(self, world: World, operation: str) -> list[Request]:
        def token(caller: Caller) -> str:
            claims = {"sub": str(id_of("user", caller.user)), "exp": time.time() + 86_400}
            return jwt.encode(claims, SECRET, algorithm="HS256")

        return tenant_requests(callers(world, operation), operation, "", token)


def callers(world: World, operation: str) -> list[Caller]:
    """Choose who asks: those who read, or those whose writing no reader sees."""
    return readers(world.size) if operation in (*READS, "switch") else writers(world.size)


def tenant_requests(
    asking: list[Caller], operation: str, prefix: str, token: Callable[[Caller], str]
) -> list[Request]:
    """List requests to an API of our shape, each with the token of who asks."""
    asked = []
    for caller in asking:
        headers = {"Authorization": f"Bearer {token(caller)}"}
        organization = f"{prefix}/orgs/{id_of('organization', caller.organization)}"
        if operation == "orgs":
            asked.append(Request(f"{prefix}/orgs", headers=headers))
        elif operation == "org":
            asked.append(Request(organization, headers=headers))
        elif operation == "workspaces":
            asked.append(Request(f"{organization}/workspaces", headers=headers))
        elif operation == "current":
            asked.append(Request(f"{prefix}/switch/current", headers=headers))
        elif operation == "switch":
            body = {"workspace_id": str(id_of("workspace", caller.workspace))}
            asked.append(Request(f"{prefix}/switch/workspace", "POST", headers, body))
        elif operation == "create":
            body = {"name": f"Made {SERIAL}"}
            asked.append(Request(f"{prefix}/orgs", "POST", headers, body))
        else:
            member = id_of("member", caller.subordinate)
            for role in ("admin", "member"):
                path = f"{organization}/members/{member}"
                asked.append(Request(path, "PUT", headers, {"role": role}))
    return asked


def uvicorn(app: str, port: int, *, factory: bool = True) -> list[str]:
    """Write the command of a uvicorn with one worker and no access lines."""
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), *_UVICORN]
    return [*command, "--factory"] if factory else command
