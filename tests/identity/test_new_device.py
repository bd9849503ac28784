"""A sign-in from a program or a network that is new to the account is mailed to its owner."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

import tenantry
from tests.mail.mailbox import delivered, text_of
from tests.people import PASSWORD, Person

ABOUT = "New sign-in"
LAPTOP, PHONE = "Firefox on a laptop", "Safari on a phone"


@pytest_asyncio.fixture
async def home(service: tenantry.Service) -> AsyncIterator[object]:
    """Sign in from an address with a program, without a server between."""
    app = tenantry.create_app(service=service)

    async def sign_in(person: Person, address: str, program: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(address, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://test/api/v1") as client:
            return await client.post(
                "/auth/login",
                json={"email": person.email, "password": PASSWORD},
                headers={"User-Agent": program},
            )

    yield sign_in


async def test_only_what_is_new_to_the_account_is_mailed(home, service, new_person) -> None:
    person = await new_person("nora")
    for address, program in (
        ("198.51.100.7", LAPTOP),  # another program than the sign-up's
        ("198.51.100.7", LAPTOP),
        ("198.51.200.9", LAPTOP),  # the same provider's network
        ("203.0.113.9", LAPTOP),  # another network
        ("2001:db8:1::1", PHONE),
        ("2001:db8:2::1", PHONE),
    ):
        assert (await home(person, address, program)).status_code == 200
    async with delivered(service) as mailbox:
        mails = [await mailbox.next(person.email, ABOUT) for _ in range(3)]
        await mailbox.next(person.email, "Confirm")
        assert ABOUT not in mailbox.waiting(person.email)
    texts = sorted(text_of(mail) for mail in mails)
    for text, address in zip(texts, ("198.51.100.7", "2001:db8:1::1", "203.0.113.9"), strict=True):
        assert address.replace(".", "") in text.replace("\u200b", "").replace(".", "")


async def test_a_sign_in_that_fails_mails_nobody_and_is_no_event(home, service, new_person) -> None:
    person = await new_person("nora")
    wrong = Person(person.name, f"x{person.email}", person.http, person.token)
    assert (await home(wrong, "203.0.113.9", PHONE)).status_code == 401
    events = (await person.get("/auth/events")).json()["events"]
    assert [event["action"] for event in events].count("user.signed_in") == 1


async def test_every_sign_in_is_in_the_history_of_the_account(home, new_person) -> None:
    person = await new_person("nora")
    await home(person, "203.0.113.9", PHONE)
    latest = (await person.get("/auth/events")).json()["events"][0]
    assert (latest["action"], latest["ip"], latest["user_agent"]) == (
        "user.signed_in",
        "203.0.113.9",
        PHONE,
    )
