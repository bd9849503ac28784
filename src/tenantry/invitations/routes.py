"""/orgs/{org_id}/invitations, /invitations, and the same of join links."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from tenantry.http.parameters import (
    CurrentCaller,
    CurrentDevice,
    CurrentService,
    CurrentTenant,
)
from tenantry.http.route import Router, serves
from tenantry.invitations import acceptance, links, service
from tenantry.invitations.schemas import (
    InvitationCreate,
    InvitationIssued,
    InvitationOffer,
    InvitationOffers,
    InvitationPage,
    InvitationQuery,
    Joined,
    JoinLinkCreate,
    JoinLinkIssued,
    JoinLinkOffer,
    JoinLinkPage,
    JoinLinkQuery,
)

router = Router(tags=["invitations"])

_INVITATIONS = "/orgs/{org_id}/invitations"
_LINKS = "/orgs/{org_id}/join-links"
_Token = Annotated[str, Path(description="The token of the link.", max_length=200)]


@router.get(_INVITATIONS, **serves(service.list_all))
async def list_invitations(
    tenant: CurrentTenant, query: Annotated[InvitationQuery, Query()]
) -> InvitationPage:
    """List the organization's invitations."""
    return await service.list_all(tenant, query)


@router.post(_INVITATIONS, status_code=201, **serves(service.create, attempts="invitation"))
async def create_invitation(
    tenant: CurrentTenant, tenantry: CurrentService, body: InvitationCreate
) -> InvitationIssued:
    """Invite someone by email, who gets a mail, or by wallet."""
    return await service.create(tenant, tenantry, body)


@router.post(
    f"{_INVITATIONS}/{{invitation_id}}/resend", **serves(service.resend, attempts="invitation")
)
async def resend_invitation(
    tenant: CurrentTenant, tenantry: CurrentService, invitation_id: UUID
) -> InvitationIssued:
    """Send an open invitation again: with a new link, the old one is void."""
    return await service.resend(tenant, tenantry, invitation_id)


@router.delete(f"{_INVITATIONS}/{{invitation_id}}", status_code=204, **serves(service.revoke))
async def revoke_invitation(tenant: CurrentTenant, invitation_id: UUID) -> None:
    """Take an open invitation back."""
    await service.revoke(tenant, invitation_id)


@router.get("/invitations", **serves(acceptance.list_mine))
async def list_my_invitations(tenantry: CurrentService, caller: CurrentCaller) -> InvitationOffers:
    """List the open invitations to your verified email and your wallets."""
    return await acceptance.list_mine(tenantry, caller)


@router.get("/invitations/{token}", **serves(acceptance.read))
async def read_invitation(tenantry: CurrentService, token: _Token) -> InvitationOffer:
    """Read what the invitation of a link is for."""
    return await acceptance.read(tenantry, token)


@router.post("/invitations/{token}/accept", **serves(acceptance.accept))
async def accept_invitation(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice, token: _Token
) -> Joined:
    """Accept the invitation of a link, which also verifies your email."""
    return await acceptance.accept(tenantry, caller, token, device)


@router.post("/invitations/{token}/decline", status_code=204, **serves(acceptance.decline))
async def decline_invitation(
    tenantry: CurrentService, device: CurrentDevice, token: _Token
) -> None:
    """Decline the invitation of a link; no account is needed."""
    await acceptance.decline(tenantry, token, device)


@router.post(
    "/orgs/{organization_id}/invitations/{invitation_id}/accept",
    **serves(acceptance.accept_mine),
)
async def accept_my_invitation(
    tenantry: CurrentService,
    caller: CurrentCaller,
    device: CurrentDevice,
    organization_id: UUID,
    invitation_id: UUID,
) -> Joined:
    """Accept an invitation to your verified email or your wallet, without its link."""
    return await acceptance.accept_mine(tenantry, caller, organization_id, invitation_id, device)


@router.post(
    "/orgs/{organization_id}/invitations/{invitation_id}/decline",
    status_code=204,
    **serves(acceptance.decline_mine),
)
async def decline_my_invitation(
    tenantry: CurrentService,
    caller: CurrentCaller,
    device: CurrentDevice,
    organization_id: UUID,
    invitation_id: UUID,
) -> None:
    """Decline an invitation to your verified email or your wallet, without its link."""
    await acceptance.decline_mine(tenantry, caller, organization_id, invitation_id, device)


@router.get(_LINKS, **serves(links.list_all))
async def list_join_links(
    tenant: CurrentTenant, query: Annotated[JoinLinkQuery, Query()]
) -> JoinLinkPage:
    """List the organization's join links."""
    return await links.list_all(tenant, query)


@router.post(_LINKS, status_code=201, **serves(links.create))
async def create_join_link(
    tenant: CurrentTenant, tenantry: CurrentService, body: JoinLinkCreate
) -> JoinLinkIssued:
    """Make a link that lets in whoever has it."""
    return await links.create(tenant, tenantry, body)


@router.delete(f"{_LINKS}/{{link_id}}", status_code=204, **serves(links.revoke))
async def revoke_join_link(tenant: CurrentTenant, link_id: UUID) -> None:
    """Take a join link back; who came in by it stays."""
    await links.revoke(tenant, link_id)


@router.get("/join-links/{token}", **serves(links.read))
async def read_join_link(tenantry: CurrentService, token: _Token) -> JoinLinkOffer:
    """Read what a join link is for."""
    return await links.read(tenantry, token)


@router.post("/join-links/{token}/accept", **serves(links.accept))
async def accept_join_link(
    tenantry: CurrentService, caller: CurrentCaller, device: CurrentDevice, token: _Token
) -> Joined:
    """Join by a link."""
    return await links.accept(tenantry, caller, token, device)
