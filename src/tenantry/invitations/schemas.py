"""Invitations and join links on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from tenantry.entries import Entries
from tenantry.http.fields import Body, Email, email_of
from tenantry.identity.wallets.schemas import Address, Provider
from tenantry.pagination import ListQuery, Page
from tenantry.permissions import OrganizationRole, WorkspaceRole

InvitationState = Literal["pending", "accepted", "declined", "revoked", "expired", "void"]
"""Where an invitation stands; `void` once who sent it may no longer invite to that role."""


def _domain(value: str) -> str:
    """Read a domain as emails are read, so that the two compare: `xn--…` as what it stands for."""
    try:
        return email_of(f"x@{value}").removeprefix("x@")
    except ValueError:
        raise ValueError("a domain is written as in `example.com`") from None


Domain = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=253, pattern=r"^[^@\s]+\.[^@\s]+$"),
    AfterValidator(_domain),
    Field(description="A domain, as in `example.com`."),
]


class InvitedWallet(Body):
    """A wallet, by its address."""

    provider: Provider
    address: Address


class WorkspaceGrant(Body):
    """A workspace, and the role in it."""

    workspace_id: UUID
    role: WorkspaceRole


class InvitationCreate(Body):
    """Whom to invite, by email or by wallet, as what, and into which workspaces."""

    email: Email | None = None
    wallet: InvitedWallet | None = None
    role: OrganizationRole
    workspaces: Annotated[list[WorkspaceGrant], Field(max_length=50)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.email is None) == (self.wallet is None):
            raise ValueError("name either `email` or `wallet`")
        named = [grant.workspace_id for grant in self.workspaces]
        if len(named) != len(set(named)):
            raise ValueError("name each workspace once")
        return self


class InvitationRead(BaseModel):
    """An invitation as those who may invite see it."""

    id: UUID
    email: str | None
    wallet: InvitedWallet | None
    role: OrganizationRole
    workspaces: list[WorkspaceGrant]
    state: InvitationState
    invited_by: UUID
    created_at: datetime
    expires_at: datetime


class InvitationIssued(InvitationRead):
    """An invitation just made or sent again, with a link to hand over where mail cannot.

    The mail has a link of its own: that one alone proves the address it was sent to.
    """

    link: str = Field(description="Shown this once; only its hash is kept.")


class InvitationPage(Page):
    """One page of an organization's invitations."""

    invitations: Entries[InvitationRead]


class InvitationQuery(ListQuery):
    """How invitations are listed."""

    state: InvitationState | None = Field(None, description="Only those that stand so.")
    sort: Literal["created_at", "-created_at"] = "-created_at"


class InvitedWorkspace(BaseModel):
    """A workspace an invitation leads into."""

    id: UUID
    name: str
    role: WorkspaceRole


class InvitationOffer(BaseModel):
    """What an invitation is for, as its receiver sees it."""

    id: UUID
    organization_id: UUID
    organization_name: str
    organization_avatar_url: str | None
    email: str | None
    wallet: InvitedWallet | None
    role: OrganizationRole
    workspaces: list[InvitedWorkspace]
    invited_by_name: str | None
    state: InvitationState
    expires_at: datetime


class InvitationOffers(BaseModel):
    """The open invitations to addresses that are proved to be the caller's, newest first."""

    invitations: list[InvitationOffer]


class Joined(BaseModel):
    """The membership that an invitation or a join link led to."""

    organization_id: UUID
    organization_name: str
    organization_slug: str
    member_id: UUID
    role: OrganizationRole


class JoinLinkCreate(Body):
    """A link to share: as what it lets in, for how long, how many, and from which domains."""

    role: Literal["admin", "member"] = "member"
    expires_in_days: int | None = Field(7, ge=1, le=365, description="Null is until revoked.")
    max_uses: int | None = Field(None, ge=1, le=100_000, description="Null is any number.")
    email_domains: Annotated[list[Domain], Field(max_length=20)] = Field(
        default_factory=list, description="Only people with a verified email of one of these."
    )


class JoinLinkRead(BaseModel):
    """A join link as those who may invite see it."""

    id: UUID
    role: OrganizationRole
    email_domains: list[str]
    max_uses: int | None
    used: int
    active: bool = Field(description="False once it is revoked, expired, used up or void.")
    created_by: UUID
    created_at: datetime
    expires_at: datetime | None


class JoinLinkIssued(JoinLinkRead):
    """A join link just made."""

    link: str = Field(description="Shown this once; only its hash is kept.")


class JoinLinkPage(Page):
    """One page of an organization's join links."""

    join_links: Entries[JoinLinkRead]


class JoinLinkQuery(ListQuery):
    """How join links are listed."""

    sort: Literal["created_at", "-created_at"] = "-created_at"


class JoinLinkOffer(BaseModel):
    """What a join link is for, as who follows it sees it."""

    organization_id: UUID
    organization_name: str
    organization_avatar_url: str | None
    role: OrganizationRole
    email_domains: list[str]
    active: bool
    expires_at: datetime | None
