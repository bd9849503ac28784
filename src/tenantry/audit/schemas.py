"""The audit trail on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from tenantry.entries import Entries
from tenantry.pagination import ListQuery, Page

Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 in hex.")]


class AuditActor(BaseModel):
    """Who did it. Without an id it was the system itself: its clock, a job or its operator."""

    id: UUID | None
    name: str = Field(description="The name they went by then.")


class AuditTarget(BaseModel):
    """What it was done to."""

    type: str
    id: UUID
    name: str | None = Field(description="The name it had then.")


class AuditEventRead(BaseModel):
    """One event of an organization. `hash` seals it and, by `previous_hash`, all before it."""

    id: UUID
    at: datetime
    actor: AuditActor
    action: str
    target: AuditTarget
    workspace_id: UUID | None
    changes: dict[str, Any] = Field(description='By field, as `{"from": …, "to": …}`.')
    ip: str | None
    user_agent: str | None
    request_id: str | None
    organization_id: UUID
    sequence: int
    previous_hash: Hash
    hash: Hash


class AuditPage(Page):
    """One page of events, the newest first."""

    events: Entries[AuditEventRead]
    total: int = Field(description="With filters it is counted to 10,000 and no further.")


class AuditFilters(BaseModel):
    """Which events; every filter that is given has to match."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    actor: UUID | None = Field(None, description="Only what this user did.")
    action: str | None = Field(
        None, max_length=100, description="Only this action, as `workspace.created`."
    )
    workspace_id: UUID | None = Field(None, description="Only what was done in this workspace.")
    from_: AwareDatetime | None = Field(None, alias="from", description="Only from then on.")
    to: AwareDatetime | None = Field(None, description="Only before then.")


class AuditQuery(AuditFilters):
    """How events are listed."""

    page: int = Field(1, ge=1, le=100_000, description="The page, from 1; beyond, use `cursor`.")
    limit: int = Field(20, ge=1, le=100, description="Entries a page.")
    cursor: str | None = Field(
        None,
        pattern=r"^[0-9]{1,18}$",
        description="`next_cursor` of the page before, in place of `page`.",
    )
    format: Literal["json", "ndjson"] = Field(
        "json",
        description="`ndjson` streams all that match, the oldest first, one event a line; "
        "`page`, `limit` and `cursor` do not matter then.",
    )


class AccountEventRead(BaseModel):
    """One event of your account."""

    id: UUID
    at: datetime
    action: str
    target_type: str
    target_id: UUID
    target_name: str | None
    changes: dict[str, Any]
    ip: str | None
    user_agent: str | None
    request_id: str | None


class AccountEventPage(Page):
    """One page of an account's events."""

    events: Entries[AccountEventRead]


class AccountEventQuery(ListQuery):
    """How an account's events are listed."""

    q: None = None
    sort: Literal["at", "-at"] = "-at"
