"""What any request can run into, whatever it asks for."""

from __future__ import annotations

from tenantry.errors.tree import TenantryError


class BadRequest(TenantryError):
    """Something about the request as HTTP is off, before its content is looked at."""


class NotAuthenticated(TenantryError):
    status, code, title = 401, "not_authenticated", "Not authenticated"
    detail = "Sign in and send the access token as `Authorization: Bearer …`."
    headers = (("WWW-Authenticate", "Bearer"),)


class PermissionDenied(TenantryError):
    status, code, title = 403, "permission_denied", "Permission denied"
    detail = "Your role does not allow this: ask an admin or owner of the organization."


class NotFound(TenantryError):
    status, code, title = 404, "not_found", "Not found"
    detail = "There is nothing here, or you have no access to it."


class MethodNotAllowed(TenantryError):
    status, code, title = 405, "method_not_allowed", "Method not allowed"
    detail = "This address does not take that method; see the Allow header."


class Conflict(TenantryError):
    """The request is sound, but what is there stands against it."""

    status, code, title = 409, "conflict", "Conflict"
    detail = "What is stored stands against this request."


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


class Unavailable(TenantryError):
    status, code, title = 503, "unavailable", "Unavailable"
    detail = "The service cannot reach its database or is too busy: try again in a moment."
    headers = (("Retry-After", "1"),)
