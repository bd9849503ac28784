"""Headers of every wrong kind are refused, and every response has those it should."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from tests.contract.conftest import Home
from tests.contract.declared import assert_carries_what_all_do, problem_of

IF_MATCH = (
    "junk",
    '""',
    '"0"',
    'W/"1"',
    '"1',
    "é",
    '"99999999999999"',
    '"-1"',
    ",",
    '"x", "y"',
    "",
)
KEYS = {
    "empty": b"",
    "too long": b"k" * 256,
    "with a tab": b"a\tb",
    "with a soft hyphen": b"a\xadb",
    "with a C1 control": b"a\x85b",
}
POSTS = ("POST /orgs", "POST /orgs/{org_id}/workspaces", "POST /auth/logout")


@pytest.mark.parametrize("tag", IF_MATCH)
@pytest.mark.parametrize(
    "operation",
    [
        "PATCH /auth/me",
        "PATCH /orgs/{org_id}",
        "PATCH /orgs/{org_id}/workspaces/{workspace_id}",
    ],
)
async def test_an_etag_that_is_none_matches_nothing(home: Home, operation: str, tag: str) -> None:
    body = b'{"display_name": "X"}' if "me" in operation else b'{"name": "X"}'
    answer = await home.send(operation, body, {"If-Match": tag.encode("utf-8")})
    assert problem_of(answer)["code"] == "changed_meanwhile"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("operation", POSTS)
async def test_an_idempotency_key_that_cannot_be_one_is_refused(
    home: Home, operation: str, key: str
) -> None:
    body = None if "logout" in operation else b'{"name": "Twice"}'
    answer = await home.send(operation, body, {"Idempotency-Key": KEYS[key]})
    problem = problem_of(answer)
    assert problem["code"] == "validation_failed"
    assert "Idempotency-Key" in problem["detail"]


async def test_an_idempotency_key_in_another_script_is_as_good_as_any(home: Home) -> None:
    for expected in (None, "true"):
        answer = await home.send(
            "POST /orgs", b'{"name": "Zweimal"}', {"Idempotency-Key": "schlüssel".encode()}
        )
        assert answer.status_code == 201
        assert answer.headers.get("idempotency-replayed") == expected


AUTHORIZATIONS = (
    "",
    "Bearer",
    "Basic b2xpdmlhOnBhc3N3b3Jk",
    "Bearer a b",
    "Bearer é",
    "Bearer " + "a" * 100_000,
    "Bearer " + "a." * 30_000,
    "a" * 60_000,
)


@pytest.mark.parametrize("value", AUTHORIZATIONS, ids=lambda value: value[:20])
async def test_an_authorization_that_is_none_is_not_authenticated(home: Home, value: str) -> None:
    headers = {"Authorization": value.encode()}
    answer = await home.client.get("/api/v1/auth/me", headers=headers)
    assert problem_of(answer)["code"] == "not_authenticated"
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "cookie", ["tenantry_refresh=", "tenantry_refresh=é", "tenantry_refresh=" + "a" * 9000, ";=;;"]
)
async def test_a_cookie_that_is_none_refreshes_nothing(home: Home, cookie: str) -> None:
    answer = await home.send("POST /auth/refresh", b"{}", {"Cookie": cookie.encode()})
    assert problem_of(answer)["code"] == "invalid_refresh_token"


@pytest.mark.parametrize(
    "given", ["", "a b", "é", "x" * 129, "<script>", "a\tb", '{"level": "error"}', "%0d%0aX: y"]
)
async def test_a_request_id_that_is_none_is_replaced(home: Home, given: str) -> None:
    headers = {"X-Request-ID": given.encode()}
    for path in ("/healthz", "/api/v1/auth/me"):
        answer = await home.client.get(path, headers=headers)
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])


async def test_a_sound_request_id_comes_back(home: Home) -> None:
    for path in ("/healthz", "/api/v1/auth/me", "/nowhere"):
        answer = await home.client.get(path, headers={"X-Request-ID": "trace-1.a_b~c"})
        assert answer.headers["x-request-id"] == "trace-1.a_b~c"


async def test_every_response_has_the_headers_of_all(base_url: str, home: Home) -> None:
    """Sent by a client that does not look itself."""
    async with httpx.AsyncClient(base_url=base_url) as client:
        for method, path in (
            ("GET", "/healthz"),
            ("GET", "/nowhere"),
            ("DELETE", "/healthz"),
            ("GET", "/api/v1/orgs"),
            ("POST", "/api/v1/auth/login"),
            ("GET", "/api/v1/openapi.json"),
        ):
            answer = await client.request(method, path)
            assert_carries_what_all_do(answer)
            assert len(answer.headers.get_list("x-request-id")) == 1
            assert len(answer.headers.get_list("cache-control")) == 1


async def test_a_strange_user_agent_is_remembered_as_far_as_it_goes(home: Home) -> None:
    body = f'{{"email": "{home.owner.email}", "password": "correct horse battery staple"}}'
    agent = b"\xff\xfe" + b"a" * 20_000
    signed_in = await home.send("POST /auth/login", body.encode(), {"User-Agent": agent})
    assert signed_in.status_code == 200
    headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
    listed = (await home.client.get("/api/v1/auth/sessions", headers=headers)).json()["sessions"]
    mine = next(session for session in listed if session["current"])
    assert 0 < len(mine["user_agent"]) <= 500


RAW = {
    "a NUL in a header": b"GET /api/v1/orgs HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n",
    "a header without a name": b"GET /api/v1/orgs HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n",
    "two lengths": b"POST /api/v1/orgs HTTP/1.1\r\nHost: x\r\n"
    b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length that is none": b"POST /api/v1/orgs HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    "a length beyond numbers": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n"
    b"Content-Length: 999999999999999999999999\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a NUL in the path": b"GET /api/v1/\0orgs HTTP/1.1\r\nHost: x\r\n\r\n",
    "a huge header": b"GET /api/v1/orgs HTTP/1.1\r\nHost: x\r\nX-A: "
    + b"a" * 200_000
    + b"\r\n\r\n",
    "many headers": b"GET /api/v1/orgs HTTP/1.1\r\nHost: x\r\n"
    + b"".join(b"X-%d: a\r\n" % number for number in range(5000))
    + b"\r\n",
}


@pytest.mark.parametrize("what", RAW)
async def test_bytes_that_are_no_http_are_refused(base_url: str, what: str) -> None:
    """The server refuses before the application sees a request, so there is no problem+json."""
    host, port = base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(RAW[what])
    answer = await asyncio.wait_for(reader.read(100), timeout=10)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 4"), answer
