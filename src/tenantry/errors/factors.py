"""Refusals of second factors and passkeys, and of those who lack one."""

from __future__ import annotations

from tenantry.errors.requests import Conflict, NotAuthenticated, PermissionDenied
from tenantry.errors.tree import TenantryError


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


class PasskeyRefused(TenantryError):
    status, code, title = 422, "passkey_refused", "Passkey refused"
    detail = "This passkey cannot be added: ask for new options and let your device answer them."
