"""Mail through a real SMTP server: there, away for a while, refusing, slow, and with TLS."""

from __future__ import annotations

import asyncio
import email
import json
import socket
from email.message import EmailMessage
from email.policy import default
from typing import Any

import asyncpg
import pytest

import tenantry
from tenantry import mail
from tests.jobs.conftest import until
from tests.mail.conftest import HOST, Certificate, Post, mailing, post_office
from tests.mail.mailbox import text_of

LINK = "/verify-email?token=sesame"

# A worker keeps house every minute in the same queue.
MAIL = "procrastinate_jobs WHERE task_name = 'mail.deliver'"


async def send(service: tenantry.Service, to: str = "ida@example.test", **fields: Any) -> None:
    async with service.visit() as visitor:
        context = {"name": "Ida", "hours": 24, **fields}
        await mail.send(visitor, to, "verify_email", link=LINK, **context)


async def taken(post: Post, number: int = 1) -> EmailMessage:
    """Wait for mail, and read the latest."""

    async def come() -> bool:
        return len(post.taken) >= number

    await until(come)
    content = post.taken[-1].content
    assert isinstance(content, bytes)
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def tried(queue: asyncpg.Connection, times: int = 1) -> None:
    await until(lambda: queue.fetchval(f"SELECT max(attempts) >= $1 FROM {MAIL}", times))


async def failed(queue: asyncpg.Connection) -> dict[str, Any]:
    """Wait for the job to fail for good, and read what is left of it."""
    return json.loads(
        await until(lambda: queue.fetchval(f"SELECT args FROM {MAIL} AND status = 'failed'"))
    )


async def is_empty(queue: asyncpg.Connection) -> bool:
    return not await queue.fetchval(f"SELECT count(*) FROM {MAIL}")


async def test_mail_arrives_with_both_parts_and_leaves_nothing_behind(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office() as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}", mail_from="Shop <hello@shop.test>")
        async with tenantry.Worker(service):
            await send(service)
            message = await taken(post)
            await until(lambda: is_empty(queue))
    assert post.taken[0].mail_from == "hello@shop.test"
    assert post.taken[0].rcpt_tos == ["ida@example.test"]
    assert message["From"] == "Shop <hello@shop.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    link = f"{quiet.settings.base_url}{LINK}"
    assert link in text_of(message)
    assert f'href="{link}"' in text_of(message, "html")
    assert message["Message-ID"].endswith("@shop.test>")
    assert not (quiet.settings.data_dir / "outbox").exists()


