"""`Idempotency-Key`: the same request again gets the first answer again.

The key is claimed and the answer stored in the transaction of the change. A second request waits
on the first one's row, then finds its answer, or, where the first was rolled back, does the work.
Answers may have links and other secrets in them, so they are kept sealed.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import UUID

from starlette.types import Scope

from tenantry.database.pool import Row
from tenantry.database.statements import Statement
from tenantry.errors import IdempotencyKeyReused, UserNotFound, ValidationFailed
from tenantry.http.answers import JSON, Answer
from tenantry.http.inputs import header
from tenantry.identity.factors.vault import Unreadable, Vault
from tenantry.tenancy.actor import Actor

if TYPE_CHECKING:
    from tenantry.service import Service

_CLAIM = Statement("""
    INSERT INTO idempotency_keys (user_id, key, fingerprint)
    VALUES (:caller_id, :key, :fingerprint)
    ON CONFLICT (user_id, key) DO UPDATE
      SET fingerprint = excluded.fingerprint, status = NULL, created_at = now()
      WHERE idempotency_keys.created_at < now() - interval '1 day'
    RETURNING key""")
_FIND = Statement("""
    SELECT fingerprint, status, etag, body,
           created_at < now() - interval '1 day' AS expired
    FROM idempotency_keys
    WHERE user_id = :caller_id AND key = :key""")
_STORE = Statement("""
    UPDATE idempotency_keys SET status = :status, etag = :etag, body = :body
    WHERE user_id = :caller_id AND key = :key""")
_OLD = Statement("SELECT * FROM users_with_old_keys(CAST(:batch AS int))")
"""Across users, as the owner: ids alone."""
_FORGET = Statement("""
    DELETE FROM idempotency_keys
    WHERE user_id = :caller_id AND created_at < now() - interval '1 day'""")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Repeatable:
    """One request that its client may send again under the same key."""

    key: str
    fingerprint: bytes
    vault: Vault

    @classmethod
    def of(cls, scope: Scope, body: bytes, vault: Vault) -> Self | None:
        """Read the key, if there is one, and tell this request from others."""
        key = header(scope, b"idempotency-key")
        if key is None:
            return None
        if not 1 <= len(key) <= 255 or not key.isprintable():
            raise ValidationFailed("Idempotency-Key takes 1 to 255 printable characters.")
        return cls(key, hashlib.sha256(scope["path"].encode() + b"\n" + body).digest(), vault)

    async def earlier(self, actor: Actor) -> Answer | None:
        """Claim the key; an earlier answer to the same request comes back instead."""
        claimed = await actor.first(_CLAIM, key=self.key, fingerprint=self.fingerprint)
        return None if claimed is not None else self._replay(await actor.one(_FIND, key=self.key))

    async def found(self, actor: Actor) -> Answer | None:
        """Look for an earlier answer and claim nothing, where the work outlasts a transaction."""
        row = await actor.first(_FIND, key=self.key)
        return None if row is None or row["expired"] else self._replay(row)

    def _replay(self, row: Row) -> Answer:
        if row["fingerprint"] != self.fingerprint:
            raise IdempotencyKeyReused
        body = self._open(row["body"])
        headers = () if body == b"" else (JSON,)
        etag = () if row["etag"] is None else ((b"etag", row["etag"].encode()),)
        replayed = (b"idempotency-replayed", b"true")
        return Answer(row["status"], body, (*headers, *etag, replayed))

    def _open(self, sealed: bytes) -> bytes:
        """What cannot be read any more is not done again either."""
        try:
            return self.vault.open(sealed, self._purpose)
        except Unreadable:
            raise IdempotencyKeyReused("The first answer is not kept any more.") from None

    @property
    def _purpose(self) -> bytes:
        return b"idempotency " + self.fingerprint

    async def store(self, actor: Actor, answer: Answer) -> None:
        """Keep the answer with the change it answers."""
        etag = dict(answer.headers).get(b"etag")
        await actor.all(
            _STORE,
            key=self.key,
            status=answer.status,
            etag=None if etag is None else etag.decode(),
            body=self.vault.seal(answer.body, self._purpose),
        )


async def forget(service: Service) -> None:
    """Delete every key whose day is over, each user's in a transaction of their own."""
    while users := await _users(service):
        for user_id in users:
            with suppress(UserNotFound):  # gone meanwhile, and their keys with them
                async with service.act(user_id) as actor:
                    await actor.all(_FORGET)


async def _users(service: Service) -> list[UUID]:
    async with service.visit() as visitor:
        return [row[0] for row in await visitor.all(_OLD, batch=_BATCH)]
