"""Field types that several features take, with the limits the wire contract sets them."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self, TypeAlias

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from pydantic_core import to_json

from tenantry.tenancy.values import SETTINGS_BYTES


class Body(BaseModel):
    """A request body: fields it does not know are refused, so a typo is never ignored."""

    model_config = ConfigDict(extra="forbid")


class Replacement(Body):
    """A whole replacement: what is left out is emptied, but for the slug, which stays."""

    def replacement(self) -> dict[str, Any]:
        """Everything there is to set, by name."""
        return {k: v for k, v in self.model_dump().items() if k != "slug" or v is not None}


class Patch(Body):
    """A partial update: what is left out stays, and null empties, but for what is `kept`."""

    kept: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _refuse_null(self) -> Self:
        for name in self.kept:
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null: leave it out to keep it")
        return self

    def changes(self) -> dict[str, Any]:
        """What was sent, by name."""
        return self.model_dump(exclude_unset=True)


def email_of(value: str) -> str:
    """Read an email into the one spelling it is kept in; what is none is a ValueError."""
    try:
        found = validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(str(error).rstrip(".")) from None
    return found.normalized.lower()


def _known_email(value: str) -> str:
    try:
        return email_of(value)
    except ValueError:
        return value.lower()


_URL: TypeAdapter[AnyHttpUrl] = TypeAdapter(AnyHttpUrl)
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _one_line(value: str) -> str:
    if _UNWANTED.search(value):
        raise ValueError("control characters and line breaks are not allowed")
    return value


def _url(value: str) -> str:
    _URL.validate_python(value)
    return value


def _unfolded(value: Any) -> int:
    """Count the digits PostgreSQL adds: it knows no exponent and writes 1e300 with 301 of them."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("NaN and infinite numbers are not JSON")
        return max(0, len(f"{Decimal(repr(value)):f}") - len(repr(value)))
    children = value.values() if isinstance(value, dict) else value
    return sum(map(_unfolded, children)) if isinstance(value, (dict, list)) else 0


def _settings(value: dict[str, Any]) -> dict[str, Any]:
    if len(to_json(value)) + _unfolded(value) > SETTINGS_BYTES:
        raise ValueError("settings take at most 32 KiB of JSON")
    return value


Name: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_one_line),
]
Description: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Slug: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=2, max_length=63, pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$"),
    Field(description="Lower-case letters, digits and single hyphens between them."),
]
Email: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(email_of),
    Field(json_schema_extra={"format": "email"}),
]
KnownEmail: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_known_email)
]
"""An email to look up, in the spelling it is kept in; one that is none is nobody's."""
Username: TypeAlias = Annotated[
    str,
    StringConstraints(
        min_length=2, max_length=32, pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$"
    ),
]
Url: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2048),
    AfterValidator(_url),
    Field(json_schema_extra={"format": "uri"}),
]
JsonObject: TypeAlias = Annotated[
    dict[str, Any],
    AfterValidator(_settings),
    Field(description="A JSON object of your own, at most 32 KiB."),
]


def none_to_empty(value: object) -> object:
    """Read null as an object with nothing in it."""
    return {} if value is None else value


OptionalJsonObject: TypeAlias = Annotated[JsonObject, BeforeValidator(none_to_empty)]
