"""Plans of a service's own, from a TOML file; what is wrong in it is named by line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tenantry.plans import FREE, METERED, Plan, Plans

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_MOST = 2**53 - 1
_KEYS = ("name", "price", "limits", "features")
Key = tuple[str, ...]


class PlansFileError(ValueError):
    """The file does not describe plans; the message names the line, the key and what it takes."""


def read(path: Path) -> Plans:
    """Read and check a file; raises PlansFileError."""
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise PlansFileError(f"{path} cannot be read: {reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise PlansFileError(f"{path} is not TOML: {error}") from None
    try:
        return _plans(found)
    except _Wrong as wrong:
        line = _line_of(text, wrong.key)
        where = f"{path}, line {line}, {'.'.join(wrong.key)}" if line else str(path)
        raise PlansFileError(f"{where}: {wrong}") from None


class _Wrong(Exception):
    def __init__(self, key: Key, message: str) -> None:
        super().__init__(message)
        self.key = key


def _plans(found: dict[str, Any]) -> Plans:
    for key in found:
        if key != "plans":
            raise _Wrong((key,), "is not known here: plans are tables named [plans.…]")
    tiers = found.get("plans")
    if not isinstance(tiers, dict) or FREE not in tiers:
        raise _Wrong(("plans",), f"must have a plan [plans.{FREE}], which everyone falls back to")
    plans = [_plan(tier, table) for tier, table in tiers.items()]
    _refuse_gaps(plans)
    if tiers[FREE].get("price") != 0:
        raise _Wrong(("plans", FREE, "price"), "must be 0: nobody pays for what all fall back to")
    return Plans(plans)


def _plan(tier: str, table: Any) -> Plan:
    key: Key = ("plans", tier)
    if not _NAME.fullmatch(tier):
        raise _Wrong(key, "must be lower-case letters, digits and _, at most 32, a letter first")
    if not isinstance(table, dict):
        raise _Wrong(key, f"must be a table: [plans.{tier}]")
    for name in table:
        if name not in _KEYS:
            raise _Wrong((*key, name), f"is not known here; there are {', '.join(_KEYS)}")
    for name in ("price", "limits"):
        if name not in table:
            raise _Wrong(key, f"must say its {name}")
    return Plan(
        tier=tier,
        price=_amount((*key, "price"), table["price"], "custom"),
        limits=MappingProxyType(_limits((*key, "limits"), table["limits"])),
        features=frozenset(_features((*key, "features"), table.get("features", []))),
        name=_title((*key, "name"), table.get("name", tier.replace("_", " ").capitalize())),
    )


def _amount(key: Key, value: Any, without: str) -> int | None:
    if value == without:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise _Wrong(key, f'must be a whole number from 0 on, or "{without}"')
    return value


def _limits(key: Key, value: Any) -> dict[str, int | None]:
    if not isinstance(value, dict):
        raise _Wrong(key, f"must be a table: [{'.'.join(key)}]")
    for name in value:
        if not _NAME.fullmatch(name):
            raise _Wrong((*key, name), "must be lower-case letters, digits and _, a letter first")
    found = {name: _amount((*key, name), each, "unlimited") for name, each in value.items()}
    if found.get("workspaces") == 0:
        raise _Wrong((*key, "workspaces"), "must be 1 or more: the default workspace is one")
    return found


def _features(key: Key, value: Any) -> list[str]:
    names = [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
    if names != value or not all(map(_NAME.fullmatch, names)):
        raise _Wrong(key, 'must be a list of names in lower case, as ["sso", "priority_support"]')
    return names


def _title(key: Key, value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 1 <= len(value.strip()) <= 100:
        raise _Wrong(key, "must be a text of 1 to 100 characters")
    return value.strip()


def _refuse_gaps(plans: list[Plan]) -> None:
    """Have every plan name every limit, so that nobody is unlimited by a slip."""
    from tenantry.billing.limits import LIMITED

    own = {name for name in LIMITED if name in ("workspaces", "chatbots")}
    named = {name for plan in plans for name in plan.limits} | own | set(METERED)
    for plan in plans:
        for name in sorted(named - set(plan.limits)):
            message = f'must say how many {name} it admits, a number or "unlimited"'
            raise _Wrong(("plans", plan.tier, "limits"), message)


def _line_of(text: str, key: Key) -> int | None:
    """Find the line of a key, or of the closest table around it."""
    lines = dict(reversed(list(_keys(text))))
    while key:
        if key in lines:
            return lines[key]
        key = key[:-1]
    return None


def _keys(text: str) -> Iterator[tuple[Key, int]]:
    """Go through the tables and keys of a document that is known to be TOML."""
    table: Key = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.fullmatch(line):
            table = _split(header[1])
            yield from _with_parents((), table, number)
        elif key := _KEY.match(line):
            yield from _with_parents(table, _split(key[1]), number)


def _with_parents(table: Key, key: Key, number: int) -> Iterator[tuple[Key, int]]:
    for length in range(len(key), 0, -1):
        yield (*table, *key[:length]), number


def _split(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
