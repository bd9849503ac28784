"""Invitations: whom olivia asks into acme, and how they answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.people import Person, Place
from tests.wallets.conftest import signer, wallet

__all__ = ["signer", "wallet"]

Invite = Callable[..., Awaitable[dict[str, Any]]]


def token_of(issued: dict[str, Any]) -> str:
    """Take the token out of a link."""
    return str(issued["link"].rpartition("/")[2])


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
