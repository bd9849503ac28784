"""Accounts of tests, and looks behind them."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

import httpx
import jwt

import tenantry
from tenantry.identity import queries
from tests.people import PASSWORD, Person

_numbers = itertools.count(1)
SAME = {"X-Request-ID": "one-and-the-same"}


def new_email(name: str = "ida") -> str:
    """Make up an email that nobody has."""
    return f"{name}.account.{next(_numbers)}@example.test"


def credentials(**fields: Any) -> dict[str, Any]:
    """Make a sign-up body."""
    return {"email": new_email(), "password": PASSWORD, **fields}


async def sign_up_as(http: httpx.AsyncClient, **fields: Any) -> Person:
    """Sign someone up with the fields that matter."""
    body = credentials(**fields)
    answer = await http.post("/auth/signup", json=body)
    assert answer.status_code == 201, answer.text
    return Person("ida", body["email"], http, answer.json())


async def log_in(
    http: httpx.AsyncClient, email: str, password: str = PASSWORD, **fields: Any
) -> httpx.Response:
    body = {"email": email, "password": password, **fields}
    return await http.post("/auth/login", json=body, headers=SAME)


async def refresh(http: httpx.AsyncClient, token: str, **fields: Any) -> httpx.Response:
    return await http.post("/auth/refresh", json={"refresh_token": token, **fields})


async def refused_as(person: Person, code: str, path: str = "/auth/me") -> bool:
    """Say whether the access token is refused, and as what."""
    answer = await person.get(path)
    return answer.status_code == 401 and answer.json()["code"] == code


async def stored_secret(service: tenantry.Service, person: Person) -> str:
    """Read the password hash of an account as it is stored."""
    async with service.act(UUID(person.id)) as actor:
        return str(await actor.value(queries.PASSWORD))


async def import_secret(service: tenantry.Service, person: Person, secret: str) -> None:
    """Store a hash that another system made."""
    current = await stored_secret(service, person)
    async with service.act(UUID(person.id)) as actor:
        assert await actor.first(queries.SET_PASSWORD, secret=secret, current=current)


def claims_of(token: str) -> dict[str, Any]:
    """Read what an access token says, unverified."""
    return dict(jwt.decode(token, options={"verify_signature": False}))
