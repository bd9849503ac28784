"""What only someone who reads an address's mail can do: prove it, change it, reset a password.

A token is 256 random bits, mailed and kept as a hash. It is bound to a user and to the address it
was sent to, and is deleted in the transaction that uses it, so of two uses at once one finds it.
"""

from __future__ import annotations

import hashlib
import secrets

from tenantry import mail
from tenantry.database.pool import Row
from tenantry.errors import (
    ConfirmationRequired,
    EmailTaken,
    InvalidMailedToken,
    TooManyAttempts,
    WeakPassword,
    WrongPassword,
)
from tenantry.http.parameters import Device
from tenantry.identity import confirmation
from tenantry.identity import queries as identity
from tenantry.identity.proofs import queries
from tenantry.identity.proofs.notices import named, notify
from tenantry.identity.proofs.schemas import (
    EmailChange,
    EmailVerification,
    PasswordForgotten,
    PasswordReset,
)
from tenantry.jobs import defer, every, task
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor, Visitor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.steps import become
from tenantry.tenancy.values import new_id

VERIFY_HOURS = 24
RESET_MINUTES = 60
_VOID_BY_PASSWORD = ["change", "reset"]
"""What a new password ends along with the sessions: whoever knew the old one may have begun it."""


async def ask_to_verify(actor: Actor) -> None:
    """Mail a link that proves the account's address, unless there is none or it is proved."""
    contact = await actor.one(queries.CONTACT)
    if contact["email"] is None or contact["email_verified"]:
        return
    token = await issue(actor, "verify", contact["email"], VERIFY_HOURS * 60)
    await mail.send(
        actor,
        contact["email"],
        "verify_email",
        contact["locale"],
        link=f"/verify-email?token={token}",
        name=named(contact),
        hours=VERIFY_HOURS,
    )


@refuses()
async def resend(actor: Actor) -> None:
    """Mail the link that proves the account's address once more; the older one is void."""
    await ask_to_verify(actor)


@refuses(EmailTaken, InvalidMailedToken)
async def verify(service: Service, body: EmailVerification, device: Device | None = None) -> None:
    """Take in that an address was proved: that of the account, or the one it changes to."""
    async with service.visit() as visitor:
        spent, actor = await _spend(visitor, body.token, ["verify", "change"], device)
        if spent["kind"] == "verify":
            if await actor.first(queries.VERIFY, email=spent["email"]) is None:
                raise InvalidMailedToken
            actor.record("user.email_verified", actor.user_id, account=True)
        else:
            await _change(actor, spent)


async def _change(actor: Actor, spent: Row) -> None:
    old, new = spent["current"], spent["email"]
    if await actor.first(queries.CHANGE, email=new, current=old) is None:
        raise InvalidMailedToken
    await actor.all(queries.VOID, kinds=["verify", "reset"])
    changes = {"email": {"from": old, "to": new}}
    actor.record("user.email_changed", actor.user_id, account=True, changes=changes)
    if old is not None:
        told = {"name": named(spent), "address": new}
        await mail.send(actor, old, "email_changed", spent["locale"], **told)


@refuses(ConfirmationRequired, WrongPassword)
async def change_email(service: Service, caller: Caller, body: EmailChange) -> None:
    """Mail a link to the address wanted, and word of it to the one that is.

    Nothing changes until the link is used. Whether the address is somebody else's is told to
    nobody but them, who have a mail about it.
    """
    async with service.act(caller).reading() as actor:
        secret = await actor.value(identity.PASSWORD)
    if secret is not None:
        right, _ = await service.passwords.verify(body.password or "", secret)
        if not right:
            raise WrongPassword
    async with service.act(caller) as actor:
        if secret is None:
            await confirmation.demand(actor)
        await _ask_to_change(actor, body.email)


