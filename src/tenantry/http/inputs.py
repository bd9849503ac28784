"""Requests as values: headers, bodies and fields read once, refused with sentences that help."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from starlette.types import Receive, Scope

from tenantry.errors import BadRequest, BodyTooLarge, UnsupportedMediaType, ValidationFailed

MAX_BODY = 1024 * 1024
_LISTED = 50
_NAMED = 100
"""Characters shown of a field's name, which may be a client's and as long as a body."""


def header(scope: Scope, name: bytes) -> str | None:
    """Read a request header, the first of its name; that is in lower case, as ASGI gives them."""
    value: bytes | None = dict(reversed(scope["headers"])).get(name)
    return None if value is None else value.decode("latin-1")


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """Read the whole body before a connection is taken; over 1 MiB is BodyTooLarge."""
    length = header(scope, b"content-length")
    if length is not None and length.isdigit() and int(length) > MAX_BODY:
        raise BodyTooLarge
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest("The connection closed before the whole body arrived.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            raise BodyTooLarge
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def parse_body(scope: Scope, body: bytes, adapter: TypeAdapter[Any]) -> Any:
    """Validate a JSON body.

    A form or a body without a type is UnsupportedMediaType: browsers send those across sites
    without asking first.
    """
    kind = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (
        kind.startswith("application/") and kind.endswith("+json")
    ):
        raise UnsupportedMediaType
    try:
        parsed = adapter.validate_json(body)
    except ValidationError as error:
        raise invalid(error, "body") from None
    if rb"\u0000" in body:
        _refuse_nul(from_json(body), ("body",))
    return parsed


def parse_query(scope: Scope, adapter: TypeAdapter[Any]) -> Any:
    """Validate the query string; of a name given twice the last counts."""
    if not scope["query_string"]:
        return _defaults(adapter)
    try:
        fields = parse_qsl(
            scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=100
        )
    except ValueError:
        raise ValidationFailed("The query string has too many fields.") from None
    values = dict(fields)
    _refuse_nul(values, ("query",))
    try:
        return adapter.validate_python(values)
    except ValidationError as error:
        raise invalid(error, "query") from None


@functools.lru_cache
def _defaults(adapter: TypeAdapter[Any]) -> Any:
    """Keep what an empty query string means; queries are frozen."""
    return adapter.validate_python({})


def parse_field(value: Any, adapter: TypeAdapter[Any], *place: str) -> Any:
    """Validate one path or header field."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise invalid(error, *place) from None


def invalid(error: ValidationError, *place: str) -> ValidationFailed:
    """Say what is wrong with which field; what was sent is not repeated, it may be a secret."""
    problems = [
        {
            "loc": [*place, *map(_shortened, problem["loc"])],
            "msg": problem["msg"].removeprefix("Value error, "),
            "type": problem["type"],
        }
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    first = problems[0]
    where = ".".join(str(part)[:50] for part in first["loc"][1:]) or place[0]
    return ValidationFailed(_printable(f"{where}: {first['msg']}."), errors=problems[:_LISTED])


def _printable(sentence: str) -> str:
    """Escape what a client put into a sentence that people and terminals read."""
    if sentence.isprintable():
        return sentence
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in sentence)


def _shortened(part: str | int) -> str | int:
    return part[:_NAMED] if isinstance(part, str) else part


def _refuse_nul(value: Any, place: tuple[str | int, ...]) -> None:
    """Refuse U+0000, which PostgreSQL text cannot hold, wherever it hides."""
    children: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, str):
        if "\0" in value:
            message = "The character U+0000 cannot be stored"
            raise ValidationFailed(
                _printable(f"{'.'.join(map(str, place[1:]))[:200] or place[0]}: {message}."),
                errors=[
                    {"loc": list(map(_shortened, place)), "msg": message, "type": "string_nul"}
                ],
            )
    elif isinstance(value, dict):
        for key in value:
            _refuse_nul(key, place)
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        _refuse_nul(child, (*place, key))
