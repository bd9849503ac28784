"""The meter: counts what a plan admits so many of a month, exactly, however many ask at once.

Claims on one organization that arrive while others are being written are written together: one
atomic statement and one commit grant them all, in the order they came, as far as the plan admits.
Nobody is told before that commit, so no crash loses a claim that was acknowledged. Claims to a
limit take turns across processes; unlimited ones wait for nobody, each process adding to rows of
its own. Months and days are those of UTC, by the database's clock.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from tenantry.errors import NotFound, PlanLimitReached, TenantryError, Unavailable
from tenantry.plans import Plans
from tenantry.tenancy.door import Door
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id
from tenantry.usage import claims
from tenantry.usage.account import Account, Claim, Receipt, Verdict

MESSAGES = "messages"
"""The metric that comes with Tenantry; a metric is counted against the limit of its name."""

_SHARDS = 16
_BATCH = 1000


class Meter:
    """Counts for every organization; a service has one."""

    def __init__(self, door: Door, plans: Plans) -> None:
        self._door = door
        self._plans = plans
        self._shard = random.randrange(_SHARDS)  # noqa: S311 (it spreads, and hides nothing)
        self._counters: dict[tuple[UUID, str], _Counter] = {}

    async def claim(
        self, tenant: Tenant, metric: str = MESSAGES, *, hold: timedelta | None = None
    ) -> Receipt:
        """Count one more in the workspace entered, or raise PlanLimitReached and count nothing.

        It commits by itself, so claim while no transaction of your own is open: rolling that back
        would not count back. Whoever is cancelled while waiting has claimed nothing.

        hold: how long it takes at most to `settle` it. What is not settled by then was left by a
        process that died or lost its database, and is counted back.
        """
        if tenant.workspace_id is None:
            raise LookupError("claims are made in a workspace: enter one")
        limited = tenant.plan.limits.get(metric) is not None
        counter = self._counter(tenant.organization_id, metric)
        turn = counter.claim(_claim(tenant.workspace_id, hold), in_turn=limited)
        try:
            return await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and turn.exception() is None:
                self._return(turn.result())
            raise

    async def settle(self, tenant: Tenant, receipt: Receipt) -> None:
        """Count what is held for good, in the transaction that stores what it was claimed for.

        Raises Unavailable where it has lapsed and was counted back.
        """
        settled = await tenant.first(claims.SETTLE, hold_id=receipt.hold_id)
        if settled is None:
            raise Unavailable("This took so long that it was given up, and nothing was counted.")

    async def give_back(self, receipt: Receipt) -> None:
        """Count back what did not come about; it is done even where the caller is cancelled.

        What is held is counted back once, however often it is asked and whatever fails meanwhile.
        """
        await asyncio.shield(self._return(receipt))

    def _return(self, receipt: Receipt) -> asyncio.Future[None]:
        return self._counter(receipt.organization_id, receipt.metric).give_back(receipt)

    async def close(self) -> None:
        """Wait for what is being counted."""
        while self._counters:
            await asyncio.wait([counter.task for counter in self._counters.values()])

    def _counter(self, organization_id: UUID, metric: str) -> _Counter:
        """Find who counts for an organization; they stay while there is something to count."""
        key = (organization_id, metric)
        counter = self._counters.get(key)
        if counter is None:
            account = Account(self._door, self._plans, organization_id, metric, self._shard)
            counter = _Counter(account, self._plans, lambda: self._counters.pop(key))
            self._counters[key] = counter
        return counter


T = TypeVar("T")
R = TypeVar("R")


class _Counter:
    """Writes down together what arrived together, batch after batch."""

    def __init__(self, account: Account, plans: Plans, done: Callable[[], Any]) -> None:
        self._account = account
        self._plans = plans
        self._done = done
        self._claims: deque[tuple[Claim, asyncio.Future[Receipt]]] = deque()
        self._returns: deque[tuple[Receipt, asyncio.Future[None]]] = deque()
        self._in_turn = False
        self._loop = asyncio.get_running_loop()
        self.task = self._loop.create_task(self._count())

    def claim(self, asked: Claim, *, in_turn: bool) -> asyncio.Future[Receipt]:
        self._in_turn |= in_turn
        return self._add(self._claims, asked)

    def give_back(self, receipt: Receipt) -> asyncio.Future[None]:
        return self._add(self._returns, receipt)

    def _add(self, queue: deque[tuple[T, asyncio.Future[R]]], what: T) -> asyncio.Future[R]:
        turn: asyncio.Future[R] = self._loop.create_future()
        queue.append((what, turn))
        return turn

    async def _count(self) -> None:
        try:
            while self._claims or self._returns:
                asked, returns = _take(self._claims), _take(self._returns)
                if not (asked or returns):
                    continue
                try:
                    await self._write(asked, returns)
                except BaseException as error:
                    for turn in [turn for _, turn in asked] + [turn for _, turn in returns]:
                        _fail(turn, error)
                    if not isinstance(error, Exception):
                        raise
        finally:
            self._done()

    async def _write(
        self,
        asked: Sequence[tuple[Claim, asyncio.Future[Receipt]]],
        returns: Sequence[tuple[Receipt, asyncio.Future[None]]],
    ) -> None:
        wanted = [claim for claim, _ in asked]
        receipts = [receipt for receipt, _ in returns]
        in_turn = self._in_turn
        verdict = await self._account.write(wanted, receipts, in_turn=in_turn)
        for _, turn in returns:
            if not turn.done():
                turn.set_result(None)
        if verdict is not None and verdict.admits is not None and not in_turn:
            self._in_turn = True
            verdict = await self._account.write(wanted, (), in_turn=True)
        self._tell(asked, verdict)

    def _tell(
        self, asked: Sequence[tuple[Claim, asyncio.Future[Receipt]]], verdict: Verdict | None
    ) -> None:
        """Hand out what was granted; what nobody waits for any more is counted back."""
        for number, (claim, turn) in enumerate(asked):
            if verdict is None:
                _fail(turn, NotFound())
            elif number >= verdict.granted:
                _fail(turn, self._refusal(verdict))
            elif turn.cancelled():
                self.give_back(self._account.receipt(claim, verdict.day))
            else:
                turn.set_result(self._account.receipt(claim, verdict.day))

    def _refusal(self, verdict: Verdict) -> TenantryError:
        metric = self._account.metric
        limits = ((tier, plan.limits.get(metric)) for tier, plan in self._plans.items())
        return PlanLimitReached(
            limit=metric,
            admits=verdict.admits,
            used=verdict.used,
            tier=verdict.tier,
            upgrade_to=next(
                (tier for tier, admits in limits if admits is None or admits > verdict.used), None
            ),
        )


def _claim(workspace_id: UUID, hold: timedelta | None) -> Claim:
    if hold is None:
        return Claim(workspace_id)
    return Claim(workspace_id, new_id(), math.ceil(hold.total_seconds()))


def _take(queue: deque[tuple[T, asyncio.Future[R]]]) -> list[tuple[T, asyncio.Future[R]]]:
    """Take a batch, without those who left."""
    batch: list[tuple[T, asyncio.Future[R]]] = []
    while queue and len(batch) < _BATCH:
        entry = queue.popleft()
        if not entry[1].cancelled():
            batch.append(entry)
    return batch


def _fail(turn: asyncio.Future[Any], error: BaseException) -> None:
    """Refuse one who waits; an exception nobody is left to hear is no news."""
    if not turn.done():
        turn.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
        turn.exception()
