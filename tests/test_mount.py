"""Tenantry mounted inside another FastAPI application, on a real server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI, HTTPException

import tenantry
from tenantry import Settings
from tenantry.errors import NotFound
from tenantry.members import service as members
from tenantry.members.schemas import MemberQuery

ACCOUNT = {"email": "host@example.test", "password": "correct horse battery staple"}


def host(settings: Settings) -> FastAPI:
    """Somebody's own application."""
    app = FastAPI(title="Shop")
    tenants = tenantry.create_app(settings)
    app.mount("/tenants", tenants)
    app.state.tenants = tenants

    @app.get("/orders/{organization_id}/{user_id}")
    async def orders(organization_id: UUID, user_id: UUID) -> dict[str, Any]:
        service = await tenants.state.tenantry.service()
        try:
            async with service.enter(user_id, organization_id) as tenant:
                page = await members.list_all(tenant, MemberQuery())
        except NotFound:
            raise HTTPException(404, "no such shop") from None
        return {"shop": tenant.organization_name, "members": page.total}

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "the shop is open"}

    return app


@pytest_asyncio.fixture(scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The host on a socket; nothing runs the lifespan of what is mounted."""
    app = host(Settings(data_dir=tmp_path_factory.mktemp("shop"), log_level="error"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving
    await app.state.tenants.state.tenantry.close()


@pytest_asyncio.fixture(scope="module")
async def http(shop: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=shop, timeout=60) as client:
        yield client


@pytest_asyncio.fixture(scope="module")
async def token(http: httpx.AsyncClient) -> dict[str, Any]:
    """The first request there is: it opens the service, and ten at once open one."""
    first = await asyncio.gather(*(http.get("/tenants/readyz") for _ in range(10)))
    assert {answer.status_code for answer in first} == {200}
    answer = await http.post("/tenants/api/v1/auth/signup", json=ACCOUNT)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def signed_in(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['access_token']}"}


async def test_the_main_job_works_under_the_mount(http, signed_in) -> None:
    made = await http.post("/tenants/api/v1/orgs", json={"name": "Shop"}, headers=signed_in)
    assert made.status_code == 201
    listed = (await http.get("/tenants/api/v1/orgs", headers=signed_in)).json()
    assert [organization["name"] for organization in listed["organizations"]] == ["Shop"]
    place = f"/tenants/api/v1/orgs/{made.json()['id']}"
    assert (await http.get(place, headers=signed_in)).json()["user_role"] == "owner"
    assert (await http.get(place)).status_code == 401


async def test_a_route_of_the_host_enters_an_organization(http, token, signed_in) -> None:
    made = await http.post("/tenants/api/v1/orgs", json={"name": "Own"}, headers=signed_in)
    place, owner = made.json()["id"], token["user"]["id"]
    answer = await http.get(f"/orders/{place}/{owner}")
    assert answer.json() == {"shop": "Own", "members": 1}
    assert (await http.get(f"/orders/{place}/{place}")).status_code == 404


async def test_a_cookie_is_confined_to_the_mount_and_works_there(http, token) -> None:
    login = await http.post("/tenants/api/v1/auth/login", json=ACCOUNT | {"session": "cookie"})
    assert login.status_code == 200
    assert login.json()["refresh_token"] is None
    cookie = login.headers["set-cookie"]
    assert "Path=/tenants/api/v1/auth;" in cookie
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    renewed = await http.post("/tenants/api/v1/auth/refresh", json={})
    assert renewed.status_code == 200, renewed.text
    assert renewed.json()["refresh_token"] is None


async def test_the_hosts_own_routes_are_its_own(http, token) -> None:
    assert (await http.get("/healthz")).json() == {"status": "the shop is open"}
    assert (await http.get("/tenants/healthz")).json() == {"status": "alive"}
    missing = await http.get("/nowhere")
    assert missing.json() == {"detail": "Not Found"}
    assert "x-request-id" not in missing.headers
    assert (await http.get("/tenants/nowhere")).json()["code"] == "not_found"
    wrong = await http.get("/orders/nonsense/nonsense")
    assert isinstance(wrong.json()["detail"], list)


async def test_each_has_its_own_openapi_document(http, token) -> None:
    own = (await http.get("/openapi.json")).json()
    assert (own["info"]["title"], sorted(own["paths"])) == (
        "Shop",
        ["/healthz", "/orders/{organization_id}/{user_id}"],
    )
    ours = (await http.get("/tenants/api/v1/openapi.json")).json()
    assert ours["info"]["title"] == "Tenantry"
    assert "/api/v1/orgs/{org_id}" in ours["paths"]
    assert [server["url"] for server in ours["servers"]] == ["/tenants"]


async def test_the_interactive_docs_find_all_they_load_under_the_mount(http, token) -> None:
    docs = await http.get("/tenants/docs")
    assert docs.status_code == 200
    loaded = [docs.url.join(name) for name in re.findall(r'(?:src|href)="([^":]+)"', docs.text)]
    assert loaded
    for url in loaded:
        assert url.path.startswith("/tenants/")
        assert (await http.get(url)).status_code == 200, url


async def test_the_keys_that_verify_tokens_are_under_the_mount(http, token) -> None:
    keys = (await http.get("/tenants/.well-known/jwks.json")).json()["keys"]
    assert [key["alg"] for key in keys] == ["EdDSA"]
