"""Kinds of values that settings take, each with what it has to be."""

from __future__ import annotations

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from tenantry.plans import read_plans

_NODE = re.compile(r"[1-9][0-9]{0,15}=https?://\S+")


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()


def _http(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return url.rstrip("/")


def _postgresql(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("must start with postgresql://")
    return url


def _redis(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("redis://", "rediss://")):
        raise ValueError("must start with redis:// or rediss://")
    return url


def _mail_server(url: SecretStr) -> SecretStr:
    from tenantry.mail.server import read_url

    read_url(url.get_secret_value())
    return url


def _sender(value: str) -> str:
    address = parseaddr(value)[1]
    if value and ("@" not in address or not value.isprintable()):
        raise ValueError("must be an address, as `Product <hello@example.com>`")
    return value


def _known_locale(value: str) -> str:
    from tenantry.mail.words import languages

    if value not in languages():
        raise ValueError(f"must be one of {', '.join(languages())}")
    return value


def _node(value: SecretStr) -> SecretStr:
    if _NODE.fullmatch(value.get_secret_value()) is None:
        raise ValueError("must be chain ids and URLs, as 1=https://node.example")
    return value


def _prefix(path: str) -> str:
    if path and (not path.startswith("/") or path.endswith("/")):
        raise ValueError("must start with / and not end with one, as /tenants")
    return path


def _sound_plans(path: Path) -> Path:
    read_plans(path)
    return path


CommaSeparated = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
EvmNodes = Annotated[
    tuple[Annotated[SecretStr, AfterValidator(_node)], ...], NoDecode, BeforeValidator(_split)
]
Folder = Annotated[Path, AfterValidator(_absolute)]
HttpUrl = Annotated[str, AfterValidator(_http)]
Locale = Annotated[str, AfterValidator(_known_locale)]
PathPrefix = Annotated[str, AfterValidator(_prefix)]
PlansFile = Annotated[Folder, AfterValidator(_sound_plans)]
PostgresUrl = Annotated[SecretStr, AfterValidator(_postgresql)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis)]
Sender = Annotated[str, AfterValidator(_sender)]
SmtpUrl = Annotated[SecretStr, AfterValidator(_mail_server)]
