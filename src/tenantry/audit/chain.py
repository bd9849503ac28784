"""The chain: whether the events of an organization are what was written, all, and in order.

An event is sealed by the SHA-256 of its canonical JSON (RFC 8785), which is itself without `hash`
and with the hash of the event before as `previous_hash`. docs/audit.md says the same for others.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tenantry.audit.changes import compact

ORIGIN = "0" * 64
"""What the first event follows."""


class Broken(Exception):
    """The first thing that is wrong with a chain, in one sentence that names the event."""


@dataclass(slots=True)
class Chain:
    """A chain as far as it has been followed, in memory that does not grow with it."""

    expected: str | None = None
    """A hash noted earlier, elsewhere: it has to be among those of the chain."""
    organization_id: str | None = None
    sequence: int = 0
    hash: str = ORIGIN

    def follow(self, line: str) -> None:
        """Take the next event, as a line of an export; Broken where it is not the one written."""
        event = _parse(line, self.sequence)
        name = f"event {event['sequence']} ({event['action']}, {event['id']})"
        if self.organization_id is None:
            self.organization_id = event["organization_id"]
        if event["organization_id"] != self.organization_id:
            raise Broken(f"{name} belongs to another organization, {event['organization_id']}")
        if event["sequence"] != self.sequence + 1:
            raise Broken(self._misplaced(event["sequence"], name))
        if seal(event) != event["hash"]:
            raise Broken(f"{name} was changed: its content does not have its hash")
        if event["previous_hash"] != self.hash:
            raise Broken(
                f"{name} does not follow event {self.sequence}: one of the two was replaced"
            )
        self.sequence, self.hash = event["sequence"], event["hash"]
        if self.hash == self.expected:
            self.expected = None

    def end(self, sequence: int, head: str) -> None:
        """Compare the end with what the database keeps of it; Broken where they differ."""
        if self.sequence < sequence:
            first = self.sequence + 1
            raise Broken(f"event {first} was removed, and all up to event {sequence} with it")
        if (self.sequence, self.hash) != (sequence, head):
            raise Broken(
                f"event {self.sequence} is not the last that was written, which was event "
                f"{sequence} with the hash {head}: it was added or replaced"
            )

    def close(self) -> None:
        """Broken where no event has the hash that was expected."""
        if self.expected is not None:
            raise Broken(
                f"no event has the hash {self.expected}: the chain ends at event {self.sequence}, "
                "so those after it were removed, or the chain was written anew"
            )

    def _misplaced(self, sequence: int, name: str) -> str:
        missing = self.sequence + 1
        if sequence <= self.sequence:
            return f"{name} was moved or inserted: it comes after event {self.sequence}"
        if sequence == missing + 1:
            return f"event {missing} was removed or moved: after event {self.sequence} comes {name}"
        return (
            f"events {missing} to {sequence - 1} were removed or moved: "
            f"after event {self.sequence} comes {name}"
        )


def seal(event: dict[str, Any]) -> str:
    """Compute the hash of an event."""
    unsealed = {name: value for name, value in event.items() if name != "hash"}
    return hashlib.sha256(compact(unsealed).encode("utf-8", "surrogatepass")).hexdigest()


def _parse(line: str, after: int) -> dict[str, Any]:
    try:
        event = json.loads(line)
        named = ("organization_id", "action", "id", "hash", "previous_hash")
        if isinstance(event["sequence"], int) and all(isinstance(event[n], str) for n in named):
            return dict(event)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Broken(f"what comes after event {after} is not an event")
