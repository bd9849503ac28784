"""What can be wrong with the database before a request is served."""

from __future__ import annotations


class DatabaseError(Exception):
    """The database cannot be used; the message is one sentence that says what to do."""


class EmbeddedServerError(DatabaseError):
    """The embedded PostgreSQL cannot run here."""


class MigrationError(DatabaseError):
    """The schema cannot be brought up to date, or is not the one this version works with."""