async def _ask_to_change(actor: Actor, wanted: str) -> None:
    contact = await actor.one(queries.CONTACT)
    if contact["email"] == wanted:
        return
    told = {"name": named(contact)}
    token = await issue(actor, "change", wanted, VERIFY_HOURS * 60)
    if await actor.value(queries.USER_BY_EMAIL, email=wanted) is None:
        link = f"/verify-email?token={token}"
        await mail.send(
            actor, wanted, "change_email", contact["locale"], link=link, hours=VERIFY_HOURS, **told
        )
    else:
        await mail.send(actor, wanted, "email_in_use")
    await notify(actor, "email_changing", address=wanted)


@refuses(TooManyAttempts)
async def forget_password(service: Service, body: PasswordForgotten) -> None:
    """Have a link mailed with which the account's password can be set anew.

    Whether there is such an account is looked up by a job, so neither answer nor time tells.
    """
    await service.attempts.spend("password_forgot", account=body.email)
    async with service.visit() as visitor:
        await defer(visitor, mail_reset, email=body.email)


@task("identity.mail_reset", secrets=("email",))
async def mail_reset(service: Service, *, email: str) -> None:
    """Mail whoever has this address a link to set a new password; nobody has it, nothing is."""
    async with service.visit() as visitor:
        user_id = await visitor.value(queries.USER_BY_EMAIL, email=email)
        if user_id is None:
            return
        actor = await become(visitor, Caller(user_id))
        token = await issue(actor, "reset", email, RESET_MINUTES)
        contact = await actor.one(queries.CONTACT)
        await mail.send(
            actor,
            email,
            "reset_password",
            contact["locale"],
            link=f"/reset-password?token={token}",
            name=named(contact),
            minutes=RESET_MINUTES,
        )


@refuses(InvalidMailedToken, WeakPassword)
async def reset_password(
    service: Service, body: PasswordReset, device: Device | None = None
) -> None:
    """Set a new password, end every session, and take the address as proved.

    It signs nobody in: a second factor is asked for where it always is. But where the address was
    never proved before, whoever made the account may have been a stranger to it, so every other
    way in and second factor of theirs goes. A password that is refused leaves the token good for
    another.
    """
    async with service.visit().reading() as visitor:
        found = await visitor.first(queries.FIND, hash=_hash(body.token), kinds=["reset"])
    if found is None:
        raise InvalidMailedToken
    about = (found["email"], found["username"], found["display_name"])
    secret = await service.passwords.hash_new(body.password, *about)
    async with service.visit() as visitor:
        spent, actor = await _spend(visitor, body.token, ["reset"], device)
        if not (await actor.one(queries.CONTACT))["email_verified"]:
            await actor.all(queries.FORGET_OTHER_WAYS)
        if await actor.first(queries.VERIFY, email=spent["email"]) is None:
            raise InvalidMailedToken
        await actor.all(queries.PUT_PASSWORD, id=new_id(), secret=secret)
        await actor.all(identity.END_SESSIONS, kept_id=None)
        actor.record("user.password_reset", actor.user_id, account=True)
        await tell_password_changed(actor)


async def tell_password_changed(actor: Actor) -> None:
    """Void what the old password may have begun, and mail the person that there is a new one."""
    await actor.all(queries.VOID, kinds=_VOID_BY_PASSWORD)
    await notify(actor, "password_changed")


async def issue(actor: Actor, kind: str, email: str, minutes: int) -> str:
    """Make the token of a mail to an address; one of the same kind made before is void."""
    token = secrets.token_urlsafe(32)
    await actor.all(queries.ISSUE, kind=kind, email=email, hash=_hash(token), minutes=minutes)
    return token


async def _spend(
    visitor: Visitor, token: str, kinds: list[str], device: Device | None
) -> tuple[Row, Actor]:
    spent = await visitor.first(queries.SPEND, hash=_hash(token), kinds=kinds)
    if spent is None:
        raise InvalidMailedToken
    actor = await become(visitor, Caller(spent["user_id"]))
    actor.journal.origin = lambda: device or Device()
    return spent, actor


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@every("37 * * * *", "identity.delete_expired_proofs")
async def delete_expired_proofs(service: Service) -> None:
    """Forget the tokens that nobody used in time, some at a time."""
    async with service.visit() as visitor:
        await visitor.all(queries.DELETE_EXPIRED)
