"""Users, sign-in and sessions on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from tenantry.context.schemas import Context
from tenantry.http.answers import VersionedRead
from tenantry.http.fields import Body, Email, KnownEmail, Name, Patch, Url, Username
from tenantry.pagination import ListQuery, Page

NewPassword = Annotated[
    str,
    StringConstraints(min_length=8, max_length=256),
    Field(description="At least 8 characters; length counts, composition does not."),
]
InvitationLink = Annotated[
    str,
    StringConstraints(max_length=200),
    Field(description="The token of an invitation to this email, which verifies it."),
]
Password = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Transport = Literal["token", "cookie"]


class SignUp(Body):
    """A new account, and with a name its first organization, or with an invitation its own."""

    email: Email
    password: NewPassword
    username: Username | None = None
    display_name: Name | None = None
    organization_name: Name | None = None
    invitation: InvitationLink | None = None
    session: Transport = "token"

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.organization_name is not None and self.invitation is not None:
            raise ValueError("give either `organization_name` or `invitation`")
        return self


class LogIn(Body):
    """An email and a password. `cookie` keeps the refresh token out of a browser's scripts."""

    email: KnownEmail
    password: Password
    session: Transport = "token"


class Refresh(Body):
    """A refresh token, unless the cookie carries it, and the context wanted.

    Tabs that share a session name theirs: without it the session's latest context is taken.

    A `retry_key` is a new random secret for each new token: sent again with it, a refresh whose
    answer was lost is answered again.
    """

    refresh_token: Annotated[str, StringConstraints(max_length=200)] | None = None
    retry_key: Annotated[str, StringConstraints(min_length=22, max_length=200)] | None = None
    organization_id: UUID | None = None
    workspace_id: UUID | None = None


class PasswordChange(Body):
    """The password that is and the one that is to be."""

    current_password: Password
    new_password: NewPassword
    session: Transport = "token"


class UserUpdate(Patch):
    """PATCH: what is left out stays as it is."""

    username: Username | None = None
    display_name: Name | None = None
    avatar_url: Url | None = None


class UserRead(BaseModel):
    """A person, as they see themselves."""

    id: UUID
    email: str | None
    email_verified: bool
    username: str | None
    display_name: str | None
    avatar_url: str | None
    created_at: datetime


class Me(UserRead, VersionedRead):
    """The signed-in user; `organization_count` counts their memberships."""

    pending_email: str | None = Field(
        description="The address asked for, until the mail to it is used or a day has passed."
    )
    organization_count: int


class Token(BaseModel):
    """A session: the access token, the refresh token unless a cookie holds it, and the context."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds the access token lives.")
    refresh_token: str | None
    user: UserRead
    context: Context


class SessionRead(BaseModel):
    """A signed-in device."""

    id: UUID
    current: bool
    ip: str | None
    user_agent: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class SessionPage(Page):
    """One page of sessions."""

    sessions: list[SessionRead]


class SessionQuery(ListQuery):
    """How sessions are listed."""

    sort: Literal["last_used_at", "-last_used_at", "created_at", "-created_at"] = "-last_used_at"


class IdentityRead(BaseModel):
    """A way into the account; `address` and `chain_id` are a wallet's, as it was linked."""

    id: UUID
    provider: str = Field(description="`password`, `passkey`, `evm`, `solana` or `cosmos`.")
    address: str | None
    chain_id: str | None
    created_at: datetime


class IdentityPage(Page):
    """One page of identities."""

    identities: list[IdentityRead]


class IdentityQuery(ListQuery):
    """How identities are listed."""

    sort: Literal["created_at", "-created_at"] = "created_at"
