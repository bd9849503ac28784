"""Which passwords are refused: the common, the guessable and those made of what is known of one.

NIST SP 800-63B: length counts, composition does not, and a new password is compared with lists of
those that are common, expected or compromised. zxcvbn has the lists, and what is derived from them.
"""

from __future__ import annotations

import re

from zxcvbn import zxcvbn

_LOOKED_AT = 24
"""Characters that are looked at: the time it takes grows fast, and what follows only adds."""
_FEWEST_GUESSES = 10**6
_WORD = re.compile(r"[^\W_]{3,}")


def weakness(password: str, *about: str | None) -> str | None:
    """Say in a sentence why a password is refused, None if it is not.

    about: what an attacker knows, such as email, name and the product's name.
    """
    whole = [text.lower() for text in about if text]
    parts = [part for text in whole for part in (*text.split("@"), *_WORD.findall(text))]
    known = sorted({text[:_LOOKED_AT] for text in (*whole, *parts)})
    found = zxcvbn(password[:_LOOKED_AT], user_inputs=known)
    if found["guesses"] >= _FEWEST_GUESSES:
        return None
    if any(match.get("dictionary_name") == "user_inputs" for match in found["sequence"]):
        return "This password is made of your name or address: choose one nobody can guess of you."
    warning = found["feedback"]["warning"].rstrip(".") or "This password is easy to guess"
    return f"{warning}: add another word or two, uncommon ones are best."
