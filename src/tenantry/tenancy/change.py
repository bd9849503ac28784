"""Changes: one statement that asks at the door, does the work and writes the event of it.

A request that changes one thing is three round trips with it, begin and commit included, where
proof, work and ledger one after the other make it five; where the proof came before, because what
is done depends on it, it is one less.
"""

from __future__ import annotations

import functools

from tenantry.audit import queries as audit
from tenantry.database.statements import Statement
from tenantry.tenancy.proof import Proof


class Change:
    """What is done, in steps that are each a common table expression, and how its result is read.

    The first step that writes selects from `door` where `door_admits` and the others follow from
    it, so nothing is done for whom the door stays shut. The step named `done` has a row if it was
    done; otherwise there is neither event nor result.
    """

    def __init__(self, *, steps: str, done: str, result: str) -> None:
        self.steps = steps
        self.done = done
        self.result = result


@functools.cache
def whole(change: Change, proof: Proof | None) -> Statement:
    """Build, once, the statement; without a proof nobody is asked, as somebody was before."""
    question = "SELECT true AS door_admits" if proof is None else proof.question
    return Statement(
        f"WITH door AS MATERIALIZED ({question}), {change.steps}, "
        f"event AS ({audit.write_after(change.done)}) "
        "SELECT found.*, event.id AS event_id, event.at AS event_at, "
        "event.actor_name AS event_actor_name, door.* FROM door "
        f"LEFT JOIN ({change.result}) AS found ON true LEFT JOIN event ON true"
    )
