"""Writing a mail: text and HTML of the same words, from one set of templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from email_validator import validate_email
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from tenantry import jobs
from tenantry.mail.server import sender_of
from tenantry.mail.words import harmless, language_of, words

if TYPE_CHECKING:
    from tenantry.settings import Settings

_ENVIRONMENT = Environment(
    loader=PackageLoader("tenantry.mail"),
    autoescape=select_autoescape(["html"], default_for_string=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it goes out; `link` is where its button leads."""

    sender: str
    recipient: str
    content: bytes
    international: bool
    """Whether an address needs SMTPUTF8 (RFC 6531)."""
    link: str | None


def write(
    settings: Settings,
    id: str,
    to: str,
    template: str,
    locale: str | None,
    link: str | None,
    context: Mapping[str, Any],
) -> Mail:
    """Write a mail in the reader's language.

    Raises GiveUp for an address that cannot be written to.
    """
    language = language_of(locale, settings.locale)
    name, sender = sender_of(settings)
    url = None if link is None else f"{settings.base_url}/{link.lstrip('/')}"
    known = {key: harmless(value) for key, value in context.items()} | {"product": name}
    said = {
        part: _fill(text, known)
        for part, text in (words(language)["layout"] | words(language)[template]).items()
    }
    known = {"language": language, "link": url, "product": name, **said}
    recipient = _reachable(to)
    content = _message(name, sender, recipient, str(said["subject"]))
    content["Message-ID"] = f"<{id}@{sender.rpartition('@')[2]}>"
    beyond_ascii = "8bit" if settings.smtp_url is None else "quoted-printable"
    for part in ("txt", "html"):
        _add(content, part, _render(f"layout.{part}", known), beyond_ascii)
    content["Content-Language"] = language
    return Mail(sender, recipient, content.as_bytes(), not recipient.isascii(), url)


def _fill(text: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(text, list):
        return [_fill(part, known) for part in text]
    return _ENVIRONMENT.from_string(text).render(known)


def _render(layout: str, known: Mapping[str, Any]) -> str:
    return _ENVIRONMENT.get_template(layout).render(known)


def _reachable(to: str) -> str:
    """Write an address as mail servers take it: the domain in ASCII, and the rest where it is."""
    try:
        found = validate_email(to, check_deliverability=False, test_environment=True)
    except ValueError as error:
        raise jobs.GiveUp(f"this is no address: {error}") from None
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"


def _message(name: str, sender: str, recipient: str, subject: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    message["From"] = Address(name, addr_spec=sender)
    local, _, domain = recipient.rpartition("@")
    message["To"] = Address(username=local, domain=domain)
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def _add(message: EmailMessage, part: str, content: str, beyond_ascii: str) -> None:
    """Add the text, or the HTML beside it. In the outbox, links stay whole for whoever reads it."""
    add = message.add_alternative if part == "html" else message.set_content
    subtype = "html" if part == "html" else "plain"
    add(content, subtype=subtype, cte="7bit" if content.isascii() else beyond_ascii)
