"""Any JSON there is, as a body and as settings: stored as it was sent, or refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.contract.conftest import Home
from tests.contract.declared import Contract

MADE_UP = hypothesis_settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TEXT = st.text(st.characters(codec=None), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
ANY = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=30,
)
"""Lone surrogates, NUL, NaN and infinity included."""


def asker(home: Home, base_url: str, contract: Contract) -> Callable[..., httpx.Response]:
    client = httpx.Client(base_url=f"{base_url}/api/v1", headers=home.authorization)

    def ask(method: str, path: str, body: object) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        response = client.request(method, path, content=json.dumps(body), headers=headers)
        contract.check(response)
        return response

    return ask


def storable(value: Any) -> bool:
    """Say whether it is JSON that PostgreSQL can hold."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError:
        return False
    return "\\u0000" not in text


async def test_settings_come_back_as_they_were_or_are_refused(
    home: Home, base_url: str, contract: Contract
) -> None:
    ask = asker(home, base_url, contract)
    path = f"/orgs/{home.ids['org_id']}/workspaces/{home.ids['workspace_id']}"
    verdicts = set()

    @MADE_UP
    @given(st.dictionaries(TEXT, ANY, max_size=5))
    def run(made_up: dict[str, Any]) -> None:
        answer = ask("PATCH", path, {"settings": made_up})
        verdicts.add(answer.status_code)
        if storable(made_up):
            assert answer.status_code == 200, answer.text
            stored = json.loads(answer.text, parse_int=float)["settings"]
            assert stored == json.loads(json.dumps(made_up), parse_int=float)
        else:
            assert answer.status_code == 422, answer.text

    await asyncio.to_thread(run)
    assert verdicts == {200, 422}


async def test_any_json_as_a_body_is_served_or_refused(
    home: Home, base_url: str, contract: Contract
) -> None:
    ask = asker(home, base_url, contract)
    fields = ("name", "slug", "description", "settings", "avatar_url", "email", "password", "role")
    bodies = ANY | st.dictionaries(st.sampled_from(fields), ANY, max_size=4)

    @MADE_UP
    @given(bodies)
    def run(made_up: Any) -> None:
        for method, path in (
            ("POST", "/auth/signup"),
            ("PATCH", "/auth/me"),
            ("POST", f"/orgs/{home.ids['org_id']}/workspaces"),
            ("POST", f"/orgs/{home.ids['org_id']}/members"),
        ):
            assert ask(method, path, made_up).status_code < 500

    await asyncio.to_thread(run)


async def test_any_bytes_as_a_body_are_refused(
    home: Home, base_url: str, contract: Contract
) -> None:
    client = httpx.Client(base_url=f"{base_url}/api/v1", headers=home.authorization)

    @MADE_UP
    @given(st.binary(max_size=200))
    def run(made_up: bytes) -> None:
        headers = {"Content-Type": "application/json"}
        response = client.post("/orgs", content=made_up, headers=headers)
        contract.check(response)
        assert response.status_code == 422

    await asyncio.to_thread(run)
