"""The rules as data: RULES.md's table and API.md's permissions, written out a second time."""

from __future__ import annotations

ORGANIZATION = {
    "org:read": "owner admin member",
    "org:update": "owner admin",
    "org:delete": "owner",
    "org:transfer": "owner",
    "billing:read": "owner admin",
    "billing:manage": "owner",
    "member:read": "owner admin member",
    "member:invite": "owner admin",
    "member:update": "owner admin",
    "member:remove": "owner admin",
    "workspace:create": "owner admin",
    "audit:read": "owner admin",
    "api_key:manage": "owner admin",
}
WORKSPACE = {
    "workspace:read": "admin editor viewer",
    "workspace:update": "admin",
    "workspace:delete": "admin",
    "workspace_member:read": "admin editor viewer",
    "workspace_member:manage": "admin",
    "usage:read": "admin editor viewer",
    "chatbot:read": "admin editor viewer",
    "chatbot:create": "admin editor",
    "chatbot:update": "admin editor",
    "chatbot:message": "admin editor",
    "chatbot:delete": "admin",
}

ROLES = ("nobody", "outsider", "owner", "admin", "member", "ws admin", "editor", "viewer")
"""The columns. The last three are members of the organization with that role in the workspace."""

IN_ORGANIZATION = {
    "owner": "owner",
    "admin": "admin",
    "member": "member",
    "ws admin": "member",
    "editor": "member",
    "viewer": "member",
}
IN_WORKSPACE = {
    "owner": "admin",
    "admin": "admin",
    "ws admin": "admin",
    "editor": "editor",
    "viewer": "viewer",
}

PUBLIC = "public"
SIGNED_IN = "signed in"
ENTERS_ORGANIZATION = "enters the organization"
ENTERS_WORKSPACE = "enters the workspace"
INVITED = "the one invited"
LINKED = "whoever has the link"
_API = "/api/v1"
_ORG = f"{_API}/orgs/{{org_id}}"
_WORKSPACE = f"{_ORG}/workspaces/{{workspace_id}}"

