"""Where an account and a session stand with second factors, and what rests on that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenantry.errors import MfaNeeded, MfaNeededFirst, SecondFactorRequired
from tenantry.identity.factors import queries
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.steps import require_outside, step_inside, step_outside
from tenantry.tenancy.tenant import Tenant

_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of an account; it has one if a sign-in by password must ask for it."""

    totp: bool
    passkeys: int
    recovery_codes_left: int
    verified_at: datetime | None
    """When this session last proved a second factor."""
    stamp: str
    """Stands for the ways to sign in as they are now."""

    @property
    def methods(self) -> list[str]:
        """What a sign-in may show; empty where none is asked for."""
        found = [name for name, is_there in self._kinds if is_there]
        return [*found, "recovery_code"] if found and self.recovery_codes_left else found

    @property
    def _kinds(self) -> tuple[tuple[str, bool], ...]:
        return (("totp", self.totp), ("passkey", self.passkeys > 0))


async def look(actor: Actor) -> Factors:
    """Read what second factors the user has."""
    row = await actor.one(queries.LOOK)
    return Factors(**{**dict(row), "stamp": row["stamp"] or ""})


async def demand(actor: Actor) -> None:
    """Refuse with SecondFactorRequired unless this session proved one just now, if there is one.

    Without a session it is the application that acts, which answers for its user itself.
    """
    if actor.session_id is None or not (await look(actor)).methods:
        return
    if not await actor.value(queries.PROVED, minutes=_MINUTES):
        raise SecondFactorRequired


async def settle(actor: Actor) -> None:
    """Draw the consequences of a factor taken away: with the last one goes all that it gave.

    Raises MfaNeeded for the last owner of an organization that requires one, who would stand
    outside with nobody inside to let go of the rule.
    """
    require_outside(actor)
    left = await look(actor)
    if left.methods:
        return
    held = []
    for row in await actor.all(queries.REQUIRING):
        tenant = await step_inside(actor, row["id"])
        if await tenant.value(queries.OWNERS) == 1:
            held.append(dict(row))
        await step_outside(actor)
    if held:
        raise MfaNeeded(organizations=held)
    await actor.all(queries.DELETE_CODES)
    await actor.all(queries.UNMARK_SESSIONS)


async def demand_to_require(actor: Actor, settings: dict[str, Any] | None) -> None:
    """Refuse settings that would shut out whoever makes them: their session shows no factor.

    Raises MfaNeededFirst.
    """
    if settings is None or not _requires(settings) or actor.session_id is None:
        return
    lacks = actor.lacks_mfa if isinstance(actor, Tenant) else await actor.value(queries.LACKS)
    if lacks:
        raise MfaNeededFirst


def _requires(settings: dict[str, Any]) -> bool:
    security = settings.get("security")
    return isinstance(security, dict) and security.get("require_mfa") is True
