"""Where the application runs: prefixes, proxies' addresses, and being started twice."""

from __future__ import annotations

import pytest
from httpx import ASGITransport, AsyncClient

import tenantry
from tenantry.http.parameters import device_of
from tenantry.settings import Settings


async def test_a_stripped_prefix_that_the_api_begins_with_too_hides_nothing(
    service: tenantry.Service,
) -> None:
    prefixed = service.settings.model_copy(update={"root_path": "/api"})
    app = tenantry.create_app(prefixed, service=service)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://own.test") as client:
        assert (await client.get("/api/v1/auth/me")).status_code == 401


@pytest.mark.parametrize("prefix", ["tenants", "/tenants/", "/"])
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="must start with /"):
        Settings(root_path=prefix)


@pytest.mark.parametrize(
    ("host", "kept"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", None),
        ("192.0.2.1:55", None),
        ("", None),
    ],
)
def test_only_an_address_is_kept_of_where_a_request_came_from(host: str, kept: str | None) -> None:
    scope = {"client": (host, 1), "headers": [], "state": {"request_id": "1"}}
    assert device_of(scope).ip == kept


async def test_an_application_serves_again_after_it_was_stopped(
    settings: Settings, service: tenantry.Service
) -> None:
    app = tenantry.create_app(settings)
    for _ in range(2):
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://own.test") as client,
        ):
            assert (await client.get("/readyz")).status_code == 200
