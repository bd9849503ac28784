"""Invitations: whom olivia asks into acme, and how they answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Any

import pytest

import tenantry
from tests.mail.mailbox import delivered, text_of
from tests.people import Person, Place
from tests.wallets.conftest import signer, wallet

__all__ = ["signer", "wallet"]

Invite = Callable[..., Awaitable[dict[str, Any]]]


def token_of(issued: dict[str, Any]) -> str:
    """Take the token out of the link that whoever invites is shown."""
    return str(issued["link"].rpartition("/")[2])


async def mailed_token(service: tenantry.Service, address: str) -> str:
    """Take the token out of the first mail that invites an address."""
    async with delivered(service) as mailbox:
        return token_in(await mailbox.next(address, "invites you"))


def token_in(mail: EmailMessage) -> str:
    """Take the token out of a mail that invites."""
    found = re.search(r"/invitations/([\w-]+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


@pytest.fixture
def invite(acme: Place) -> Invite:
    """Invite an email to acme, as its owner unless someone else does."""

    async def invite(
        email: str, role: str = "member", *, by: Person | None = None, **more: Any
    ) -> dict[str, Any]:
        answer = await (by or acme.owner).post(
            f"{acme.path}/invitations", {"email": email, "role": role, **more}
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    return invite


@pytest.fixture
async def nora(new_person) -> Person:
    """Someone with an account who is in no organization."""
    return await new_person("nora")
