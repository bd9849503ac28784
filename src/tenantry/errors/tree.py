"""The root of the errors, and how one is found among them.

A class is the whole contract of its refusal: what goes over the wire (RFC 9457), what the OpenAPI
document says of it, and which database constraint it translates.
"""

from __future__ import annotations

from typing import Any, ClassVar


class TenantryError(Exception):
    """A refusal with a code clients may rely on; `detail` is one sentence a person can act on."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "Bad request"
    detail: str = "The request cannot be served as it is."
    constraints: ClassVar[tuple[str, ...]] = ()
    """Database constraints whose violation means this error."""
    headers: tuple[tuple[str, str], ...] = ()

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        if detail is not None:
            self.detail = detail
        self.extra = extra
        super().__init__(self.detail)


def _tree(root: type[TenantryError]) -> list[type[TenantryError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in _tree(child))]


def all_errors() -> list[type[TenantryError]]:
    """List every error that goes over the wire, by status and code."""
    found = {error.code: error for error in reversed(_tree(TenantryError))}
    return sorted(found.values(), key=lambda error: (error.status, error.code))


def for_constraint(name: str | None) -> type[TenantryError] | None:
    """Find the error that a violated constraint means."""
    return next((error for error in all_errors() if name in error.constraints), None)
