"""The secrets of invitations and join links.

A token names its organization, so the door binds that one before anything is looked up, and no
policy has to let a stranger search across tenants. What is secret in it is kept only as SHA-256.

The token of an invitation comes in two forms. The mailed one proves that its holder reads the mail
of the address. The one shown to whoever invites is made of it by a hash, so it lets the same person
in and proves nothing: else one could invite any address, and prove it with the link one is shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from tenantry.errors import NotFound

_SECRET_BYTES = 26
"""With the organization a multiple of three, so that base64 needs no padding."""


@dataclass(frozen=True, slots=True)
class InvitationToken:
    """A token as it is mailed or shared: 16 bytes of organization and 26 of secret, base64url."""

    organization_id: UUID
    secret: bytes

    @classmethod
    def issue(cls, organization_id: UUID) -> Self:
        """Make a new one."""
        return cls(organization_id, secrets.token_bytes(_SECRET_BYTES))

    @classmethod
    def read(cls, text: str) -> Self:
        """Take one apart; what is none leads nowhere (NotFound)."""
        try:
            content = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            raise NotFound from None
        if len(content) != 16 + _SECRET_BYTES:
            raise NotFound
        return cls(UUID(bytes=content[:16]), content[16:])

    def to_show(self) -> Self:
        """Make the form of a mailed token that may be shown to others than its receiver."""
        secret = hashlib.sha256(b"shown\n" + self.secret).digest()[:_SECRET_BYTES]
        return type(self)(self.organization_id, secret)

    @property
    def hash(self) -> bytes:
        """What is stored of it."""
        return hashlib.sha256(self.secret).digest()

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(self.organization_id.bytes + self.secret).decode()
