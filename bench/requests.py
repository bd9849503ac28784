"""Requests as data: what a load generator sends, and the tag a unique number replaces."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SERIAL = "#########"
"""Stands once in a body for a number of nine digits that no other request carries."""


@dataclass(frozen=True)
class Request:
    """One HTTP request to a server on this machine."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def content(self) -> str:
        """The body as it is sent; pure ASCII, so its length is its bytes'."""
        return "" if self.body is None else json.dumps(self.body)

    def raw(self) -> str:
        """Write it as HTTP/1.1."""
        headers = {"Host": "127.0.0.1", **self.headers}
        if self.body is not None:
            headers |= {
                "Content-Type": "application/json",
                "Content-Length": str(len(self.content)),
            }
        lines = [f"{self.method} {self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines) + "\r\n\r\n" + self.content

    def described(self) -> dict[str, Any]:
        """Describe it to a load generator that writes HTTP itself."""
        return {
            "path": self.path,
            "method": self.method,
            "headers": dict(self.headers)
            | ({"Content-Type": "application/json"} if self.body is not None else {}),
            "body": self.content,
        }
