"""The error tree: every refusal Tenantry knows, each with a status and a stable code.

A class here is the whole contract of its refusal: what goes over the wire (RFC 9457), what the
OpenAPI document says of it, and which database constraint it translates.
"""

from __future__ import annotations

from typing import Any, ClassVar


class TenantryError(Exception):
    """A refusal with a code clients may rely on; `detail` is one sentence a person can act on."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "Bad request"
    detail: str = "The request cannot be served as it is."
    constraints: ClassVar[tuple[str, ...]] = ()
    """Database constraints whose violation means this error."""
    headers: tuple[tuple[str, str], ...] = ()

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        if detail is not None:
            self.detail = detail
        self.extra = extra
        super().__init__(self.detail)


class BadRequest(TenantryError):
    """Something about the request as HTTP is off, before its content is looked at."""


class InvalidMailedToken(TenantryError):
    status, code, title = 400, "invalid_token", "Invalid token"
    detail = "This link is unknown, used, expired or replaced by a newer one: ask for a new mail."


class NotAuthenticated(TenantryError):
    status, code, title = 401, "not_authenticated", "Not authenticated"
    detail = "Sign in and send the access token as `Authorization: Bearer …`."
    headers = (("WWW-Authenticate", "Bearer"),)


class TokenExpired(NotAuthenticated):
    code, title = "token_expired", "Access token expired"
    detail = "The access token has expired: get a new one from POST /api/v1/auth/refresh."
    headers = (("WWW-Authenticate", 'Bearer error="invalid_token"'),)


class SessionEnded(NotAuthenticated):
    code, title = "session_ended", "Session ended"
    detail = "This session has ended: sign in again."
    headers = (("WWW-Authenticate", 'Bearer error="invalid_token"'),)


class InvalidCredentials(NotAuthenticated):
    code, title = "invalid_credentials", "Invalid credentials"
    detail = "The email or the password is wrong."


class InvalidSignature(NotAuthenticated):
    code, title = "invalid_signature", "Invalid signature"
    detail = "This does not prove the wallet: ask for a new challenge, and sign it as it is."


class InvalidRefreshToken(NotAuthenticated):
    code, title = "invalid_refresh_token", "Invalid refresh token"
    detail = "The refresh token is unknown, used or expired: sign in again."


class MfaRequired(NotAuthenticated):
    """Carries `mfa_token`, the `methods` it can be completed with, and the seconds it is good."""

    code, title = "mfa_required", "Second factor required"
    detail = "Send `mfa_token` with a code or a passkey to POST /api/v1/auth/mfa/verify."


class InvalidMfaToken(NotAuthenticated):
    code, title = "invalid_mfa_token", "Invalid MFA token"
    detail = "The MFA token is unknown, used, tried too often or expired: sign in again."


class InvalidCode(NotAuthenticated):
    code, title = "invalid_code", "Invalid code"
    detail = "This proves no second factor: try the next code, a recovery code or a passkey."


class InvalidPasskey(NotAuthenticated):
    code, title = "invalid_passkey", "Invalid passkey"
    detail = "This passkey does not sign in here: ask for a new challenge, or sign in another way."


class PermissionDenied(TenantryError):
    status, code, title = 403, "permission_denied", "Permission denied"
    detail = "Your role does not allow this: ask an admin or owner of the organization."


class WrongPassword(PermissionDenied):
    code, title = "wrong_password", "Wrong password"
    detail = "The current password is wrong."


class WrongSignature(PermissionDenied):
    code, title = "wrong_signature", "Wrong signature"
    detail = "This does not prove the wallet: ask for a new challenge, and sign it as it is."


class ConfirmationRequired(PermissionDenied):
    code, title = "confirmation_required", "Confirmation required"
    detail = "Confirm that it is you at POST /api/v1/auth/confirm, or sign in again, and repeat."


class WrongCode(PermissionDenied):
    code, title = "wrong_code", "Wrong code"
    detail = "The code is wrong, used or expired: send the one that your app shows now."


class SecondFactorRequired(PermissionDenied):
    code, title = "second_factor_required", "Second factor required"
    detail = "Prove your second factor at POST /api/v1/auth/mfa/confirm, and repeat."


class MfaRequiredHere(PermissionDenied):
    code, title = "mfa_required_here", "Second factor required here"
    detail = (
        "This organization admits only who signed in with a second factor: set one up, or prove "
        "yours at POST /api/v1/auth/mfa/confirm."
    )


class OperatorOnly(PermissionDenied):
    code, title = "operator_only", "Operator only"
    detail = "Plans are changed by the operator of this service: ask them for the one you want."


class PlanLimitReached(TenantryError):
    """Carries `limit` (its name), `admits`, `used`, `tier` and `upgrade_to`: who would."""

    status, code, title = 402, "plan_limit_reached", "Plan limit reached"
    detail = "The plan admits no more of these: delete some, or move to a larger plan."


class Frozen(TenantryError):
    status, code, title = 402, "frozen", "Frozen"
    detail = "The plan does not admit changes to this: move to a larger plan, or delete others."


class SubscriptionSuspended(TenantryError):
    status, code, title = 402, "subscription_suspended", "Subscription suspended"
    detail = "The subscription is suspended, so nothing can be changed: an owner can settle it."


class InvitationForSomeoneElse(PermissionDenied):
    code, title = "invitation_for_someone_else", "Invitation for someone else"
    detail = "This invitation is for another address: sign in with the account it was sent to."


class RoleTooHigh(PermissionDenied):
    code, title = "role_too_high", "Role too high"
    detail = "You cannot grant, change or remove a role above your own."


class NotFound(TenantryError):
    status, code, title = 404, "not_found", "Not found"
    detail = "There is nothing here, or you have no access to it."


class UserNotFound(NotFound):
    code, title = "user_not_found", "User not found"
    detail = "No user has this id: ask them to sign up first."
    constraints = ("fk_organization_members_user_id_users",)


class MethodNotAllowed(TenantryError):
    status, code, title = 405, "method_not_allowed", "Method not allowed"
    detail = "This address does not take that method; see the Allow header."


class Conflict(TenantryError):
    """The request is sound, but what is there stands against it."""

    status, code, title = 409, "conflict", "Conflict"
    detail = "What is stored stands against this request."


class EmailTaken(Conflict):
    code, title = "email_taken", "Email taken"
    detail = "An account with this email exists: sign in, or use another email."
    constraints = ("uq_users_email",)


class UsernameTaken(Conflict):
    code, title = "username_taken", "Username taken"
    detail = "This username belongs to someone else: choose another."
    constraints = ("uq_users_username",)


class IdentityTaken(Conflict):
    code, title = "identity_taken", "Identity taken"
    detail = "This wallet signs in to an account already: unlink it there first."
    constraints = ("uq_identities_provider_subject", "pk_wallets")


class LastIdentity(Conflict):
    code, title = "last_identity", "Last identity"
    detail = "This is the only way into your account: link another one first."


class MfaAlreadyOn(Conflict):
    code, title = "mfa_already_on", "Already set up"
    detail = "An authenticator app is set up already: remove it before you set up another."


class MfaNeededFirst(Conflict):
    code, title = "mfa_needed_first", "Second factor needed first"
    detail = "Set up a second factor, or prove yours, before you require one of everybody."


class MfaNeeded(Conflict):
    """Carries `organizations`: those that hold it up."""

    code, title = "mfa_needed", "Second factor needed"
    detail = (
        "You are the last owner of organizations that require a second factor: set up another "
        "one, or lift the requirement, first."
    )


class PasskeyTaken(Conflict):
    code, title = "passkey_taken", "Passkey taken"
    detail = "This passkey is registered already: use it, or make another one."
    constraints = ("uq_passkeys_credential_id",)


class SlugTaken(Conflict):
    code, title = "slug_taken", "Slug taken"
    detail = "This slug is taken: choose another, or leave it out to get a free one."
    constraints = ("uq_organizations_slug", "uq_workspaces_organization_id_slug")


class AlreadyInvited(Conflict):
    code, title = "already_invited", "Already invited"
    detail = "There is an open invitation for this address: send that one again, or revoke it."


class InvitationClosed(Conflict):
    """Carries `state`: accepted, declined, revoked, expired, used_up or void."""

    code, title = "invitation_closed", "Invitation closed"
    detail = "This invitation is not open any more: ask for a new one."


class AlreadyMember(Conflict):
    code, title = "already_member", "Already a member"
    detail = "This person is a member already: change their role instead."
    constraints = (
        "uq_organization_members_organization_id_user_id",
        "uq_workspace_members_organization_id_workspace_id_user_id",
    )


class NotAnOrganizationMember(Conflict):
    code, title = "not_an_organization_member", "Not a member of the organization"
    detail = "Add this person to the organization first, then to its workspaces."
    constraints = ("fk_workspace_members_organization_member",)


class LastOwner(Conflict):
    code, title = "last_owner", "Last owner"
    detail = "An organization needs an owner: hand ownership over, or make another owner first."


class DefaultWorkspace(Conflict):
    code, title = "default_workspace", "Default workspace"
    detail = "The default workspace cannot be deleted: make another one the default first."


class ChatbotInactive(Conflict):
    code, title = "chatbot_inactive", "Chatbot inactive"
    detail = "This chatbot is switched off: set `is_active` first."


class ChangedMeanwhile(TenantryError):
    status, code, title = 412, "changed_meanwhile", "Changed meanwhile"
    detail = "Someone changed this since you read it: read it again and repeat your change."


class BodyTooLarge(TenantryError):
    status, code, title = 413, "body_too_large", "Body too large"
    detail = "The request body is larger than 1 MiB: send less at once."


class UnsupportedMediaType(TenantryError):
    status, code, title = 415, "unsupported_media_type", "Unsupported media type"
    detail = "Send the body as JSON, with the header `Content-Type: application/json`."


class ValidationFailed(TenantryError):
    status, code, title = 422, "validation_failed", "Validation failed"
    detail = "The request has fields that are missing or wrong."


class WeakPassword(TenantryError):
    status, code, title = 422, "weak_password", "Weak password"
    detail = "This password is easy to guess: add another word or two."


class PasskeyRefused(TenantryError):
    status, code, title = 422, "passkey_refused", "Passkey refused"
    detail = "This passkey cannot be added: ask for new options and let your device answer them."


class IdempotencyKeyReused(TenantryError):
    status, code, title = 422, "idempotency_key_reused", "Idempotency key reused"
    detail = "This Idempotency-Key was used for another request: use a new key for each request."


class TooManyAttempts(TenantryError):
    status, code, title = 429, "too_many_attempts", "Too many attempts"
    detail = "This was tried too often: wait a while, then try again."

    def __init__(self, detail: str | None = None, *, seconds: int = 60) -> None:
        super().__init__(detail, retry_after=seconds)
        self.headers = (("Retry-After", str(seconds)),)


class InternalError(TenantryError):
    status, code, title = 500, "internal_error", "Internal error"
    detail = "Something went wrong on our side; nothing was changed. Quote the request id to us."


class Undone(InternalError):
    """A refusal by the database was caught inside its transaction, which ends with it.

    Let the refusal leave the transaction, or ask before writing.
    """

    detail = "A refusal was caught inside its transaction, so nothing of it was stored."


class ModelFailed(TenantryError):
    status, code, title = 502, "model_failed", "Model failed"
    detail = "The model gave no usable answer, so nothing was counted: try again in a moment."


class ChainUnreachable(TenantryError):
    status, code, title = 502, "chain_unreachable", "Chain unreachable"
    detail = "The chain cannot be asked about this wallet: get a new challenge in a moment."


class ModelNotConfigured(TenantryError):
    status, code, title = 503, "model_not_configured", "Model not configured"
    detail = "No model is set up here, so nothing was counted: an operator sets TENANTRY_MODEL_URL."


class Unavailable(TenantryError):
    status, code, title = 503, "unavailable", "Unavailable"
    detail = "The service cannot reach its database or is too busy: try again in a moment."
    headers = (("Retry-After", "1"),)


def _tree(root: type[TenantryError]) -> list[type[TenantryError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in _tree(child))]


def all_errors() -> list[type[TenantryError]]:
    """List every error that goes over the wire, by status and code."""
    found = {error.code: error for error in reversed(_tree(TenantryError))}
    return sorted(found.values(), key=lambda error: (error.status, error.code))


def for_constraint(name: str | None) -> type[TenantryError] | None:
    """Find the error that a violated constraint means."""
    return next((error for error in all_errors() if name in error.constraints), None)
