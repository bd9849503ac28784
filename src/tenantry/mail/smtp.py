"""Handing mail over by SMTP (RFC 5321): what a server refuses for good is not tried again."""

from __future__ import annotations

import aiosmtplib

from tenantry import jobs
from tenantry.mail.server import read_url
from tenantry.mail.writing import Mail

_SECONDS = 30


async def hand_over(url: str, mail: Mail) -> None:
    """Give a mail to the server.

    Raises GiveUp where the server will never take it (5xx to the mail itself), and what
    aiosmtplib raises where it may later: it is away, busy, refuses us, or has no TLS.
    """
    server = read_url(url)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.tls,
        start_tls=server.starttls,
        cert_bundle=server.authority,
        timeout=_SECONDS,
    )
    options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.international else []
    try:
        async with client:
            await client.sendmail(mail.sender, [mail.recipient], mail.content, mail_options=options)
    except aiosmtplib.SMTPRecipientsRefused as error:
        _give_up_on(error.recipients[0])
        raise
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
        _give_up_on(error)
        raise
    except aiosmtplib.SMTPNotSupported as error:
        if not mail.international:
            raise
        raise jobs.GiveUp(f"the mail server cannot write to this address: {error}") from error


def _give_up_on(answer: aiosmtplib.SMTPResponseException) -> None:
    if answer.code >= 500:
        raise jobs.GiveUp(f"the mail server refused it: {answer.code} {answer.message}")
