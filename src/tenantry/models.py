"""Every table, imported in one place, so that migrations and tests see the whole schema."""

from tenantry.http.model import IdempotencyKey
from tenantry.identity.model import Identity, RefreshToken, Session, User
from tenantry.members.model import OrganizationMember
from tenantry.organizations.model import Organization
from tenantry.tenancy.model import Base
from tenantry.workspaces.model import Workspace, WorkspaceMember

__all__ = [
    "Base",
    "IdempotencyKey",
    "Identity",
    "Organization",
    "OrganizationMember",
    "RefreshToken",
    "Session",
    "User",
    "Workspace",
    "WorkspaceMember",
]

metadata = Base.metadata
