"""Database URLs in the forms libpq and asyncpg take; the app role's comes from the owner's."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

APP_ROLE = "tenantry_app"


@dataclass(frozen=True)
class Login:
    """Who a URL signs in as; None is what the URL leaves to the environment."""

    user: str | None
    password: str | None


def login_of(url: str) -> Login:
    """Read user and password, from before the host or from the query."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    return Login(
        unquote(user) or query.get("user") or None,
        unquote(password) or query.get("password") or None,
    )


def with_login(url: str, user: str, password: str | None) -> str:
    """Replace who a URL signs in as, and leave hosts, database and options as they are."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in ("user", "password", "passfile")
    ]
    login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    hosts = parts.netloc.rpartition("@")[2]
    query = urlencode(kept, safe="/:", quote_via=quote)
    # asyncpg and urlunsplit both need the `//` that an empty host would lose.
    return urlunsplit((parts.scheme, f"{login}@{hosts}", parts.path or "/", query, ""))


def app_password(owner_password: str | None, role: str) -> str | None:
    """Derive the app role's password, so that a deployment keeps one secret and not two."""
    if owner_password is None:
        return None
    message = f"tenantry app role {role}".encode()
    return hmac.new(owner_password.encode(), message, hashlib.sha256).hexdigest()


def app_url_from(owner_url: str, role: str = APP_ROLE) -> str:
    """Say where the unprivileged role signs in, given where the owner does."""
    return with_login(owner_url, role, app_password(login_of(owner_url).password, role))


def without_password(url: str) -> str:
    """Write a URL down where people and logs see it."""
    return with_login(url, login_of(url).user or "", None)
