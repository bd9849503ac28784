"""Sending: a mail is a job, so it goes out if and only if the change it tells of was committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from tenantry import jobs
from tenantry.tenancy.values import new_id

if TYPE_CHECKING:
    from tenantry.service import Service
    from tenantry.tenancy.actor import Visitor

_log = structlog.get_logger("tenantry.mail")


async def send(
    holder: Visitor,
    to: str,
    template: str,
    locale: str | None = None,
    *,
    link: str | None = None,
    **context: Any,
) -> None:
    """Have a mail sent once the holder's transaction has committed.

    template: a name in mail/templates/en.toml, which says what `context` it takes. locale: the
    reader's, as `de` or `de-AT`; None is TENANTRY_LOCALE. link: a path below the public URL, with
    a token in its query, as `/verify-email?token=…`; the mail's button leads there.

    Context values are texts or numbers, and may be what strangers typed: in the mail they are one
    line, at most 100 characters, escaped, and no mail program makes a link of them. The link and
    the context are in the database until the mail is sent, and no longer.
    """
    await jobs.defer(
        holder,
        deliver,
        id=str(new_id()),
        to=to,
        template=template,
        locale=locale,
        link=link,
        context=context,
    )


@jobs.task("mail.deliver", secrets=("link", "context"))
async def deliver(
    service: Service,
    *,
    id: str,
    to: str,
    template: str,
    locale: str | None,
    link: str | None,
    context: dict[str, Any],
) -> None:
    """Write one mail, and hand it to the mail server or, where none is set, to the outbox."""
    from tenantry.mail import outbox, smtp
    from tenantry.mail.writing import write

    settings = service.settings
    mail = write(settings, id, to, template, locale, link, context)
    if settings.smtp_url is None:
        path = outbox.keep(settings.data_dir, id, mail)
        _log.info("mail written", template=template, to=to, file=str(path), link=mail.link)
    else:
        await smtp.hand_over(settings.smtp_url.get_secret_value(), mail)
        _log.info("mail sent", template=template, mail_id=id)
