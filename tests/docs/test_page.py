"""/docs asks nobody but us for anything, wherever the application is mounted."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from fastapi import FastAPI

import tenantry

REFERENCE = re.compile(r'(?:src|href|data-openapi)="([^"]+)"')


@pytest.mark.parametrize("prefix", ["", "/tenants"])
async def test_the_page_refers_to_files_of_ours_that_are_there(
    service: tenantry.Service, prefix: str
) -> None:
    app = tenantry.create_app(service=service)
    if prefix:
        outer = FastAPI()
        outer.mount(prefix, app)
        app = outer
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here.test") as client:
        page = await client.get(f"{prefix}/docs")
        assert page.status_code == 200
        references = [found for found in REFERENCE.findall(page.text) if found != "data:,"]
        assert len(references) >= 5
        for reference in references:
            address = urljoin(str(page.url), reference)
            assert urlsplit(address).netloc == "here.test"
            assert urlsplit(address).path.startswith(f"{prefix}/")
            assert (await client.get(address)).status_code == 200, reference


async def test_the_page_works_behind_a_proxy_that_strips_a_prefix(
    service: tenantry.Service,
) -> None:
    app = tenantry.create_app(
        service.settings.model_copy(update={"root_path": "/tenants"}), service=service
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here.test") as client:
        assert (await client.get("/docs")).status_code == 200
        assert (await client.get("/docs/page.js")).status_code == 200
        described = (await client.get("/api/v1/openapi.json")).json()
    assert described["servers"] == [{"url": "/tenants"}]


async def test_only_scripts_from_files_of_ours_may_run(http: httpx.AsyncClient) -> None:
    page = await http.get(str(http.base_url).replace("/api/v1/", "/docs"))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?![^>]* src=)", page.text) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", page.text) == []


async def test_the_files_are_cached_under_an_address_with_a_version(
    http: httpx.AsyncClient,
) -> None:
    page = await http.get(str(http.base_url).replace("/api/v1/", "/docs"))
    files = re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text)
    assert files and all("?v=" in file for file in files)
    answer = await http.get(urljoin(str(page.url), files[0]))
    assert "immutable" in answer.headers["cache-control"]
