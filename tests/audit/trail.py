"""Reading an organization's trail, over HTTP and as the superuser."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.people import Person, Place


async def events(person: Person, place: Place, **filters: Any) -> list[dict[str, Any]]:
    """Read the latest events, the newest first."""
    answer = await person.get(f"{place.path}/audit", params={"limit": 100, **filters})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["events"])


async def actions(person: Person, place: Place, **filters: Any) -> list[str]:
    return [event["action"] for event in await events(person, place, **filters)]


async def exported(person: Person, place: Place, **filters: Any) -> list[str]:
    """Export the trail: its lines, the oldest first."""
    answer = await person.get(f"{place.path}/audit", params={"format": "ndjson", **filters})
    assert answer.status_code == 200, answer.text
    return answer.text.split("\n")[:-1]


def sealed(line: str) -> str:
    """Compute the hash of an exported event, as anybody could."""
    event = json.loads(line)
    del event["hash"]
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
