"""What the settings say of mail: who it is from, and which server takes it, and how."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from tenantry.settings import Settings

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to speak to it."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    """TLS from the first byte (RFC 8314)."""
    starttls: bool | None
    """Whether to insist on STARTTLS; None takes it where it is offered."""
    authority: str | None
    """A file of certificate authorities in place of the system's."""


def sender_of(settings: Settings) -> tuple[str, str]:
    """Say who mail is from: a name, which is what mails call the product, and an address."""
    name, address = parseaddr(settings.mail_from)
    host = urlsplit(settings.base_url).hostname or ""
    return name or "Tenantry", address or f"noreply@{'localhost' if ':' in host else host}"


def read_url(url: str) -> Server:
    """Read `smtp://user:password@host:587?starttls`; raises ValueError with what is wrong.

    A password is never sent in clear, but to this machine itself.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("must be smtp://user:password@host:587?starttls or smtps://…@host:465")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls = True if "starttls" in options else None
    authority = options.get("ca") or None
    if unknown := options.keys() - {"starttls", "ca"}:
        raise ValueError(f"has the option {min(unknown)}, and takes `starttls` and `ca`")
    tls = parts.scheme == "smtps"
    password = unquote(parts.password) if parts.password else None
    if password and not _is_here(parts.hostname):
        starttls = True
    return Server(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        username=unquote(parts.username) if parts.username else None,
        password=password,
        tls=tls,
        starttls=False if tls else starttls,
        authority=authority,
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
