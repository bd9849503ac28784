"""The layers around the operations, for applications that are more than operations."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import Request

from tenantry.http.application import Application
from tenantry.http.boundary import SECURITY_HEADERS, Boundary


async def _get(app: Any) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        return await client.get("/")


async def test_a_header_of_security_that_is_there_is_left_however_it_is_written() -> None:
    async def framed(scope: Any, receive: Any, send: Any) -> None:
        headers = iter([(b"X-Frame-Options", b"SAMEORIGIN"), (b"content-length", b"0")])
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body"})

    answer = await _get(Boundary(framed))
    assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
    for name, _ in SECURITY_HEADERS:
        assert len(answer.headers.get_list(name.decode())) == 1


async def test_the_path_an_application_is_told_to_be_at_holds_for_every_request() -> None:
    app = Application(observed=False)
    app.root_path = "/behind"

    @app.get("/")
    def where(request: Request) -> str:
        return str(request.scope["root_path"])

    assert [(await _get(app)).json() for _ in range(2)] == ["/behind", "/behind"]
