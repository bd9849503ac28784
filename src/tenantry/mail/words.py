"""The words of mails, by language, and what may be said in them."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any

FALLBACK = "en"
_TEMPLATES = resources.files("tenantry.mail") / "templates"
_WHITE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_LINKABLE = re.compile(r"(?<=\w)[.。．｡](?=[^\W\d])|:(?=//)")
_ADDRESS = re.compile(r"[^\s@:/]+@[^\s@:/]+")
_BREAK = "\u200b"
_LONGEST_VALUE = 100


@functools.cache
def languages() -> tuple[str, ...]:
    """List the languages there are words in."""
    names = (file.name for file in _TEMPLATES.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@functools.cache
def words(language: str) -> dict[str, Any]:
    """Read the words of a language: of each mail by its name, and of all of them as `layout`."""
    return tomllib.loads((_TEMPLATES / f"{language}.toml").read_text(encoding="utf-8"))


def language_of(*wanted: str | None) -> str:
    """Choose the first language wanted that there are words in; `de-AT` is served with `de`."""
    for tag in wanted:
        language = (tag or "").partition("-")[0].lower()
        if language in languages():
            return language
    return FALLBACK


def language_asked(accepted: str | None) -> str | None:
    """Choose from an Accept-Language header (RFC 9110 §12.5.4) a language there are words in."""
    ranges = []
    for part in (accepted or "")[:500].split(","):
        tag, _, weight = part.partition(";")
        quality = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        ranges.append((-float(quality[1]) if quality else -1.0, tag.strip().partition("-")[0]))
    wanted = [tag.lower() for quality, tag in sorted(ranges, key=lambda one: one[0]) if quality]
    return next((tag for tag in wanted if tag in languages()), None)


def harmless(value: Any) -> Any:
    """Keep a value to one short line in which no mail program finds a link."""
    if not isinstance(value, str):
        return value
    line = _WHITE.sub(" ", value).strip()
    if len(line) > _LONGEST_VALUE:
        line = line[: _LONGEST_VALUE - 1] + "…"
    if _ADDRESS.fullmatch(line):
        return line
    return _LINKABLE.sub(lambda found: found[0] + _BREAK, line)