DEMANDS = {
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /.well-known/jwks.json": PUBLIC,
    f"POST {_API}/auth/signup": PUBLIC,
    f"POST {_API}/auth/login": PUBLIC,
    f"POST {_API}/auth/refresh": PUBLIC,
    f"POST {_API}/auth/logout": SIGNED_IN,
    f"GET {_API}/auth/me": SIGNED_IN,
    f"PATCH {_API}/auth/me": SIGNED_IN,
    f"DELETE {_API}/auth/me": SIGNED_IN,
    f"GET {_API}/auth/sessions": SIGNED_IN,
    f"DELETE {_API}/auth/sessions": SIGNED_IN,
    f"DELETE {_API}/auth/sessions/{{session_id}}": SIGNED_IN,
    f"POST {_API}/auth/password/change": SIGNED_IN,
    f"POST {_API}/auth/password/forgot": PUBLIC,
    f"POST {_API}/auth/password/reset": PUBLIC,
    f"POST {_API}/auth/email/verify": PUBLIC,
    f"POST {_API}/auth/email/resend": SIGNED_IN,
    f"POST {_API}/auth/email/change": SIGNED_IN,
    f"POST {_API}/auth/wallet/challenge": PUBLIC,
    f"POST {_API}/auth/wallet/verify": PUBLIC,
    f"POST {_API}/auth/wallet/link/challenge": SIGNED_IN,
    f"POST {_API}/auth/wallet/link": SIGNED_IN,
    f"POST {_API}/auth/confirm": SIGNED_IN,
    f"GET {_API}/auth/identities": SIGNED_IN,
    f"DELETE {_API}/auth/identities/{{identity_id}}": SIGNED_IN,
    f"GET {_API}/auth/mfa": SIGNED_IN,
    f"POST {_API}/auth/mfa/totp": SIGNED_IN,
    f"POST {_API}/auth/mfa/totp/confirm": SIGNED_IN,
    f"DELETE {_API}/auth/mfa/totp": SIGNED_IN,
    f"POST {_API}/auth/mfa/recovery-codes": SIGNED_IN,
    f"POST {_API}/auth/mfa/challenge": SIGNED_IN,
    f"POST {_API}/auth/mfa/confirm": SIGNED_IN,
    f"POST {_API}/auth/mfa/verify": PUBLIC,
    f"POST {_API}/auth/passkeys/challenge": PUBLIC,
    f"POST {_API}/auth/passkeys/verify": PUBLIC,
    f"POST {_API}/auth/passkeys/options": SIGNED_IN,
    f"POST {_API}/auth/passkeys": SIGNED_IN,
    f"GET {_API}/auth/passkeys": SIGNED_IN,
    f"GET {_API}/auth/passkeys/{{passkey_id}}": SIGNED_IN,
    f"PATCH {_API}/auth/passkeys/{{passkey_id}}": SIGNED_IN,
    f"DELETE {_API}/auth/passkeys/{{passkey_id}}": SIGNED_IN,
    f"GET {_API}/auth/events": SIGNED_IN,
    f"GET {_API}/orgs": SIGNED_IN,
    f"POST {_API}/orgs": SIGNED_IN,
    f"GET {_ORG}": "org:read",
    f"PUT {_ORG}": "org:update",
    f"PATCH {_ORG}": "org:update",
    f"DELETE {_ORG}": "org:delete",
    f"GET {_ORG}/audit": "audit:read",
    f"GET {_ORG}/members": "member:read",
    f"POST {_ORG}/members": "member:invite",
    f"PUT {_ORG}/members/{{member_id}}": "member:update",
    f"DELETE {_ORG}/members/{{member_id}}": "member:remove",
    f"POST {_ORG}/leave": "org:read",
    f"POST {_ORG}/ownership": "org:transfer",
    f"GET {_ORG}/invitations": "member:invite",
    f"POST {_ORG}/invitations": "member:invite",
    f"POST {_ORG}/invitations/{{invitation_id}}/resend": "member:invite",
    f"DELETE {_ORG}/invitations/{{invitation_id}}": "member:invite",
    f"POST {_API}/orgs/{{organization_id}}/invitations/{{invitation_id}}/accept": INVITED,
    f"POST {_API}/orgs/{{organization_id}}/invitations/{{invitation_id}}/decline": INVITED,
    f"GET {_API}/invitations": SIGNED_IN,
    f"GET {_API}/invitations/{{token}}": PUBLIC,
    f"POST {_API}/invitations/{{token}}/accept": INVITED,
    f"POST {_API}/invitations/{{token}}/decline": PUBLIC,
    f"GET {_ORG}/join-links": "member:invite",
    f"POST {_ORG}/join-links": "member:invite",
    f"DELETE {_ORG}/join-links/{{link_id}}": "member:invite",
    f"GET {_API}/join-links/{{token}}": PUBLIC,
    f"POST {_API}/join-links/{{token}}/accept": LINKED,
    f"GET {_API}/plans": PUBLIC,
    f"GET {_ORG}/subscription": "billing:read",
    f"POST {_ORG}/subscription/preview": "billing:read",
    f"PUT {_ORG}/subscription": "billing:manage",
    f"DELETE {_ORG}/subscription": "billing:manage",
    f"GET {_ORG}/workspaces": "org:read",
    f"POST {_ORG}/workspaces": "workspace:create",
    f"GET {_WORKSPACE}": "workspace:read",
    f"PUT {_WORKSPACE}": "workspace:update",
    f"PATCH {_WORKSPACE}": "workspace:update",
    f"DELETE {_WORKSPACE}": "workspace:delete",
    f"PUT {_WORKSPACE}/default": "org:update",
    f"GET {_WORKSPACE}/members": "workspace_member:read",
    f"POST {_WORKSPACE}/members": "workspace_member:manage",
    f"PUT {_WORKSPACE}/members/{{member_id}}": "workspace_member:manage",
    f"DELETE {_WORKSPACE}/members/{{member_id}}": "workspace_member:manage",
    f"GET {_WORKSPACE}/chatbots": "chatbot:read",
    f"POST {_WORKSPACE}/chatbots": "chatbot:create",
    f"GET {_WORKSPACE}/chatbots/{{chatbot_id}}": "chatbot:read",
    f"PUT {_WORKSPACE}/chatbots/{{chatbot_id}}": "chatbot:update",
    f"PATCH {_WORKSPACE}/chatbots/{{chatbot_id}}": "chatbot:update",
    f"DELETE {_WORKSPACE}/chatbots/{{chatbot_id}}": "chatbot:delete",
    f"GET {_WORKSPACE}/chatbots/{{chatbot_id}}/messages": "chatbot:read",
    f"POST {_WORKSPACE}/chatbots/{{chatbot_id}}/messages": "chatbot:message",
    f"GET {_ORG}/usage": "billing:read",
    f"GET {_WORKSPACE}/overview": "usage:read",
    f"POST {_API}/switch/organization": ENTERS_ORGANIZATION,
    f"POST {_API}/switch/workspace": ENTERS_WORKSPACE,
    f"GET {_API}/switch/current": SIGNED_IN,
}
"""What API.md demands for each operation. An operation that is not here fails the matrix."""

UNANSWERED = {
    f"POST {_WORKSPACE}/chatbots/{{chatbot_id}}/messages": "503 model_not_configured",
}
"""What stands against those who may: the server of these tests has no model."""


def expected(operation: str, role: str) -> str:
    """Say what the rules answer: `ok`, or the status and the code of the refusal."""
    demand = DEMANDS[operation]
    if demand == PUBLIC:
        return "ok"
    if role == "nobody":
        return "401 not_authenticated"
    if demand == SIGNED_IN:
        return "ok"
    if demand == INVITED:
        return "403 invitation_for_someone_else" if "{token}" in operation else "404 not_found"
    if demand == LINKED:
        return "ok" if role == "outsider" else "409 already_member"
    if role == "outsider":
        return "404 not_found"
    if ("{workspace_id}" in operation or demand == ENTERS_WORKSPACE) and role not in IN_WORKSPACE:
        return "404 not_found"
    if demand in (ENTERS_ORGANIZATION, ENTERS_WORKSPACE):
        return "ok"
    if demand in ORGANIZATION:
        allowed = IN_ORGANIZATION[role] in ORGANIZATION[demand].split()
    else:
        allowed = IN_WORKSPACE[role] in WORKSPACE[demand].split()
    return UNANSWERED.get(operation, "ok") if allowed else "403 permission_denied"
