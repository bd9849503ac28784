"""What every response carries, whoever asked for what."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

import tenantry
from tenantry.app import create_app
from tenantry.database.revisions import head_revision

SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


@pytest.fixture
async def around(base_url):
    """A client of what is beside the API."""
    async with httpx.AsyncClient(base_url=base_url) as client:
        yield client


async def test_healthz_says_it_lives(around) -> None:
    answer = await around.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_readyz_says_at_which_revision(around) -> None:
    answer = await around.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "revision": head_revision()}


async def test_readyz_refuses_a_schema_of_another_revision(around, admin_connection) -> None:
    await admin_connection.execute("UPDATE alembic_version SET version_num = '9999'")
    try:
        answer = await around.get("/readyz")
    finally:
        await admin_connection.execute(
            "UPDATE alembic_version SET version_num = $1", head_revision()
        )
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "tenantry migrate" in answer.json()["detail"]
    assert answer.headers["retry-after"] == "1"


async def test_every_response_has_a_request_id_of_its_own(around, eve) -> None:
    answers = [await around.get("/healthz"), await around.get("/nowhere"), await eve.get("/orgs")]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == 3
    assert all(UUID(value).version == 7 for value in ids)
    assert answers[1].json()["request_id"] == ids[1]


@pytest.mark.parametrize(
    "given", ["mine-1", "A.b_c~d", "x" * 128, "dbd3ab28-2084-41c1-adee-930514897cad"]
)
async def test_a_request_id_of_the_clients_is_kept(around, given: str) -> None:
    answer = await around.get("/nowhere", headers={"X-Request-ID": given})
    assert answer.headers["x-request-id"] == given
    assert answer.json()["request_id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "<script>", 'quote"', "ä"])
async def test_a_request_id_that_could_harm_a_log_is_replaced(around, given: str) -> None:
    answer = await around.get("/nowhere", headers={"X-Request-ID": given.encode("latin-1")})
    assert answer.headers["x-request-id"] != given
    assert UUID(answer.headers["x-request-id"]).version == 7


async def test_every_response_carries_security_headers(around, eve, acme) -> None:
    for answer in (
        await around.get("/healthz"),
        await around.get("/nowhere"),
        await eve.get("/orgs"),
        await eve.get(acme.path),
        await eve.delete("/auth/sessions/nonsense"),
        await around.post("/api/v1/auth/login", content=b"{", headers={"content-type": "a/b"}),
    ):
        for name, value in SECURITY.items():
            assert answer.headers[name] == value, (answer.request.url, name)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_without_a_setting_no_origin_is_let_in(around) -> None:
    origin = {"Origin": "https://shop.test"}
    answer = await around.get("/healthz", headers=origin)
    assert "access-control-allow-origin" not in answer.headers
    asked = await around.options(
        "/api/v1/orgs", headers=origin | {"Access-Control-Request-Method": "GET"}
    )
    assert asked.status_code == 405


def client(service: tenantry.Service, *origins: str) -> httpx.AsyncClient:
    """An application of other settings on the same open service."""
    settings = service.settings.model_copy(update={"cors_origins": origins})
    transport = httpx.ASGITransport(create_app(settings, service=service))
    return httpx.AsyncClient(transport=transport, base_url="http://api.test")


async def test_origins_of_the_setting_are_let_in_and_others_are_not(service, eve) -> None:
    signed_in = {"Authorization": f"Bearer {eve.access_token}"}
    async with client(service, "https://shop.test", "https://admin.test") as api:
        for origin in ("https://shop.test", "https://admin.test"):
            answer = await api.get("/api/v1/orgs", headers={"Origin": origin, **signed_in})
            assert answer.status_code == 200
            assert answer.headers["access-control-allow-origin"] == origin
            assert answer.headers["access-control-allow-credentials"] == "true"
            assert "X-Request-ID" in answer.headers["access-control-expose-headers"]
        for origin in ("https://evil.test", "https://shop.test.evil.test", "null"):
            answer = await api.get("/healthz", headers={"Origin": origin})
            assert "access-control-allow-origin" not in answer.headers


async def test_a_preflight_names_what_the_api_takes(service) -> None:
    async with client(service, "https://shop.test") as api:
        asked = await api.options(
            "/api/v1/orgs",
            headers={
                "Origin": "https://shop.test",
                "Access-Control-Request-Method": "PATCH",
                "Access-Control-Request-Headers": "authorization,idempotency-key,if-match",
            },
        )
    assert asked.status_code == 200
    assert "PATCH" in asked.headers["access-control-allow-methods"]
    assert "x-request-id" in asked.headers


async def test_every_origin_is_let_in_only_without_credentials(service) -> None:
    async with client(service, "*") as api:
        answer = await api.get("/healthz", headers={"Origin": "https://any.test"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


async def test_an_error_reaches_a_browser_of_another_origin(service) -> None:
    async with client(service, "https://shop.test") as api:
        answer = await api.get("/api/v1/orgs", headers={"Origin": "https://shop.test"})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == "https://shop.test"


async def test_middleware_of_an_application_sees_operations_and_all_else(service, eve) -> None:
    seen = []
    app = create_app(service.settings, service=service)

    @app.middleware("http")
    async def watch(request, go_on):
        answer = await go_on(request)
        seen.append((request.url.path, answer.status_code))
        return answer

    transport = httpx.ASGITransport(app)
    signed_in = {"Authorization": f"Bearer {eve.access_token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as api:
        for path in ("/api/v1/orgs", "/healthz", "/nowhere"):
            await api.get(path, headers=signed_in)
    assert seen == [("/api/v1/orgs", 200), ("/healthz", 200), ("/nowhere", 404)]


async def test_a_route_that_fails_is_a_problem_and_no_bare_500(service) -> None:
    app = create_app(service.settings, service=service)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("secret detail")

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as api:
        answer = await api.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret detail" not in answer.text
