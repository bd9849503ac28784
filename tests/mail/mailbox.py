"""The outbox as its readers see it: mail that a real worker wrote, by recipient."""

from __future__ import annotations

import asyncio
import email
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import asyncpg

import tenantry

NEWEST = 50


class Mailbox:
    """What has come, read once each and kept for whoever asks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: set[str] = set()
        self._mails: dict[str, list[EmailMessage]] = defaultdict(list)

    def _look(self) -> None:
        for path in sorted(self._folder.glob("*.eml")):
            if path.name not in self._read:
                self._read.add(path.name)
                mail = email.message_from_bytes(path.read_bytes(), policy=default)
                assert isinstance(mail, EmailMessage)
                self._mails[str(mail["To"])].append(mail)

    async def next(self, address: str, about: str = "") -> EmailMessage:
        """Wait for the next mail to an address whose subject has these words, and take it."""
        async with asyncio.timeout(60):
            while True:
                self._look()
                for mail in self._mails[address]:
                    if about in mail["Subject"]:
                        self._mails[address].remove(mail)
                        return mail
                await asyncio.sleep(0.02)

    async def token(self, address: str, about: str = "") -> str:
        """Take the token out of the next mail to an address."""
        return token_of(await self.next(address, about))

    def waiting(self, address: str) -> list[str]:
        """List the subjects of what has come and was not taken."""
        self._look()
        return [mail["Subject"] for mail in self._mails[address]]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def token_of(mail: EmailMessage) -> str:
    found = re.search(r"\?token=([\w-]+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


@asynccontextmanager
async def delivered(service: tenantry.Service) -> AsyncIterator[Mailbox]:
    """Run a worker, and read what it writes.

    Of the mail that waits already only the newest goes out: the rest is of other tests' sign-ups,
    nobody reads it, and late in a run there would be a minute of it.
    """
    connection = await asyncpg.connect(service.app_url)
    await connection.execute(
        "DELETE FROM procrastinate_jobs WHERE task_name = 'mail.deliver' AND status = 'todo' "
        "AND id < (SELECT max(id) FROM procrastinate_jobs) - $1",
        NEWEST,
    )
    await connection.close()
    async with tenantry.Worker(service):
        yield Mailbox(service.settings.data_dir / "outbox")
