"""Plans of a service's own, from a TOML file; what is wrong in it is named by line and key."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tenantry.plans import FREE, METERED, Plan, Plans

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_MOST = 2**53 - 1
_KEYS = ("name", "price", "limits", "features")
Key = tuple[str, ...]


class PlansFileError(ValueError):
    """The file does not describe plans; the message names the line, the key and what it takes."""


def read(path: Path) -> Plans:
    """Read and check a file; raises PlansFileError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise PlansFileError(f"{path} cannot be read: {reason}") from None
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlansFileError(f"{path} is not TOML: {_why(text, error)}") from None
    try:
        return _plans(found)
    except _Wrong as wrong:
        line = _line_of(text, wrong.key)
        where = f"{path}, line {line}, {_dotted(wrong.key)}" if line else str(path)
        raise PlansFileError(f"{where}: {wrong}") from None


def _why(text: str, error: Exception) -> str:
    """Say what the reader does not understand, and on which line if it knows."""
    if isinstance(error, tomllib.TOMLDecodeError):
        return str(error).replace(
            "at end of document", f"at line {text.rstrip().count(chr(10)) + 1}"
        )
    return "a value in it is nested too deeply, or a number too long"


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
    for name, one in (("workspaces", "the default workspace"), ("members", "the owner")):
        if found.get(name) == 0:
            raise _Wrong((*key, name), f"must be 1 or more: {one} is one")
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
    """Find the line on which a key, or else the closest table around it, begins.

    TOML's own reader says where: a document cut off in the middle of a value cannot be read, so a
    key begins after the last line up to which it can be read without that key.
    """
    lines = text.split("\n")
    while key:
        begins = 1
        for number in range(1, len(lines) + 1):
            try:
                found = tomllib.loads("\n".join(lines[:number]))
            except tomllib.TOMLDecodeError:
                continue
            if _has(found, key):
                return begins
            begins = number + 1
        key = key[:-1]
    return None


def _dotted(key: Key) -> str:
    """Write a key as TOML has it."""
    return ".".join(
        part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in key
    )


def _has(found: Any, key: Key) -> bool:
    for part in key:
        if isinstance(found, list):
            found = found[0] if found else None
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    return True
