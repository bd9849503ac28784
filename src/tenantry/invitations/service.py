"""Inviting: who is asked into an organization, by whom, and as what."""

from __future__ import annotations

from uuid import UUID

from tenantry import mail
from tenantry.errors import (
    AlreadyInvited,
    AlreadyMember,
    Frozen,
    InvitationClosed,
    RoleTooHigh,
    ValidationFailed,
)
from tenantry.identity.wallets.addresses import subject_of
from tenantry.invitations import queries
from tenantry.invitations.schemas import (
    InvitationCreate,
    InvitationIssued,
    InvitationPage,
    InvitationQuery,
    InvitationRead,
    WorkspaceGrant,
)
from tenantry.invitations.tokens import InvitationToken
from tenantry.members.standing import outranks
from tenantry.permissions import allow
from tenantry.service import Service
from tenantry.settings import Settings
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id


@allow("member:invite", reads=True)
async def list_all(tenant: Tenant, query: InvitationQuery) -> InvitationPage:
    """List the organization's invitations, whatever became of them."""
    found = await queries.ALL.fetch(tenant, query, state=query.state)
    return found.shape(InvitationPage, "invitations")


@allow("member:invite", raises=(AlreadyInvited, AlreadyMember, Frozen, RoleTooHigh))
async def create(tenant: Tenant, service: Service, body: InvitationCreate) -> InvitationIssued:
    """Invite someone, and mail them where an email was named.

    The unique index keeps an address from being invited twice; an invitation that nobody can
    accept any more makes room.
    """
    if outranks(body.role, tenant.organization_role):
        raise RoleTooHigh
    address = _address_of(service.settings, body)
    if await tenant.value(queries.IS_MEMBER, **address):
        raise AlreadyMember
    token, invitation_id = InvitationToken.issue(tenant.organization_id), new_id()
    await tenant.all(queries.CLOSE_LAPSED, **address)
    made = await tenant.first(
        queries.CREATE,
        **address,
        new_id=invitation_id,
        role=body.role,
        token_hash=token.to_show().hash,
    )
    if made is None:
        raise AlreadyInvited
    await _grant(tenant, invitation_id, body.workspaces)
    return await _send(tenant, service, invitation_id, token, "invitation.created")


@allow("member:invite", raises=(InvitationClosed, RoleTooHigh))
async def resend(tenant: Tenant, service: Service, invitation_id: UUID) -> InvitationIssued:
    """Send an invitation again with a new token; the old one is void, and its days start anew."""
    before = InvitationRead.model_validate(
        dict(await tenant.one(queries.FIND, invitation_id=invitation_id))
    )
    if outranks(before.role, tenant.organization_role):
        raise RoleTooHigh
    token = InvitationToken.issue(tenant.organization_id)
    renewed = await tenant.first(
        queries.RENEW, invitation_id=invitation_id, token_hash=token.to_show().hash
    )
    if renewed is None:
        raise InvitationClosed(state=before.state)
    return await _send(tenant, service, invitation_id, token, "invitation.resent")


@allow("member:invite", raises=(InvitationClosed,), frees=True)
async def revoke(tenant: Tenant, invitation_id: UUID) -> None:
    """Take an open invitation back."""
    revoked = await tenant.first(queries.REVOKE, invitation_id=invitation_id)
    if revoked is None:
        closed = await tenant.one(queries.FIND, invitation_id=invitation_id)
        raise InvitationClosed(state=closed["state"])
    tenant.record("invitation.revoked", invitation_id, revoked["address"])


def _address_of(settings: Settings, body: InvitationCreate) -> dict[str, str | None]:
    """Name whom it is for; a wallet by its address as it is written, and as identities know it."""
    if body.wallet is None:
        named: tuple[str | None, ...] = (body.email, None, None, None)
    else:
        provider, address = body.wallet.provider, body.wallet.address
        named = (None, provider, address, subject_of(settings, provider, address))
    return dict(zip(("email", "provider", "wallet_address", "wallet_subject"), named, strict=True))


async def _grant(tenant: Tenant, invitation_id: UUID, grants: list[WorkspaceGrant]) -> None:
    """Note the workspaces it leads into: of this organization, and none that is frozen."""
    made = await tenant.all(
        queries.GRANT,
        invitation_id=invitation_id,
        ids=[new_id() for _ in grants],
        workspace_ids=[grant.workspace_id for grant in grants],
        roles=[grant.role for grant in grants],
    )
    if len(made) != len(grants):
        raise ValidationFailed("`workspaces` names one that this organization does not have.")
    if any(row["frozen"] for row in made):
        raise Frozen


async def _send(
    tenant: Tenant, service: Service, invitation_id: UUID, token: InvitationToken, action: str
) -> InvitationIssued:
    row = await tenant.one(queries.FIND, invitation_id=invitation_id)
    link = f"{service.settings.base_url}/invitations/{token.to_show()}"
    issued = InvitationIssued.model_validate({**dict(row), "link": link})
    if issued.email is not None:
        await mail.send(
            tenant,
            issued.email,
            "invitation",
            link=f"/invitations/{token}",
            organization=tenant.organization_name,
            inviter=await tenant.value(queries.CALLER_NAME),
            days=queries.DAYS,
        )
    address = issued.email or (issued.wallet.address if issued.wallet else None)
    tenant.record(
        action, invitation_id, address, changes={"role": {"from": None, "to": issued.role}}
    )
    return issued
