"""How often what may be tried: the numbers, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Subject = Literal["address", "account"]
"""Who is counted: the peer's IP address (its /64 in IPv6), or whose account it is about."""

RULES: Mapping[str, Mapping[Subject, str]] = {
    "signup": {"address": "20/minute; 100/hour"},
    "login": {"address": "60/minute; 600/hour", "account": "10/minute; 30/hour"},
    "password_forgot": {"address": "20/minute; 100/hour", "account": "5/hour"},
    "password_reset": {"address": "20/minute; 100/hour"},
    "email_verify": {"address": "20/minute; 100/hour"},
    "email_resend": {"account": "5/hour"},
    "challenge": {"address": "60/minute; 600/hour", "account": "20/minute"},
    "second_factor": {"address": "60/minute; 600/hour", "account": "20/minute; 60/hour"},
    "invitation": {"address": "120/minute; 600/hour", "account": "60/minute; 200/hour"},
}
"""By what is tried. `account` counts what was typed, so it tells nothing of who exists."""
