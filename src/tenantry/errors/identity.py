"""Refusals of sign-in, of what proves a person, and of changes to an account."""

from __future__ import annotations

from tenantry.errors.requests import Conflict, NotAuthenticated, NotFound, PermissionDenied
from tenantry.errors.tree import TenantryError


class TokenExpired(NotAuthenticated):
    code, title = "token_expired", "Access token expired"
    detail = "The access token has expired: get a new one from POST /api/v1/auth/refresh."
    headers = (("WWW-Authenticate", 'Bearer error="invalid_token"'),)


class SessionEnded(NotAuthenticated):
    code, title = "session_ended", "Session ended"
    detail = "This session has ended: sign in again."
    headers = (("WWW-Authenticate", 'Bearer error="invalid_token"'),)


class InvalidRefreshToken(NotAuthenticated):
    code, title = "invalid_refresh_token", "Invalid refresh token"
    detail = "The refresh token is unknown, used or expired: sign in again."


class InvalidCredentials(NotAuthenticated):
    code, title = "invalid_credentials", "Invalid credentials"
    detail = "The email or the password is wrong."


class InvalidSignature(NotAuthenticated):
    code, title = "invalid_signature", "Invalid signature"
    detail = "This does not prove the wallet: ask for a new challenge, and sign it as it is."


class InvalidMailedToken(TenantryError):
    status, code, title = 400, "invalid_token", "Invalid token"
    detail = "This link is unknown, used, expired or replaced by a newer one: ask for a new mail."


class WrongPassword(PermissionDenied):
    code, title = "wrong_password", "Wrong password"
    detail = "The current password is wrong."


class WrongSignature(PermissionDenied):
    code, title = "wrong_signature", "Wrong signature"
    detail = "This does not prove the wallet: ask for a new challenge, and sign it as it is."


class ConfirmationRequired(PermissionDenied):
    code, title = "confirmation_required", "Confirmation required"
    detail = "Confirm that it is you at POST /api/v1/auth/confirm, or sign in again, and repeat."


class UserNotFound(NotFound):
    code, title = "user_not_found", "User not found"
    detail = "No user has this id: ask them to sign up first."
    constraints = ("fk_organization_members_user_id_users",)


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


class WeakPassword(TenantryError):
    status, code, title = 422, "weak_password", "Weak password"
    detail = "This password is easy to guess: add another word or two."


class ChainUnreachable(TenantryError):
    status, code, title = 502, "chain_unreachable", "Chain unreachable"
    detail = "The chain cannot be asked about this wallet: get a new challenge in a moment."
