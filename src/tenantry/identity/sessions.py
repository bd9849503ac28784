"""Sessions: what a sign-in starts, a refresh carries on and a sign-out ends.

A session is a family of refresh tokens of which one is unspent. Spending is one atomic update, so
of two uses of a token one comes second, and that one ends the session: a stolen token cannot go
unnoticed. Access tokens name the session, and the door asks for it at every request.

An answer can be lost, and with it the only unspent token. So a refresh may carry a secret that its
client keeps until it is answered: of the same token and secret follows the same next token, and
whoever has both gets it once more while it is unspent. A thief of the token alone does not.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from tenantry.context import service as context
from tenantry.context.schemas import Context
from tenantry.errors import InvalidRefreshToken, NotFound, SessionEnded, UserNotFound
from tenantry.http.parameters import Device
from tenantry.identity import queries
from tenantry.identity.proofs.notices import notify
from tenantry.identity.schemas import SessionPage, SessionQuery, Token, UserRead
from tenantry.permissions import refuses
from tenantry.service import Service
from tenantry.tenancy.actor import Actor, Visitor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.steps import become
from tenantry.tenancy.values import new_id


@dataclass(frozen=True, slots=True)
class Started:
    """A session as its transaction left it, ready to be signed once that is committed."""

    caller: Caller
    refresh_token: str
    user: UserRead
    context: Context


async def start(
    service: Service,
    actor: Actor,
    device: Device,
    organization_id: UUID | None = None,
    *,
    second_factor: bool = False,
) -> Started:
    """Start a session in the context the last one was in, or in the organization named.

    The person is mailed where it is of a program or in a network that is new to the account.

    One that follows another of the same person keeps what that one has proved.
    """
    token, session_id = secrets.token_urlsafe(32), new_id()
    before = await actor.one(
        queries.START_SESSION,
        id=session_id,
        ip=device.ip,
        user_agent=device.user_agent,
        session_days=service.settings.session_days,
        second_factor=second_factor,
        hash=_hash(token),
    )
    actor.journal.origin = lambda: device
    actor.record("user.signed_in", actor.user_id, account=True)
    if before["is_new"] and device.ip is not None:
        await notify(
            actor,
            "new_device",
            address=device.ip,
            program=device.user_agent or "an unknown program",
        )
    actor = actor.with_session(session_id)
    return await _resume(
        actor, token, organization_id or before["organization_id"], before["workspace_id"]
    )


async def end_all(service: Service, email: str) -> int:
    """End every session of an account, for an operator; return how many there were.

    Raises UserNotFound where nobody has the email.
    """
    async with service.visit() as visitor:
        user_id = await visitor.value(queries.USER_BY_EMAIL, email=email.lower())
    if user_id is None:
        raise UserNotFound(f"No user has the email {email}.")
    async with service.act(user_id) as actor:
        ended = await actor.all(queries.END_SESSIONS, kept_id=None)
        actor.record("user.signed_out_by_operator", actor.user_id, account=True)
    return len(ended)


@refuses(InvalidRefreshToken)
async def refresh(
    service: Service,
    token: str | None,
    organization_id: UUID | None = None,
    workspace_id: UUID | None = None,
    device: Device | None = None,
    *,
    retry_key: str | None = None,
) -> Token:
    """Spend a refresh token for a new one, in the context wanted or the next one still open.

    A token spent before ends its session, unless it comes with the retry key it was spent with and
    the next one is unspent; one that is unknown or of an ended session changes nothing. All three
    are InvalidRefreshToken.
    """
    token = token or ""
    successor = _successor(token, retry_key)
    try:
        async with service.visit() as visitor:
            visitor.journal.origin = lambda: device or Device()
            renewed = await _renew(
                service, visitor, (token, successor), organization_id, workspace_id
            )
    except SessionEnded:
        renewed = None
    if renewed is None:
        raise InvalidRefreshToken
    return signed(service, renewed)


async def _renew(
    service: Service,
    visitor: Visitor,
    tokens: tuple[str, str],
    organization_id: UUID | None,
    workspace_id: UUID | None,
) -> Started | None:
    token, successor = tokens
    spent = await visitor.first(queries.SPEND_TOKEN, hash=_hash(token)) or await visitor.first(
        queries.SPENT_FOR, hash=_hash(token), successor=_hash(successor)
    )
    if spent is None:
        await _end_family(visitor, token)
        return None
    actor = await become(visitor, Caller(spent["user_id"], spent["session_id"]))
    before = await actor.one(
        queries.RENEW_SESSION,
        session_days=service.settings.session_days,
        session_max_days=service.settings.session_max_days,
        hash=_hash(successor),
    )
    if organization_id is None:
        organization_id = before["organization_id"]
        workspace_id = workspace_id or before["workspace_id"]
    return await _resume(actor, successor, organization_id, workspace_id)


async def _end_family(visitor: Visitor, token: str) -> None:
    reused = await visitor.first(queries.SPENT_TOKEN, hash=_hash(token))
    if reused is not None:
        actor = await become(visitor, Caller(reused["user_id"]))
        await _end(actor, reused["session_id"], "session.token_reused")


async def _resume(
    actor: Actor, token: str, organization_id: UUID | None, workspace_id: UUID | None
) -> Started:
    user = UserRead.model_validate(dict(await actor.one(queries.USER)))
    found = await context.resolve(actor, organization_id, workspace_id)
    return Started(Caller(actor.user_id, actor.session_id), token, user, found)


def signed(service: Service, started: Started) -> Token:
    """Sign the access token of a session; after its transaction, which signing would prolong."""
    return Token(
        access_token=context.sign(service, started.caller, started.context),
        expires_in=service.tokens.seconds,
        refresh_token=started.refresh_token,
        user=started.user,
        context=started.context,
    )


@refuses(reads=True)
async def list_mine(actor: Actor, query: SessionQuery) -> SessionPage:
    """List the user's live sessions."""
    found = await queries.SESSIONS.fetch(actor, query)
    return found.shape(SessionPage, "sessions")


@refuses(NotFound)
async def end(actor: Actor, session_id: UUID) -> None:
    """End one session; its tokens are refused from the next request on."""
    if not await _end(actor, session_id, "session.ended"):
        raise NotFound


async def end_others(actor: Actor) -> None:
    """End every session but this one."""
    for row in await actor.all(queries.END_SESSIONS, kept_id=actor.session_id):
        actor.record("session.ended", row["id"], account=True)


async def log_out(actor: Actor) -> None:
    """End this session."""
    if actor.session_id is not None:
        await _end(actor, actor.session_id, "session.signed_out")


async def _end(actor: Actor, session_id: UUID, event: str) -> bool:
    """End one session and note why, unless it is over or somebody else's."""
    ended = await actor.first(queries.END_SESSION, id=session_id) is not None
    if ended:
        actor.record(event, session_id, account=True)
    return ended


def _successor(token: str, retry_key: str | None) -> str:
    """Make the token that comes next; one with a retry key can be made again and is not stored."""
    if retry_key is None:
        return secrets.token_urlsafe(32)
    made = hmac.digest(token.encode(), retry_key.encode(), "sha256")
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
