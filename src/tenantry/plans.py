"""The plans as data: what each tier costs, admits and includes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

SubscriptionStatus = Literal["trial", "active", "past_due", "cancelled", "suspended"]
"""Where a subscription stands; `trial` and `past_due` have the plan's full use."""

FREE = "free"
"""The tier an organization falls to, and starts on without a trial."""

METERED = ("messages",)
"""Limits of a calendar month that come with Tenantry; the others are of what there is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One tier. A price of None is by agreement; a limit of None is unlimited.

    Prices are US dollars a month, limits counts: workspaces and chatbots in the organization,
    messages in a calendar month (UTC).
    """

    tier: str
    price: int | None
    limits: Mapping[str, int | None]
    features: frozenset[str] = field(default_factory=frozenset)
    name: str = ""
    """What people call it."""


def _plan(tier: str, price: int | None, *features: str, **limits: int | None) -> Plan:
    return Plan(tier, price, MappingProxyType(limits), frozenset(features), tier.capitalize())


class Plans(Mapping[str, Plan]):
    """The plans of one service, by tier, from least to most."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._by_tier = {plan.tier: plan for plan in plans}

    def __getitem__(self, tier: str) -> Plan:
        return self._by_tier[tier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_tier)

    def __len__(self) -> int:
        return len(self._by_tier)

    def of(self, tier: str) -> Plan:
        """Find the plan of an organization; a tier that is offered no more has Free's use."""
        return self._by_tier.get(tier) or self._by_tier[FREE]


PLANS = Plans(
    (
        _plan(FREE, 0, workspaces=1, chatbots=2, messages=100),
        _plan("starter", 29, workspaces=3, chatbots=10, messages=2_000),
        _plan("pro", 99, workspaces=10, chatbots=50, messages=10_000),
        _plan(
            "enterprise",
            None,
            "sso",
            "scim",
            "dedicated_instance",
            workspaces=None,
            chatbots=None,
            messages=None,
        ),
    )
)
"""The four that come with Tenantry."""


def read_plans(path: Path | None) -> Plans:
    """Read the plans of a TOML file, or give those that come with Tenantry.

    Raises PlansFileError, which names the line and the key.
    """
    from tenantry.billing import plan_file

    return PLANS if path is None else plan_file.read(path)
