"""Better Auth on Node: the same people, in a database of its own on the same PostgreSQL."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import subprocess
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import asyncpg

from bench import node
from bench.contestants import Contestant
from bench.people import MEMBERS, ROLES, Size, hexed, membership, readers, user_in, writers
from bench.requests import SERIAL, Request
from bench.seed import chunks
from bench.world import World
from tenantry.database.cluster import SUPERUSER

_DATABASE = "better_auth"
_ORIGIN = "http://127.0.0.1"
_SECRET = hashlib.sha256(b"signs the cookies of a benchmark").hexdigest()
_COLUMNS = {
    "user": "id name email emailVerified",
    "session": "id userId token expiresAt updatedAt",
    "organization": "id name slug createdAt",
    "member": "id organizationId userId role createdAt",
}
_DAY = "2026-01-01"


class BetterAuth(Contestant):
    """What it is, and how it is asked: sessions by signed cookie, as its own client does."""

    name = "better-auth"
    about = (
        "Better Auth with its organization plugin on node:http and a pg pool of 10, rate limit "
        "off, NODE_ENV=production; its sessions by cookie, in a database of its own"
    )
    operations = ("orgs", "org", "create")

    def prepare(self, world: World) -> None:
        node.install()
        asyncio.run(_create_database(world.superuser_url))
        done = subprocess.run(
            ["node", "migrate.mjs"],
            cwd=node.FOLDER,
            env=self.environment(world, 0),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            raise node.NotRun(f"its migration failed: {done.stderr.strip()[-300:]}")
        asyncio.run(_fill(_its_database(world.superuser_url), world.size))

    def command(self, world: World, port: int) -> list[str]:
        return ["node", str(node.FOLDER / "server.mjs")]

    def environment(self, world: World, port: int) -> dict[str, str]:
        return {
            **os.environ,
            "NODE_ENV": "production",
            "BENCH_DATABASE": _DATABASE,
            "BENCH_USER": SUPERUSER,
            "BENCH_SOCKET": parse_qs(urlsplit(world.superuser_url).query)["host"][0],
            "BENCH_SECRET": _SECRET,
            "BENCH_ORIGIN": _ORIGIN,
            "BENCH_PORT": str(port),
        }

    def requests(self, world: World, operation: str) -> list[Request]:
        prefix = "/api/auth/organization"
        asked = []
        for caller in writers(world.size) if operation == "create" else readers(world.size):
            headers = {"Cookie": f"better-auth.session_token={_cookie(caller.user)}"}
            if operation == "orgs":
                asked.append(Request(f"{prefix}/list", headers=headers))
            elif operation == "org":
                wanted = f"organizationId={hexed('organization', caller.organization)}"
                asked.append(Request(f"{prefix}/get-full-organization?{wanted}", headers=headers))
            else:
                body = {"name": "Made", "slug": f"made-{SERIAL}"}
                headers["Origin"] = _ORIGIN
                asked.append(Request(f"{prefix}/create", "POST", headers, body))
        return asked


def _cookie(user: int) -> str:
    """Sign a session's token as Better Auth does."""
    token = hexed("session", user)
    signature = hmac.new(_SECRET.encode(), token.encode(), hashlib.sha256).digest()
    return quote(f"{token}.{base64.b64encode(signature).decode()}", safe="")


def _its_database(url: str) -> str:
    return url.replace("/tenantry?", f"/{_DATABASE}?")


async def _create_database(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        known = "SELECT FROM pg_database WHERE datname = $1"
        if not await connection.fetch(known, _DATABASE):
            await connection.execute(f"CREATE DATABASE {_DATABASE}")
    finally:
        await connection.close()


async def _fill(url: str, size: Size) -> None:
    """Fill it anew: it takes a second, and the sessions must be young."""
    connection = await asyncpg.connect(url)
    try:
        tables = ", ".join(f'"{name}"' for name in _COLUMNS)
        await connection.execute(f"TRUNCATE {tables}, account, invitation, verification")
        for table, lines in (
            ("user", _users(size)),
            ("organization", _organizations(size)),
            ("member", _members(size)),
            ("session", _sessions(size)),
        ):
            await connection.copy_to_table(
                table, source=chunks(lines), columns=_COLUMNS[table].split()
            )
        young = """UPDATE session SET "updatedAt" = now(), "expiresAt" = now() + '7 days'"""
        await connection.execute(young)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _users(size: Size) -> Iterator[str]:
    for n in range(size.users):
        yield f"{hexed('user', n)}\tUser {n}\tuser{n}@bench.example\tt"


def _organizations(size: Size) -> Iterator[str]:
    for n in range(size.organizations):
        yield f"{hexed('organization', n)}\tOrganization {n}\tseeded-{n}\t{_DAY}"


def _members(size: Size) -> Iterator[str]:
    for n in range(size.organizations):
        organization = hexed("organization", n)
        for place in range(MEMBERS):
            member = hexed("member", membership(size, n, place))
            user = hexed("user", user_in(size, n, place))
            yield f"{member}\t{organization}\t{user}\t{ROLES[place]}\t{_DAY}"


def _sessions(size: Size) -> Iterator[str]:
    for n in range(size.users):
        session = hexed("session", n)
        yield f"{session}\t{hexed('user', n)}\t{session}\t{_DAY}\t{_DAY}"
