"""Every table, imported in one place, so that migrations and tests see the whole schema."""

from tenantry.attempts.model import Attempt
from tenantry.audit.model import AccountEvent, AuditEvent, AuditHead
from tenantry.chatbots.messages.model import Message
from tenantry.chatbots.model import Chatbot
from tenantry.http.model import IdempotencyKey
from tenantry.identity.factors.model import (
    FactorAttempt,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    TotpSecret,
)
from tenantry.identity.model import Identity, RefreshToken, Session, User
from tenantry.identity.proofs.model import EmailProof
from tenantry.identity.wallets.model import Wallet, WalletChallenge
from tenantry.invitations.model import Invitation, InvitationGrant, JoinLink
from tenantry.members.model import OrganizationMember
from tenantry.organizations.model import Organization
from tenantry.tenancy.model import Base
from tenantry.usage.model import UsageDay, UsageHold, UsageMonth
from tenantry.workspaces.model import Workspace, WorkspaceMember

__all__ = [
    "AccountEvent",
    "Attempt",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Chatbot",
    "EmailProof",
    "FactorAttempt",
    "IdempotencyKey",
    "Identity",
    "Invitation",
    "InvitationGrant",
    "JoinLink",
    "Message",
    "Organization",
    "OrganizationMember",
    "Passkey",
    "PasskeyChallenge",
    "RecoveryCode",
    "RefreshToken",
    "Session",
    "TotpSecret",
    "UsageDay",
    "UsageHold",
    "UsageMonth",
    "User",
    "Wallet",
    "WalletChallenge",
    "Workspace",
    "WorkspaceMember",
]

metadata = Base.metadata
