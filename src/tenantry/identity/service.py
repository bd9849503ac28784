"""Accounts: sign up, sign in, change, delete.

Passwords are hashed outside any transaction: a hash takes longer than all the rest, and a
connection held meanwhile would be missing elsewhere.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tenantry.errors import (
    ChangedMeanwhile,
    EmailTaken,
    InvalidCredentials,
    LastOwner,
    MfaRequired,
    TooManyAttempts,
    UsernameTaken,
    WeakPassword,
    WrongPassword,
)
from tenantry.http.parameters import Device
from tenantry.identity import queries, sessions, sign_in
from tenantry.identity.proofs import service as proofs
from tenantry.identity.proofs.queries import SET_LOCALE
from tenantry.identity.schemas import LogIn, Me, PasswordChange, SignUp, Token, UserUpdate
from tenantry.invitations import acceptance
from tenantry.invitations.tokens import InvitationToken
from tenantry.mail.words import language_asked
from tenantry.members import service as members
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.founder import Guest
from tenantry.tenancy.opening import Opening
from tenantry.tenancy.steps import become, require_outside, step_inside
from tenantry.tenancy.values import new_id

_NOBODY = UUID(int=0)


@refuses(EmailTaken, UsernameTaken, *acceptance.REFUSALS)
async def sign_up(service: Service, body: SignUp, device: Device | None = None) -> Token:
    """Make an account, its first organization if one is named, and a session: all or nothing.

    With an invitation the account starts inside the organization that sent it.
    """
    device = device or Device()
    about = (body.email, body.username, body.display_name, body.organization_name)
    secret = await service.passwords.hash_new(body.password, *about)
    invitation = InvitationToken.read(body.invitation) if body.invitation else None
    async with _arrival(service, invitation) as founder:
        founder.journal.origin = lambda: device
        await founder.one(
            queries.INSERT_USER,
            email=body.email,
            username=body.username,
            display_name=body.display_name,
        )
        await founder.all(queries.INSERT_PASSWORD, id=new_id(), secret=secret)
        await founder.all(SET_LOCALE, locale=language_asked(device.languages if device else None))
        founder.record("user.created", founder.user_id, account=True)
        if body.organization_name is not None:
            new = OrganizationCreate(name=body.organization_name)
            await organizations.create(founder, service.settings, new)
        if invitation is not None and isinstance(founder, Guest):
            await acceptance.take(founder, invitation)
        await proofs.ask_to_verify(founder)
        started = await sessions.start(service, founder, device)
    return sessions.signed(service, started)


def _arrival(service: Service, invitation: InvitationToken | None) -> Opening[Any]:
    if invitation is None:
        return service.door.arrive()
    return service.door.arrive_invited(invitation.organization_id)


@refuses(InvalidCredentials, MfaRequired, TooManyAttempts)
async def log_in(service: Service, body: LogIn, device: Device | None = None) -> Token:
    """Start a session for an email and a password.

    The same statements run and the same hash is computed whether or not the account exists, so
    neither bytes nor time tell. A password hashed the old way is hashed anew. From an address the
    account was used from lately attempts are counted apart, so that whoever tries passwords from
    elsewhere does not lock its owner out.
    """
    device = device or Device()
    async with service.visit() as visitor:
        found = await visitor.value(queries.USER_BY_EMAIL, email=body.email)
        somebody = await become(visitor, Caller(found or _NOBODY), prove=False)
        secret = await somebody.value(queries.PASSWORD)
        familiar = await somebody.value(queries.FAMILIAR, ip=device.ip)
    place = device.ip if familiar else ""
    await service.attempts.spend("login", account=f"{body.email}\n{place}")
    right, renewed = await service.passwords.verify(body.password, secret)
    if not right:
        raise InvalidCredentials
    if renewed is not None:
        async with service.act(Caller(found)) as actor:
            await actor.all(queries.SET_PASSWORD, secret=renewed, current=secret)
    async with service.act(Caller(found)) as actor:
        started = await sign_in.complete(service, actor, actor.user_id, device, way="password")
    return sessions.signed(service, started)


@refuses(WeakPassword, WrongPassword)
async def change_password(
    service: Service, caller: Caller, body: PasswordChange, device: Device | None = None
) -> Token:
    """Set a new password, end every session and start a new one for this device.

    Whoever knew the old password, or held a token got with it, is out at once.
    """
    async with service.act(caller).reading() as actor:
        secret = await actor.value(queries.PASSWORD)
        user = await actor.one(queries.USER)
    right, _ = await service.passwords.verify(body.current_password, secret)
    if not right:
        raise WrongPassword
    about = (user["email"], user["username"], user["display_name"])
    new = await service.passwords.hash_new(body.new_password, *about)
    async with service.act(caller) as actor:
        if await actor.first(queries.SET_PASSWORD, secret=new, current=secret) is None:
            raise WrongPassword
        actor.journal.origin = lambda: device or Device()
        actor.record("user.password_changed", actor.user_id, account=True)
        await proofs.tell_password_changed(actor)
        await actor.all(queries.END_SESSIONS, kept_id=None)
        started = await sessions.start(
            service, actor, device or Device(), organization_id=caller.organization_id
        )
    return sessions.signed(service, started)


@refuses(reads=True)
async def read_me(actor: Actor) -> Me:
    """Read one's own account."""
    require_outside(actor)
    return Me.model_validate(dict(await actor.one(queries.ME)))


@refuses(UsernameTaken, ChangedMeanwhile)
async def update_me(actor: Actor, body: UserUpdate, versions: list[int] | None = None) -> Me:
    """Change what was sent of one's own account."""
    changed = await actor.first(queries.UPDATE_USER, changes=body.changes(), versions=versions)
    if changed is None:
        raise ChangedMeanwhile
    return await read_me(actor)


@refuses(LastOwner)
async def delete_me(actor: Actor) -> None:
    """Delete one's account, leaving every organization; refused while one has no other owner.

    Organizations are left one at a time in the order of their ids, each from inside, so that the
    rule of the last owner and the counts hold as at any leaving, and two accounts that go at once
    do not wait for each other. None asks for a second factor that the session lacks: who gives up
    their own access gains nothing by it.
    """
    require_outside(actor)
    actor.name = await actor.value(queries.LOCK_USER)
    memberships = await actor.all(queries.MEMBERSHIPS)
    held = []
    for row in memberships:
        tenant = await step_inside(actor, row["id"], leaving=True)
        try:
            await members.leave(tenant)
        except LastOwner:
            held.append({"id": row["id"], "name": row["name"], "slug": row["slug"]})
    if held:
        raise LastOwner(
            "You are the last owner of these organizations: hand each over, or delete it, first.",
            organizations=held,
        )
    await actor.all(queries.DELETE_USER)
    actor.record("user.deleted", actor.user_id, actor.name, account=True)
