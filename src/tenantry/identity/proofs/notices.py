"""Mail to the person an account belongs to: what happened to it that they should know."""

from __future__ import annotations

from typing import Any

from tenantry import mail
from tenantry.database.pool import Row
from tenantry.identity.proofs import queries
from tenantry.tenancy.actor import Actor


async def notify(actor: Actor, template: str, **context: Any) -> None:
    """Mail the actor at the address of their account, in their language, with their name.

    A template for it is in mail/templates. Without an address nothing is sent.
    """
    contact = await actor.one(queries.CONTACT)
    if contact["email"] is not None:
        context |= {"name": named(contact)}
        await mail.send(actor, contact["email"], template, contact["locale"], **context)


def named(contact: Row) -> str:
    """Say how to address someone in a mail; empty where they have given no name."""
    return contact["display_name"] or ""
