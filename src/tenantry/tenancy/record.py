"""What happened, as the transaction in which it happened keeps it until it commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as the audit trail remembers it."""

    ip: str | None = None
    user_agent: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, `noun.verbed`, to one target; outside any organization, to a user.

    changes: what changed, field by field, as `{"from": …, "to": …}`.
    """

    action: str
    organization_id: UUID | None
    target_id: UUID
    target_name: str | None
    workspace_id: UUID | None
    changes: Mapping[str, Any]

    @property
    def target_type(self) -> str:
        """The noun of the action."""
        return self.action.partition(".")[0]
