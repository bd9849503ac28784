"""Accepting and declining: how someone who was invited comes in, or stays out.

The token of a mail proves the email it was sent to; a wallet is proved by being linked to the
account. The link that an inviter was shown admits an account of that email, which stays unproved.
Whoever holds neither is someone else.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tenantry.billing import seats
from tenantry.database.pool import Row
from tenantry.database.statements import Statement
from tenantry.errors import (
    AlreadyMember,
    InvitationClosed,
    InvitationForSomeoneElse,
    NotFound,
    PlanLimitReached,
    SubscriptionSuspended,
)
from tenantry.http.parameters import Device
from tenantry.invitations import queries
from tenantry.invitations.schemas import InvitationOffer, InvitationOffers, Joined
from tenantry.invitations.tokens import InvitationToken
from tenantry.permissions import OrganizationRole, refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor, Visitor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.founder import Guest
from tenantry.tenancy.values import new_id

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
    async with service.door.tend(token.organization_id).reading() as steward:
        return InvitationOffer.model_validate(dict(await _find(steward, token, queries.OFFER)))


@refuses()
async def list_mine(service: Service, caller: Caller) -> InvitationOffers:
    """List the open invitations to addresses that are proved to be the caller's."""
    async with service.act(caller).reading() as actor:
        rows = await actor.all(queries.MINE)
    offers = []
    for row in rows:
        async with service.door.knock(caller, row["organization_id"]).reading() as guest:
            offer = await guest.first(queries.OFFER, **_by_id(row["id"]))
        if offer is not None and offer["state"] == "pending":
            offers.append(InvitationOffer.model_validate(dict(offer)))
    return InvitationOffers(invitations=offers)


@refuses(*REFUSALS)
async def accept(
    service: Service, caller: Caller, text: str, device: Device | None = None
) -> Joined:
    """Accept the invitation of a token, which proves the email if it was mailed there."""
    token = InvitationToken.read(text)
    async with service.door.knock(caller, token.organization_id) as guest:
        guest.journal.origin = lambda: device or Device()
        return await take(guest, token)


@refuses(*REFUSALS)
async def accept_mine(
    service: Service,
    caller: Caller,
    organization_id: UUID,
    invitation_id: UUID,
    device: Device | None = None,
) -> Joined:
    """Accept an invitation to an address that is proved to be the caller's already."""
    async with service.door.knock(caller, organization_id) as guest:
        guest.journal.origin = lambda: device or Device()
        return await _join(guest, await _find_mine(guest, invitation_id))


async def take(guest: Guest, token: InvitationToken) -> Joined:
    """Accept a token within a transaction: of its account, or of one just being made."""
    offer = await _find(guest, token)
    if not _addressed(offer, await _address_of(guest, offer), by_token=True):
        raise InvitationForSomeoneElse
    if offer["by_mail"] and offer["email"] is not None:
        verified = await guest.first(queries.VERIFY_EMAIL, email=offer["email"])
        if verified is not None:
            guest.record("user.email_verified", guest.user_id, account=True)
    return await _join(guest, offer)


@refuses(NotFound, InvitationClosed)
async def decline(service: Service, text: str, device: Device | None = None) -> None:
    """Decline the invitation of a token, with or without an account."""
    token = InvitationToken.read(text)
    async with service.door.tend(token.organization_id, "Invited") as steward:
        steward.journal.origin = lambda: device or Device()
        await _decline(steward, await _find(steward, token))


@refuses(NotFound, InvitationClosed)
async def decline_mine(
    service: Service,
    caller: Caller,
    organization_id: UUID,
    invitation_id: UUID,
    device: Device | None = None,
) -> None:
    """Decline an invitation to an address that is proved to be the caller's."""
    async with service.door.knock(caller, organization_id) as guest:
        guest.journal.origin = lambda: device or Device()
        await _decline(guest, await _find_mine(guest, invitation_id))


async def _decline(holder: Visitor, offer: Row) -> None:
    if offer["state"] != "pending":
        raise InvitationClosed(state=offer["state"])
    await holder.all(queries.DECLINED, invitation_id=offer["id"])
    holder.record("invitation.declined", offer["id"], _name_of(offer))


async def _find(
    holder: Visitor, token: InvitationToken, statement: Statement = queries.LOCK_OFFER
) -> Row:
    return await holder.one(
        statement, token_hash=token.hash, mailed_hash=token.to_show().hash, invitation_id=None
    )


def _by_id(invitation_id: UUID) -> dict[str, UUID | None]:
    return {"token_hash": None, "mailed_hash": None, "invitation_id": invitation_id}


async def _find_mine(guest: Guest, invitation_id: UUID) -> Row:
    """Find one by its id, which is no secret: to anyone but its receiver it does not exist."""
    offer = await guest.one(queries.LOCK_OFFER, **_by_id(invitation_id))
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
    await _enter_workspaces(guest, offer)
    await guest.all(queries.ACCEPTED, invitation_id=offer["id"])
    guest.record("invitation.accepted", offer["id"], _name_of(offer))
    return joined


async def _enter_workspaces(guest: Guest, offer: Row) -> None:
    entered = await guest.all(
        queries.ENTER_WORKSPACES,
        invitation_id=offer["id"],
        invited_by=offer["invited_by"],
        ids=_ids(offer["workspaces"]),
    )
    for row in entered:
        guest.record(
            "workspace_member.added",
            guest.user_id,
            row["name"],
            changes={"role": {"from": None, "to": row["role"]}},
            workspace_id=row["workspace_id"],
        )


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


def _name_of(offer: Row) -> str | None:
    """Name an invitation by whom it is for."""
    name: str | None = offer["email"] or offer["wallet_address"]
    return name


def _ids(listed: Sequence[object]) -> list[UUID]:
    return [new_id() for _ in listed]
