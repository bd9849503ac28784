"""Tickets: what a right password gets an account with a second factor, in place of a session.

A ticket is sealed, not stored: a sign-in that stops half way leaves nothing behind. Its id is
where tries are counted, from the first on, and what makes it good for one session only.
"""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from tenantry.errors import InvalidMfaToken
from tenantry.identity.factors.vault import Unreadable, Vault
from tenantry.tenancy.values import new_id

SECONDS = 5 * 60
_PURPOSE = b"mfa ticket"
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who has shown a first factor, and where they wanted to go.

    stamp: what their ways to sign in were then; a password reset or a wallet unlinked since voids
    the ticket.
    """

    id: UUID
    user_id: UUID
    organization_id: UUID | None
    stamp: str


def issue(vault: Vault, user_id: UUID, organization_id: UUID | None, stamp: str) -> str:
    """Seal a new ticket."""
    organization = None if organization_id is None else organization_id.hex
    content = [new_id().hex, user_id.hex, organization, stamp, int(time.time()) + SECONDS]
    return urlsafe_b64encode(vault.seal(json.dumps(content).encode(), _PURPOSE)).decode()


def read(vault: Vault, token: str) -> Ticket:
    """Open a ticket; one that is not ours, changed or expired is InvalidMfaToken."""
    try:
        content = vault.open(urlsafe_b64decode(token[:_LONGEST].encode()), _PURPOSE)
    except (Unreadable, ValueError):
        raise InvalidMfaToken from None
    ticket_id, user_id, organization, stamp, expires = json.loads(content)
    if expires <= time.time():
        raise InvalidMfaToken
    return Ticket(
        UUID(ticket_id), UUID(user_id), None if organization is None else UUID(organization), stamp
    )
