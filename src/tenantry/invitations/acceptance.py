"""Accepting and declining: how someone who was invited comes in, or stays out.

The token proves the email it was mailed to; a wallet is proved by being linked to the account.
Whoever holds neither is someone else.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tenantry.billing import seats
from tenantry.database.pool import Row
from tenantry.errors import (
    AlreadyMember,
    InvitationClosed,
    InvitationForSomeoneElse,
    NotFound,
    PlanLimitReached,
    SubscriptionSuspended,
)
from tenantry.invitations import queries
from tenantry.invitations.schemas import InvitationOffer, InvitationOffers, Joined
from tenantry.invitations.tokens import InvitationToken
from tenantry.permissions import OrganizationRole, refuses
from tenantry.service import Service
from tenantry.tenancy.door import Caller
from tenantry.tenancy.model import new_id
from tenantry.tenancy.tenant import Actor, Guest, Visitor

REFUSALS = (
    NotFound,
    InvitationForSomeoneElse,
    InvitationClosed,
    AlreadyMember,
    SubscriptionSuspended,
    PlanLimitReached,
)
"""What stands against coming in."""


@refuses(NotFound)
async def read(service: Service, text: str) -> InvitationOffer:
    """Say what a token is for; whoever holds it may know."""
    token = InvitationToken.read(text)
    async with service.door.tend(token.organization_id) as steward:
        return InvitationOffer.model_validate(dict(await _find(steward, token)))


@refuses()
async def list_mine(service: Service, caller: Caller) -> InvitationOffers:
    """List the open invitations to addresses that are proved to be the caller's."""
    async with service.act(caller).reading() as actor:
        rows = await actor.all(queries.MINE)
    offers = []
    for row in rows:
        async with service.door.knock(caller, row["organization_id"]) as guest:
            offer = await guest.first(queries.OFFER, token_hash=None, invitation_id=row["id"])
        if offer is not None and offer["state"] == "pending":
            offers.append(InvitationOffer.model_validate(dict(offer)))
    return InvitationOffers(invitations=offers)


@refuses(*REFUSALS)
async def accept(service: Service, caller: Caller, text: str) -> Joined:
    """Accept the invitation of a token, which proves the email it was sent to."""
    token = InvitationToken.read(text)
    async with service.door.knock(caller, token.organization_id) as guest:
        return await take(guest, token)


@refuses(*REFUSALS)
async def accept_mine(
    service: Service, caller: Caller, organization_id: UUID, invitation_id: UUID
) -> Joined:
    """Accept an invitation to an address that is proved to be the caller's already."""
    async with service.door.knock(caller, organization_id) as guest:
        return await _join(guest, await _find_mine(guest, invitation_id))


async def take(guest: Guest, token: InvitationToken) -> Joined:
    """Accept a token within a transaction: of its account, or of one just being made."""
    offer = await _find(guest, token)
    if not _addressed(offer, await _address_of(guest, offer), by_token=True):
        raise InvitationForSomeoneElse
    if offer["email"] is not None:
        await guest.all(queries.VERIFY_EMAIL, email=offer["email"])
    return await _join(guest, offer)


@refuses(NotFound, InvitationClosed)
async def decline(service: Service, text: str) -> None:
    """Decline the invitation of a token, with or without an account."""
    token = InvitationToken.read(text)
    async with service.door.tend(token.organization_id, "Invited") as steward:
        await _decline(steward, await _find(steward, token))


@refuses(NotFound, InvitationClosed)
async def decline_mine(
    service: Service, caller: Caller, organization_id: UUID, invitation_id: UUID
) -> None:
    """Decline an invitation to an address that is proved to be the caller's."""
    async with service.door.knock(caller, organization_id) as guest:
        await _decline(guest, await _find_mine(guest, invitation_id))


async def _decline(holder: Visitor, offer: Row) -> None:
    if offer["state"] != "pending":
        raise InvitationClosed(state=offer["state"])
    await holder.all(queries.DECLINED, invitation_id=offer["id"])
    holder.record("invitation.declined", offer["id"], offer["email"])


async def _find(holder: Visitor, token: InvitationToken) -> Row:
    return await holder.one(queries.OFFER, token_hash=token.hash, invitation_id=None)


async def _find_mine(guest: Guest, invitation_id: UUID) -> Row:
    """Find one by its id, which is no secret: to anyone but its receiver it does not exist."""
    offer = await guest.one(queries.OFFER, token_hash=None, invitation_id=invitation_id)
    if not _addressed(offer, await _address_of(guest, offer), by_token=False):
        raise NotFound
    return offer


async def _address_of(actor: Actor, offer: Row) -> Row:
    return await actor.one(
        queries.ADDRESS_OF,
        provider=offer["wallet_provider"],
        wallet_subject=offer["wallet_subject"],
    )


def _addressed(offer: Row, person: Row, *, by_token: bool) -> bool:
    if offer["email"] is None:
        return bool(person["has_wallet"])
    return bool(person["email"] == offer["email"] and (by_token or person["email_verified"]))


async def _join(guest: Guest, offer: Row) -> Joined:
    """Make the membership. Accepting again answers the same; a second account never gets here."""
    if offer["state"] == "accepted" and offer["accepted_by"] == guest.user_id:
        return _joined(offer, await guest.one(queries.MEMBERSHIP))
    if offer["state"] != "pending":
        raise InvitationClosed(state=offer["state"])
    joined = await enter(guest, offer, offer["invited_by"])
    await guest.all(
        queries.ENTER_WORKSPACES,
        invitation_id=offer["id"],
        invited_by=offer["invited_by"],
        ids=_ids(offer["workspaces"]),
    )
    await guest.all(queries.ACCEPTED, invitation_id=offer["id"])
    guest.record("invitation.accepted", offer["id"], offer["email"])
    return joined


async def enter(guest: Guest, offer: Row, invited_by: UUID) -> Joined:
    """Become a member, as an invitation or a join link offers; a member already is 409."""
    if offer["subscription_status"] == "suspended":
        raise SubscriptionSuspended
    await seats.claim(guest)
    made = await guest.one(
        queries.JOIN, member_id=new_id(), role=offer["role"], invited_by=invited_by
    )
    role: OrganizationRole = offer["role"]
    changes = {"role": {"from": None, "to": role}}
    guest.record("member.joined", guest.user_id, made["name"], changes=changes)
    return _joined(offer, {"id": made["id"], "role": role})


def _joined(offer: Row, membership: Row | dict[str, object]) -> Joined:
    return Joined.model_validate(
        {
            "organization_id": offer["organization_id"],
            "organization_name": offer["organization_name"],
            "organization_slug": offer["organization_slug"],
            "member_id": membership["id"],
            "role": membership["role"],
        }
    )


def _ids(listed: Sequence[object]) -> list[UUID]:
    return [new_id() for _ in listed]
