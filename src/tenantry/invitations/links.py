"""Join links: one link for many, pinned to a role, that lasts and counts."""

from __future__ import annotations

from uuid import UUID

from tenantry.database.pool import Row
from tenantry.errors import (
    AlreadyMember,
    InvitationClosed,
    InvitationForSomeoneElse,
    NotFound,
    PlanLimitReached,
    RoleTooHigh,
    SubscriptionSuspended,
)
from tenantry.http.parameters import Device
from tenantry.invitations import acceptance, queries
from tenantry.invitations.schemas import (
    Joined,
    JoinLinkCreate,
    JoinLinkIssued,
    JoinLinkOffer,
    JoinLinkPage,
    JoinLinkQuery,
)
from tenantry.invitations.tokens import InvitationToken
from tenantry.members.standing import outranks
from tenantry.permissions import allow, refuses
from tenantry.service import Service
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id


@allow("member:invite", reads=True)
async def list_all(tenant: Tenant, query: JoinLinkQuery) -> JoinLinkPage:
    """List the organization's join links."""
    found = await queries.LINKS.fetch(tenant, query)
    return found.shape(JoinLinkPage, "join_links")


@allow("member:invite", raises=(RoleTooHigh,))
async def create(tenant: Tenant, service: Service, body: JoinLinkCreate) -> JoinLinkIssued:
    """Make a link; it is shown this once, as only its hash is kept."""
    if outranks(body.role, tenant.organization_role):
        raise RoleTooHigh
    token, granted = InvitationToken.issue(tenant.organization_id), body.model_dump()
    row = await tenant.one(
        queries.CREATE_LINK,
        **granted,
        new_id=new_id(),
        token_hash=token.hash,
    )
    changes = {name: {"from": None, "to": value} for name, value in granted.items() if value}
    tenant.record("join_link.created", row["id"], None, changes=changes)
    link = f"{service.settings.base_url}/join/{token}"
    return JoinLinkIssued.model_validate({**dict(row), "link": link})


@allow("member:invite", frees=True)
async def revoke(tenant: Tenant, link_id: UUID) -> None:
    """Take a join link back; who came in by it stays."""
    await tenant.one(queries.REVOKE_LINK, link_id=link_id)
    tenant.record("join_link.revoked", link_id, None)


@refuses(NotFound)
async def read(service: Service, text: str) -> JoinLinkOffer:
    """Say what a join link is for; whoever holds it may know."""
    token = InvitationToken.read(text)
    async with service.door.tend(token.organization_id).reading() as steward:
        row = await steward.one(queries.LINK_OFFER, token_hash=token.hash)
    return JoinLinkOffer.model_validate(dict(row))


@refuses(
    NotFound,
    InvitationForSomeoneElse,
    InvitationClosed,
    AlreadyMember,
    SubscriptionSuspended,
    PlanLimitReached,
)
async def accept(
    service: Service, caller: Caller, text: str, device: Device | None = None
) -> Joined:
    """Come in by a join link; its row is locked, so its last use is sold once."""
    token = InvitationToken.read(text)
    async with service.door.knock(caller, token.organization_id) as guest:
        guest.journal.origin = lambda: device or Device()
        offer = await guest.one(queries.LOCK_LINK, token_hash=token.hash)
        if not offer["active"]:
            raise InvitationClosed("This link is not open any more: ask for a new one.")
        person = await guest.one(queries.ADDRESS_OF, provider=None, wallet_subject=None)
        if not _of_domain(person, offer["email_domains"]):
            raise InvitationForSomeoneElse(
                "This link is for people with a verified email of "
                f"{', '.join(offer['email_domains'])}."
            )
        joined = await acceptance.enter(guest, offer, offer["created_by"])
        await guest.all(queries.USE_LINK, link_id=offer["id"])
        guest.record("join_link.used", offer["id"], None)
        return joined


def _of_domain(person: Row, domains: list[str]) -> bool:
    if not domains:
        return True
    email = person["email"] or ""
    return bool(person["email_verified"]) and email.rpartition("@")[2] in domains
