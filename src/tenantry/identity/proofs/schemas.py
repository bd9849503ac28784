"""Emailed proofs on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from tenantry.http.fields import Body, Email, KnownEmail
from tenantry.identity.schemas import NewPassword, Password

MailedToken = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="The `token` of the link in the mail."),
]


class EmailVerification(Body):
    """The token of a mail, which proves the address it was sent to."""

    token: MailedToken


class EmailChange(Body):
    """The address wanted, and the password where the account has one."""

    email: Email
    password: Password | None = None


class PasswordForgotten(Body):
    """The address of the account."""

    email: KnownEmail


class PasswordReset(Body):
    """The token of a mail, and the password that is to be."""

    token: MailedToken
    password: NewPassword
