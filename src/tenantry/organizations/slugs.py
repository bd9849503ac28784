"""Slugs made from names."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from slugify import slugify

_LONGEST = 63
_TRIES = 5
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def candidates(slug: str | None, name: str) -> Iterator[str]:
    """Yield the slugs to try: the one asked for alone, or the name's and then ones with a suffix.

    The unique constraint decides which is free; nobody can look into other tenants to find out.
    """
    if slug is not None:
        yield slug
        return
    base = slugify(name, max_length=_LONGEST - 7, lowercase=True)
    if len(base) >= 2:
        yield base
    for _ in range(_TRIES):
        suffix = "".join(secrets.choice(_ALPHABET) for _ in range(6))
        yield f"{base}-{suffix}" if base else suffix
