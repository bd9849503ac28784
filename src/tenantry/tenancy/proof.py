"""Proofs: what the database has to agree to before a caller's claim is true.

A proof is one statement. It runs alone in a transaction that may write; where there is only
something to read, it runs along with each read, in the same round trip and on the same snapshot,
and the read yields no row unless the proof does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import TypeAlias

from tenantry.billing.clock import ended, status_now, tier_now
from tenantry.database.statements import Statement
from tenantry.tenancy.binding import bound

_ROLE = re.compile(r":(organization_role|workspace_role)\b")


class Proof:
    """One kind of proof: its question, and when what it found admits the caller."""

    def __init__(self, source: str, admits: str = "true") -> None:
        self._source = source
        self._admits = admits
        self.question = f"SELECT {admits} AS door_admits, door.* FROM ({source}) AS door"
        self.alone = Statement(self.question)

    def along_with(self, read: Statement) -> str:
        """Write the statement that proves and reads.

        The roles a read may name as parameters are known only to the proof, so they become its
        columns. The read's rows come first, and in its order: there is one door to join them to.
        OFFSET 0 keeps the question in front of the read: for whom the door stays shut, PostgreSQL
        runs none of it.
        """
        source = _ROLE.sub(r"door.door_\1", read.source)
        return (
            f"WITH door AS MATERIALIZED ({self._source}) "
            f"SELECT found.*, {self._admits} AS door_admits, door.* FROM door "
            f"LEFT JOIN LATERAL (SELECT found.*, true AS door_found FROM ({source}) AS found "
            f"WHERE {self._admits} OFFSET 0) AS found ON true"
        )


@functools.cache
def by_itself(binds: tuple[str, ...], proof: Proof | None, read: Statement | None) -> Statement:
    """Build, once, the statement that is a whole transaction: it binds, proves and reads.

    Without a read it asks the proof alone; without a proof nobody is asked.
    """
    if proof is None:
        assert read is not None  # noqa: S101 (nothing would be asked)
        return Statement(bound(binds, read.source))
    return Statement(bound(binds, proof.question if read is None else proof.along_with(read)))


_SESSION = """
    FROM sessions
    WHERE sessions.id = :session_id AND sessions.user_id = :caller_id
      AND sessions.ended_at IS NULL AND sessions.expires_at > now()"""
_USER = """
    FROM users
    WHERE users.id = :caller_id"""

_MEMBERSHIP = f"""
    SELECT m.id AS door_member_id, m.role AS door_organization_role,
           o.name AS door_organization_name, {tier_now("o")} AS door_subscription_tier,
           {status_now("o")} AS door_subscription_status, {ended("o")} AS door_due,
           o.require_mfa AND alive.lacks_mfa AS door_shut, alive.lacks_mfa AS door_lacks_mfa
           {{columns}}
    FROM (SELECT {{lacks_mfa}} AS lacks_mfa {{alive}}) AS alive
    LEFT JOIN (organization_members m JOIN organizations o ON o.id = m.organization_id)
      ON m.organization_id = :organization_id AND m.user_id = :caller_id
    {{joins}}"""
_IN_WORKSPACE = {
    "columns": """,
           w.name AS door_workspace_name, w.frozen_at IS NOT NULL AS door_workspace_frozen,
           CASE WHEN w.id IS NULL THEN NULL
                WHEN m.role IN ('owner', 'admin') THEN 'admin'
                ELSE wm.role END AS door_workspace_role""",
    "joins": """
    LEFT JOIN workspaces w ON w.organization_id = m.organization_id AND w.id = :workspace_id
    LEFT JOIN workspace_members wm ON wm.organization_id = m.organization_id
      AND wm.workspace_id = w.id AND wm.user_id = m.user_id""",
}


Proofs: TypeAlias = Mapping[bool, Proof]
"""What is asked of callers with a session (True), and of the application's word (False)."""


def _kinds(source: str, admits: str = "true") -> Proofs:
    """Build a proof of either kind.

    Who acts by the application's word lacks no second factor: it has seen to that itself.
    """
    return {
        True: Proof(source.format(lacks_mfa="mfa_at IS NULL", alive=_SESSION), admits),
        False: Proof(source.format(lacks_mfa="false", alive=_USER), admits),
    }


ACT = _kinds("SELECT 1 AS door_alive {alive}")
"""The session lives, or the user exists."""
ENTER = _kinds(
    _MEMBERSHIP.format(columns="", joins="", lacks_mfa="{lacks_mfa}", alive="{alive}"),
    "door_member_id IS NOT NULL",
)
"""And the caller is a member of the organization."""
ENTER_WORKSPACE = _kinds(
    _MEMBERSHIP.format(**_IN_WORKSPACE, lacks_mfa="{lacks_mfa}", alive="{alive}"),
    "door_workspace_role IS NOT NULL",
)
"""And they can enter the workspace."""
