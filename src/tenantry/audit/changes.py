"""What changed, in the few kinds of value whose JSON everybody writes the same way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

EXACT = 2**53 - 1
"""The largest integer every JSON parser keeps (RFC 8785)."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


class Fields(Protocol):
    """A row, or anything else that has values by name."""

    def __getitem__(self, name: str, /) -> Any: ...


def changed(before: Mapping[str, Any], after: Fields) -> dict[str, Any]:
    """Compare the fields of `before` with what they are now; what is the same is left out."""
    return {
        name: {"from": was, "to": after[name]} for name, was in before.items() if was != after[name]
    }


def canonical(changes: Mapping[str, Any]) -> str:
    """Write changes as RFC 8785 has it.

    Where its numbers would differ from one writer to the next, and for the values of fields that
    are JSON themselves, it is their JSON as a text.
    """
    return (
        "{}" if not changes else compact({name: _entry(entry) for name, entry in changes.items()})
    )


def compact(value: Any) -> str:
    """Write JSON with sorted keys and no space."""
    return _ENCODER.encode(value)


def _entry(entry: Any) -> Any:
    if isinstance(entry, Mapping):
        return {name: _plain(value) for name, value in entry.items()}
    return _plain(entry)


def _plain(value: Any) -> Any:
    exact = isinstance(value, int) and abs(value) <= EXACT
    if value is None or isinstance(value, str) or exact:
        return value
    return compact(value) if isinstance(value, (dict, list, float, int)) else str(value)
