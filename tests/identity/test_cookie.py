"""The cookie transport: the refresh token where no script can read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest_asyncio

import tenantry
from tenantry.settings import Settings
from tests.identity.accounts import credentials, new_email
from tests.people import PASSWORD


@pytest_asyncio.fixture
async def browser(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client that keeps cookies, and shares them with nobody."""
    async with httpx.AsyncClient(base_url=f"{base_url}/api/v1") as client:
        yield client


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    cookies: SimpleCookie = SimpleCookie(answer.headers["set-cookie"])
    assert list(cookies) == ["tenantry_refresh"]
    return cookies["tenantry_refresh"]


async def sign_up(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.post("/auth/signup", json=credentials(session="cookie"))


async def test_the_refresh_token_is_in_the_cookie_alone(browser: httpx.AsyncClient) -> None:
    answer = await sign_up(browser)
    cookie = cookie_of(answer)
    assert answer.status_code == 201
    assert answer.json()["refresh_token"] is None
    assert len(cookie.value) > 40 and cookie.value not in answer.text
    assert cookie["httponly"] and cookie["samesite"] == "Strict"
    assert (cookie["path"], cookie["max-age"]) == ("/api/v1/auth", str(30 * 24 * 60 * 60))
    assert not cookie["domain"]


async def test_the_cookie_is_secure_where_the_service_is(settings: Settings) -> None:
    secured = settings.model_copy(update={"public_url": "https://tenantry.test"})
    async with tenantry.open(secured) as service:
        transport = httpx.ASGITransport(tenantry.create_app(service=service))
        async with httpx.AsyncClient(
            transport=transport, base_url="https://tenantry.test/api/v1"
        ) as client:
            assert cookie_of(await sign_up(client))["secure"]


async def test_over_plain_http_it_is_not_secure_or_browsers_would_drop_it(
    browser: httpx.AsyncClient,
) -> None:
    assert not cookie_of(await sign_up(browser))["secure"]


async def test_signing_in_takes_the_cookie_too(browser: httpx.AsyncClient) -> None:
    body = credentials()
    await browser.post("/auth/signup", json=body)
    answer = await browser.post("/auth/login", json={**body, "session": "cookie"})
    assert answer.json()["refresh_token"] is None
    assert cookie_of(answer).value


async def test_without_being_asked_for_there_is_no_cookie(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/auth/signup", json=credentials())
    assert "set-cookie" not in answer.headers and answer.json()["refresh_token"]


async def test_the_cookie_refreshes_and_is_replaced(browser: httpx.AsyncClient) -> None:
    first = cookie_of(await sign_up(browser)).value
    answer = await browser.post("/auth/refresh", json={})
    assert answer.status_code == 200
    assert answer.json()["refresh_token"] is None
    assert cookie_of(answer).value not in (first, "")
    assert (await browser.post("/auth/refresh", json={})).status_code == 200


async def test_a_cookie_used_twice_ends_its_session(browser: httpx.AsyncClient) -> None:
    signed_up = await sign_up(browser)
    old = {"Cookie": f"tenantry_refresh={cookie_of(signed_up).value}"}
    refreshed = await browser.post("/auth/refresh", json={})
    browser.cookies.clear()
    assert (await browser.post("/auth/refresh", json={}, headers=old)).status_code == 401
    headers = {"Authorization": f"Bearer {refreshed.json()['access_token']}"}
    answer = await browser.get("/auth/me", headers=headers)
    assert answer.json()["code"] == "session_ended"


async def test_another_site_cannot_make_a_browser_refresh_with_a_form(
    browser: httpx.AsyncClient,
) -> None:
    await sign_up(browser)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await browser.post("/auth/refresh", content="{}", headers={"Content-Type": kind})
        assert answer.status_code == 415
    assert (await browser.post("/auth/refresh", json={})).status_code == 200


async def test_signing_out_clears_the_cookie(browser: httpx.AsyncClient) -> None:
    signed_up = await sign_up(browser)
    headers = {"Authorization": f"Bearer {signed_up.json()['access_token']}"}
    answer = await browser.post("/auth/logout", headers=headers)
    cookie = cookie_of(answer)
    assert (answer.status_code, cookie.value, cookie["max-age"]) == (204, "", "0")
    assert (cookie["path"], cookie["httponly"]) == ("/api/v1/auth", True)
    assert not browser.cookies
    old = {"Cookie": f"tenantry_refresh={cookie_of(signed_up).value}"}
    assert (await browser.post("/auth/refresh", json={}, headers=old)).status_code == 401


async def test_a_new_password_comes_with_a_new_cookie(browser: httpx.AsyncClient) -> None:
    signed_up = await sign_up(browser)
    answer = await browser.post(
        "/auth/password/change",
        json={
            "current_password": PASSWORD,
            "new_password": "another fine passphrase",
            "session": "cookie",
        },
        headers={"Authorization": f"Bearer {signed_up.json()['access_token']}"},
    )
    assert answer.json()["refresh_token"] is None
    assert cookie_of(answer).value != cookie_of(signed_up).value
    assert (await browser.post("/auth/refresh", json={})).status_code == 200


async def test_the_cookie_alone_signs_nobody_in(browser: httpx.AsyncClient) -> None:
    await sign_up(browser)
    for method, path in (("GET", "/auth/me"), ("POST", "/orgs"), ("DELETE", "/auth/me")):
        answer = await browser.request(method, path, json={"name": new_email()})
        assert answer.json()["code"] == "not_authenticated"
