"""Holds every response against the OpenAPI document, and against what all responses have."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import httpx

SECURITY_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
PROBLEM = "application/problem+json"
MEMBERS = ("type", "title", "status", "detail", "code", "request_id")
NO_MODEL = "model_not_configured"
"""The one 503 that is in order: the server of these tests has no model."""
NOWHERE = {404: "not_found", 405: "method_not_allowed"}
"""What an address that is no operation answers."""


def assert_carries_what_all_do(response: httpx.Response) -> None:
    """Check the headers that every response has, refused or not."""
    assert response.headers["x-request-id"]
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value, (response.url, name)


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """Read a refusal, which is problem+json with a sentence in it."""
    assert response.headers["content-type"] == PROBLEM
    content: dict[str, Any] = response.json()
    refused = 400 <= response.status_code < 500 or content["code"] == NO_MODEL
    assert refused, (response.status_code, response.text[:300])
    assert all(content[name] for name in MEMBERS), content
    assert content["status"] == response.status_code
    assert content["type"] == f"urn:tenantry:error:{content['code']}"
    assert content["request_id"] == response.headers["x-request-id"]
    assert content["detail"].isprintable() and content["detail"].endswith("."), content
    assert " " in content["detail"] and len(content["detail"]) < 500, content["detail"][:600]
    return content


class Contract:
    """The operations of an OpenAPI document, found by what a request asked for."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.operations: dict[str, dict[str, Any]] = {
            f"{method.upper()} {path}": operation
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
        }
        self._patterns = [
            (name, re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(name))))
            for name in sorted(self.operations, key=lambda name: name.count("{"))
        ]

    def find(self, method: str, path: str) -> str | None:
        """Name the operation that a method and a path lead to."""
        asked = f"{method} {path}"
        return next((name for name, pattern in self._patterns if pattern.fullmatch(asked)), None)

    async def watch(self, response: httpx.Response) -> None:
        """Be an httpx response hook: what the document does not declare fails the test."""
        await response.aread()
        self.check(response)

    def check(self, response: httpx.Response) -> None:
        """Fail where a status or a code is not declared for the operation asked for."""
        assert_carries_what_all_do(response)
        path = urlsplit(response.request.url.raw_path.decode("ascii")).path
        name = self.find(response.request.method, path)
        status = response.status_code
        if name is None:
            assert problem_of(response)["code"] == NOWHERE[status], (path, status)
            return
        documented = self.operations[name]["responses"].get(str(status))
        assert documented, f"{name} does not declare {status}: {response.text[:300]}"
        if status >= 400:
            examples = documented["content"][PROBLEM]["examples"]
            code = problem_of(response)["code"]
            assert code in examples, f"{name} does not declare {status} {code}"
