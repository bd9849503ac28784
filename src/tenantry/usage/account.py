"""One organization's count of one metric, as the database keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenantry.database.pool import Row
from tenantry.database.refusals import CONTENTION
from tenantry.errors import Unavailable
from tenantry.plans import Plans
from tenantry.tenancy.actor import Steward
from tenantry.tenancy.door import Door
from tenantry.usage import claims

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """One unit that is asked for; with a hold, it is counted for good only once it is settled."""

    workspace_id: UUID
    hold_id: UUID | None = None
    hold_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One unit that was counted, and where: what it takes to count it back."""

    organization_id: UUID
    metric: str
    workspace_id: UUID
    day: date
    shard: int
    hold_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many of the claims made together were granted, and what decided it."""

    granted: int
    day: date
    tier: str
    admits: int | None
    used: int


class Account:
    """Counts in transactions of its own, each bound to the organization by the door."""

    def __init__(
        self, door: Door, plans: Plans, organization_id: UUID, metric: str, shard: int
    ) -> None:
        self._door = door
        self._limits = {tier: plan.limits.get(metric) for tier, plan in plans.items()}
        self._shard = shard
        self.organization_id = organization_id
        self.metric = metric
        name = f"{organization_id} {metric}".encode()
        self._key = int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), signed=True)

    def receipt(self, claim: Claim, day: date) -> Receipt:
        """Say where a granted claim was counted."""
        return Receipt(
            self.organization_id, self.metric, claim.workspace_id, day, self._shard, claim.hold_id
        )

    async def write(
        self, asked: Sequence[Claim], receipts: Sequence[Receipt], *, in_turn: bool
    ) -> Verdict | None:
        """Count back, then grant what the plan admits, and commit.

        Out of turn nothing is granted to a limit, as others may be counting to it: ask again in
        turn. None where the organization is gone. A deadlock is tried again.
        """
        for _ in range(_ATTEMPTS):
            try:
                async with self._door.tend(self.organization_id) as steward:
                    row = await self._claim(steward, asked, in_turn=in_turn)
                    await self._give_back(steward, receipts)
            except CONTENTION:
                continue
            return None if row is None else _verdict(row, len(asked), in_turn=in_turn)
        raise Unavailable

    async def _claim(
        self, steward: Steward, asked: Sequence[Claim], *, in_turn: bool
    ) -> Row | None:
        """Lock in a statement before: one sees what was committed when it began, not since."""
        if not asked:
            return None
        await steward.all(claims.TAKE_TURNS if in_turn else claims.STAND_ASIDE, key=self._key)
        return await steward.first(
            claims.CLAIM,
            metric=self.metric,
            limits=self._limits,
            workspace_ids=[claim.workspace_id for claim in asked],
            hold_ids=[claim.hold_id for claim in asked],
            hold_seconds=[claim.hold_seconds for claim in asked],
            shard=self._shard,
            in_turn=in_turn,
        )

    async def _give_back(self, steward: Steward, receipts: Sequence[Receipt]) -> None:
        if not receipts:
            return
        plain = [receipt for receipt in receipts if receipt.hold_id is None]
        await steward.all(
            claims.GIVE_BACK,
            metric=self.metric,
            hold_ids=[receipt.hold_id for receipt in receipts if receipt.hold_id is not None],
            workspace_ids=[receipt.workspace_id for receipt in plain],
            days=[receipt.day for receipt in plain],
            shards=[receipt.shard for receipt in plain],
        )


def _verdict(row: Row, asked: int, *, in_turn: bool) -> Verdict:
    admits, used = row["admits"], row["used"]
    granted = asked
    if admits is not None:
        granted = max(0, min(asked, admits - used)) if in_turn else 0
    return Verdict(granted, row["day"], row["tier"], admits, used + granted)
