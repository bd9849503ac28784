"""Addresses, queries and cursors of every wrong kind are refused, and never a 5xx."""

from __future__ import annotations

import base64
import json
from collections import defaultdict

import pytest

from tests.contract.conftest import Home
from tests.contract.declared import Contract, problem_of
from tests.contract.hostile import HARMLESS, LISTS, QUERIES

IDS = {
    "a word": "me",
    "a number": "1",
    "a NUL": "%00",
    "an id and a NUL": "019a3b1c-5f7e-7c3a-8d21-6f0e5b9a4c11%00",
    "invalid UTF-8": "%FF%FE",
    "a surrogate": "%ED%A0%80",
    "an injection": "'%20OR%20'1'='1",
    "five thousand characters": "a" * 5000,
    "half an id": "019a3b1c-5f7e-7c3a-8d21",
    "dots": "..%2f..%2fetc",
}
ADDRESSES = (
    "GET /orgs/{hole}",
    "DELETE /orgs/{hole}",
    "PATCH /orgs/{hole}",
    "GET /orgs/{hole}/members",
    "GET /orgs/{org_id}/workspaces/{hole}",
    "PUT /orgs/{org_id}/members/{hole}",
    "DELETE /orgs/{org_id}/members/{hole}",
    "DELETE /auth/sessions/{hole}",
)


@pytest.mark.parametrize("hole", IDS)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_ids_that_are_none_are_refused(home: Home, address: str, hole: str) -> None:
    body = b'{"role": "member"}' if address.startswith("P") else None
    answer = await home.send(address.replace("{hole}", IDS[hole]), body)
    problem = problem_of(answer)
    assert problem["code"] in {"validation_failed", "not_found"}
    assert problem["code"] == "validation_failed" or "%2f" in IDS[hole]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("operation", LISTS)
async def test_queries_that_make_no_sense_are_refused(
    home: Home, operation: str, query: str
) -> None:
    answer = await home.send(operation, query=f"?{QUERIES[query]}")
    assert problem_of(answer)["code"] == "validation_failed"


@pytest.mark.parametrize("query", HARMLESS)
@pytest.mark.parametrize("operation", LISTS)
async def test_queries_that_are_merely_odd_are_served(
    home: Home, operation: str, query: str
) -> None:
    answer = await home.send(operation, query=f"?{HARMLESS[query]}")
    assert answer.status_code == 200
    assert answer.json()["page"] == 1


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


ID = "019a3b1c-5f7e-7c3a-8d21-6f0e5b9a4c11"
TAMPERED = {
    "the key is no time": cursor("joined_at", "yesterday evening", ID),
    "the key is an injection": cursor("joined_at", "now()'; drop table users; --", ID),
    "the key has a NUL": cursor("joined_at", "2026-01-01\0", ID),
    "the key is a number": cursor("joined_at", 5, ID),
    "the key is null": cursor("joined_at", None, ID),
    "the key is a list": cursor("joined_at", [[]], ID),
    "the time is out of range": cursor("joined_at", "999999-01-01", ID),
    "the id is none": cursor("joined_at", "2026-01-01", "me"),
    "the id is a number": cursor("joined_at", "2026-01-01", 7),
    "the id is null": cursor("joined_at", "2026-01-01", None),
    "it has too few parts": cursor("joined_at", "2026-01-01"),
    "it has too many parts": cursor("joined_at", "2026-01-01", ID, ID),
    "it is of another order": cursor("-joined_at", "2026-01-01", ID),
    "it is of no order": cursor("password", "2026-01-01", ID),
    "its order is a list": cursor([], "2026-01-01", ID),
    "it is an object": base64.urlsafe_b64encode(b'{"sort": 1}').decode(),
    "it is deep": base64.urlsafe_b64encode(b"[" * 600).decode(),
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_a_tampered_cursor_is_refused(home: Home, how: str) -> None:
    answer = await home.send("GET /orgs/{org_id}/members", query=f"?cursor={TAMPERED[how]}")
    problem = problem_of(answer)
    assert problem["code"] == "validation_failed"
    assert "cursor" in problem["detail"]


async def test_a_cursor_of_another_order_says_so(home: Home) -> None:
    first = await home.send("GET /orgs/{org_id}/workspaces", query="?limit=1&sort=name")
    following = first.json()["next_cursor"]
    answer = await home.send(
        "GET /orgs/{org_id}/workspaces", query=f"?sort=-name&cursor={following}"
    )
    assert "`sort`" in problem_of(answer)["detail"]


async def test_a_foreign_cursor_shows_nothing_foreign(home: Home, acme, olivia) -> None:
    """A cursor is a place in an order and no key: in another organization it is just a place."""
    theirs = await olivia.get(f"{acme.path}/workspaces?limit=1&sort=name")
    query = f"?sort=name&cursor={theirs.json()['next_cursor']}"
    answer = await home.send("GET /orgs/{org_id}/workspaces", query=query)
    assert answer.status_code == 200
    assert {found["organization_id"] for found in answer.json()["workspaces"]} <= {
        home.ids["org_id"]
    }
    assert (await home.send(f"GET {acme.path}/workspaces", query=query)).status_code == 404


NOWHERE = ("/nowhere", "/api/v1/nowhere", "/api/v1/orgs/", "/api/v2/orgs", "/%00", "/api/v1/%FF")


@pytest.mark.parametrize("path", NOWHERE)
async def test_an_unknown_address_is_a_problem(home: Home, path: str) -> None:
    assert problem_of(await home.client.get(path))["code"] == "not_found"


def fits(path: str, template: str) -> bool:
    """Say whether an address is also one of a template's, as a name may stand where an id does."""
    parts, wanted = path.split("/"), template.split("/")
    return len(parts) == len(wanted) and all(
        part == want or want.startswith("{") for part, want in zip(parts, wanted, strict=True)
    )


async def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    home: Home, contract: Contract
) -> None:
    methods: dict[str, set[str]] = {}
    for operation in contract.operations:
        method, path = operation.split(" ")
        methods.setdefault(path, set()).add(method)
    ids = defaultdict(lambda: home.ids["member_id"], home.ids)
    for path in methods:
        declared = set().union(*(methods[other] for other in methods if fits(path, other)))
        takes = declared | {"HEAD"} if "GET" in declared else declared
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"} - takes:
            request = home.client.build_request(method, path.format_map(ids))
            home.client.event_hooks["response"], hooks = [], home.client.event_hooks["response"]
            answer = await home.client.send(request)
            home.client.event_hooks["response"] = hooks
            assert answer.status_code == 405, (method, path)
            allowed = {name.strip() for name in answer.headers["allow"].split(",")}
            assert allowed == takes, (method, path)
            if method != "HEAD":
                assert problem_of(answer)["code"] == "method_not_allowed"
