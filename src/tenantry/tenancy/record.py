"""What happened, as the transaction in which it happened keeps it until it commits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tenantry.audit.events import Event


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as the audit trail remembers it."""

    ip: str | None = None
    user_agent: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One thing that was done, `noun.verbed`, to one target; outside any organization, to a user.

    changes: what changed, field by field, as `{"from": …, "to": …}`.
    """

    action: str
    organization_id: UUID | None
    actor_id: UUID | None
    actor_name: str | None
    target_id: UUID
    target_name: str | None
    workspace_id: UUID | None
    changes: Mapping[str, Any]

    @property
    def target_type(self) -> str:
        """The noun of the action."""
        return self.action.partition(".")[0]


@dataclass(slots=True)
class Journal:
    """What one transaction has done so far, whoever acted in it and wherever they stepped."""

    origin: Callable[[], Origin] = Origin
    """Asked for only where something is written."""
    events: list[Recorded] = field(default_factory=list)
    written: list[Event] = field(default_factory=list)
    """What is to be told once it is committed."""
    place: UUID | None = None
    """The organization the transaction is bound to now."""
