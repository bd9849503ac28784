"""Contexts on the wire: where someone works, and what they may do there."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from tenantry.http.fields import Body
from tenantry.permissions import OrganizationRole, WorkspaceRole


class Context(BaseModel):
    """An organization and a workspace of it; all null for who is in no organization."""

    organization_id: UUID | None = None
    organization_name: str | None = None
    organization_role: OrganizationRole | None = None
    workspace_id: UUID | None = None
    workspace_name: str | None = None
    workspace_role: WorkspaceRole | None = None
    permissions: list[str] = []


class OrganizationSwitch(Body):
    """The organization to work in; without a workspace, its default or the first one can enter."""

    organization_id: UUID
    workspace_id: UUID | None = None


class WorkspaceSwitch(Body):
    """The workspace to work in, of the organization the token names."""

    workspace_id: UUID


class ContextToken(Context):
    """A new access token for another context; the refresh token stays the same."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105
    expires_in: int
