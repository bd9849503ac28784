"""Every table, imported in one place, so that migrations and tests see the whole schema."""

from tenantry.audit.model import AccountEvent, AuditEvent, AuditHead
from tenantry.http.model import IdempotencyKey
from tenantry.identity.model import Identity, RefreshToken, Session, User
from tenantry.invitations.model import Invitation, InvitationGrant, JoinLink
from tenantry.members.model import OrganizationMember
from tenantry.organizations.model import Organization
from tenantry.tenancy.model import Base
from tenantry.usage.model import UsageDay, UsageMonth
from tenantry.workspaces.model import Workspace, WorkspaceMember

__all__ = [
    "AccountEvent",
    "AuditEvent",
    "AuditHead",
    "Base",
    "IdempotencyKey",
    "Identity",
    "Invitation",
    "InvitationGrant",
    "JoinLink",
    "Organization",
    "OrganizationMember",
    "RefreshToken",
    "Session",
    "UsageDay",
    "UsageMonth",
    "User",
    "Workspace",
    "WorkspaceMember",
]

metadata = Base.metadata
