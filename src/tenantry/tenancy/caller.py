"""Who says they are acting, before anybody has asked the database."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token, or the application, says is acting, and the context they chose.

    Only a claim: it becomes an Actor or a Tenant when the database agrees. Without a session it is
    the application's own word for a user, in process.
    """

    user_id: UUID
    session_id: UUID | None = None
    organization_id: UUID | None = None
    workspace_id: UUID | None = None