async def test_mail_of_a_change_that_was_rolled_back_is_not_sent(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office() as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")
        async with tenantry.Worker(service):
            with pytest.raises(LookupError):
                async with service.visit() as visitor:
                    await mail.send(visitor, "never@example.test", "password_changed", name="")
                    raise LookupError
            await send(service)
            await taken(post)
    assert [envelope.rcpt_tos for envelope in post.taken] == [["ida@example.test"]]


async def test_mail_for_a_server_that_is_down_arrives_once_when_it_is_back(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    service = mailing(quiet, f"smtp://{HOST}:{port}")
    async with tenantry.Worker(service):
        await send(service)
        await tried(queue)
        async with post_office(port=port) as post:
            await taken(post)
            await until(lambda: is_empty(queue))
    assert len(post.taken) == 1


async def test_what_a_server_refuses_for_now_is_tried_again(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    post = Post(to_recipient=["451 busy"], to_content=["452 full"])
    async with post_office(post):
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")
        async with tenantry.Worker(service):
            await send(service)
            await taken(post)
            await until(lambda: is_empty(queue))
    assert (post.asked, len(post.taken)) == (3, 1)


@pytest.mark.parametrize("stage", ["to_recipient", "to_content"])
async def test_what_a_server_refuses_for_good_is_not(
    quiet: tenantry.Service, queue: asyncpg.Connection, stage: str
) -> None:
    post = Post(**{stage: ["550 no such user"]})
    async with post_office(post):
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")
        async with tenantry.Worker(service):
            await send(service)
            left = await failed(queue)
    assert post.asked == 1
    assert left["error"] == "GiveUp: the mail server refused it: 550 no such user"
    assert (left["to"], left["template"]) == ("ida@example.test", "verify_email")
    assert "sesame" not in json.dumps(left)


async def test_a_server_that_is_slow_gets_the_mail_once(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office(Post(slowness=0.5)) as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")
        async with tenantry.Worker(service):
            for number in range(6):
                await send(service, f"ida{number}@example.test")
            await taken(post, 6)
            await until(lambda: is_empty(queue))
    assert sorted(envelope.rcpt_tos[0] for envelope in post.taken) == [
        f"ida{number}@example.test" for number in range(6)
    ]


async def test_a_stopped_worker_finishes_the_mail_it_is_at(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office(Post(slowness=0.5)) as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")

        async def at_it() -> bool:
            return post.asked == 1

        async with tenantry.Worker(service):
            await send(service)
            await until(at_it)
        assert len(post.taken) == 1
    assert await is_empty(queue)


async def test_starttls_and_a_password_are_used_and_nothing_goes_in_clear(
    quiet: tenantry.Service, queue: asyncpg.Connection, certificate: Certificate
) -> None:
    options = {"tls_context": certificate.context, "require_starttls": True, "auth_required": True}
    async with post_office(**options) as post:
        url = f"smtp://us%40er:p%3Ass%2Fword@{HOST}:{post.port}?starttls&ca={certificate.path}"
        service = mailing(quiet, url)
        async with tenantry.Worker(service):
            await send(service)
            await taken(post)
    assert (post.signed_in, post.ciphered) == (["us@er"], [True])


async def test_a_certificate_of_nobody_known_is_not_trusted(
    quiet: tenantry.Service, queue: asyncpg.Connection, certificate: Certificate
) -> None:
    async with post_office(tls_context=certificate.context) as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}?starttls")
        async with tenantry.Worker(service):
            await send(service)
            await tried(queue)
    assert post.taken == []


async def test_starttls_is_insisted_on(quiet: tenantry.Service, queue: asyncpg.Connection) -> None:
    async with post_office() as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}?starttls")
        async with tenantry.Worker(service):
            await send(service)
            await tried(queue)
    assert (post.asked, post.taken) == (0, [])


async def test_a_wrong_password_is_tried_again_as_it_may_be_corrected(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office(auth_require_tls=False, auth_required=True) as post:
        service = mailing(quiet, f"smtp://us%40er:wrong@{HOST}:{post.port}")
        async with tenantry.Worker(service):
            await send(service)
            await tried(queue)
    assert post.signed_in
    assert await queue.fetchval(f"SELECT status FROM {MAIL} AND attempts > 0") == "todo"


async def test_addresses_beyond_ascii_are_written_to(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office() as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")
        async with tenantry.Worker(service):
            await send(service, "zoë@bücher.example", name="Zoë")
            message = await taken(post)
            await send(service, "ida@bücher.example")
            await taken(post, 2)
    assert "Hello Zoë," in text_of(message)
    recipients = [envelope.rcpt_tos[0] for envelope in post.taken]
    assert recipients == ["zoë@xn--bcher-kva.example", "ida@xn--bcher-kva.example"]


async def test_an_address_that_cannot_be_written_to_gives_up(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office() as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")
        async with tenantry.Worker(service):
            await send(service, "ida@example.test\r\nBcc: eve@example.test")
            left = await failed(queue)
    assert left["error"].startswith("GiveUp: this is no address")
    assert post.asked == 0


async def test_two_workers_send_a_mail_once(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with post_office() as post:
        service = mailing(quiet, f"smtp://{HOST}:{post.port}")
        async with tenantry.Worker(service), tenantry.Worker(service):
            await asyncio.gather(*(send(service, f"i{n}@example.test") for n in range(10)))
            await taken(post, 10)
            await until(lambda: is_empty(queue))
    assert len({envelope.rcpt_tos[0] for envelope in post.taken}) == len(post.taken) == 10
