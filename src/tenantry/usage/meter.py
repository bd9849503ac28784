"""The meter: counts what a plan admits so many of a month, exactly, however many ask at once.

Claims on one organization that arrive while others are being written are written together: one
atomic statement and one commit grant them all, in the order they came, as far as the plan admits.
Nobody is told before that commit, so no crash loses a claim that was acknowledged. Claims to a
limit take turns across processes; unlimited ones wait for nobody, each process adding to rows of
its own. Months and days are those of UTC, by the database's clock.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from tenantry.errors import NotFound, PlanLimitReached, TenantryError
from tenantry.plans import Plans
from tenantry.tenancy.door import Door
from tenantry.tenancy.tenant import Tenant
from tenantry.usage.account import Account, Receipt, Verdict

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

    async def claim(self, tenant: Tenant, metric: str = MESSAGES) -> Receipt:
        """Count one more in the workspace entered, or raise PlanLimitReached and count nothing.

        It commits by itself, so claim while no transaction of your own is open: rolling that back
        would not count back. Whoever is cancelled while waiting has claimed nothing.
        """
        if tenant.workspace_id is None:
            raise LookupError("claims are made in a workspace: enter one")
        limited = tenant.plan.limits.get(metric) is not None
        counter = self._counter(tenant.organization_id, metric)
        turn = counter.claim(tenant.workspace_id, in_turn=limited)
        try:
            return await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and turn.exception() is None:
                self._return(turn.result())
            raise

    async def give_back(self, receipt: Receipt) -> None:
        """Count back what did not come about; it is done even where the caller is cancelled."""
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
        self._claims: deque[tuple[UUID, asyncio.Future[Receipt]]] = deque()
        self._returns: deque[tuple[Receipt, asyncio.Future[None]]] = deque()
        self._in_turn = False
        self._loop = asyncio.get_running_loop()
        self.task = self._loop.create_task(self._count())

    def claim(self, workspace_id: UUID, *, in_turn: bool) -> asyncio.Future[Receipt]:
        self._in_turn |= in_turn
        return self._add(self._claims, workspace_id)

    def give_back(self, receipt: Receipt) -> asyncio.Future[None]:
        return self._add(self._returns, receipt)

    def _add(self, queue: deque[tuple[T, asyncio.Future[R]]], what: T) -> asyncio.Future[R]:
        turn: asyncio.Future[R] = self._loop.create_future()
        queue.append((what, turn))
        return turn

    async def _count(self) -> None:
        try:
            while self._claims or self._returns:
                claims, returns = _take(self._claims), _take(self._returns)
                if not (claims or returns):
                    continue
                try:
                    await self._write(claims, returns)
                except BaseException as error:
                    for turn in [turn for _, turn in claims] + [turn for _, turn in returns]:
                        _fail(turn, error)
                    if not isinstance(error, Exception):
                        raise
        finally:
            self._done()

    async def _write(
        self,
        claims: Sequence[tuple[UUID, asyncio.Future[Receipt]]],
        returns: Sequence[tuple[Receipt, asyncio.Future[None]]],
    ) -> None:
        workspaces = [workspace_id for workspace_id, _ in claims]
        receipts = [receipt for receipt, _ in returns]
        in_turn = self._in_turn
        verdict = await self._account.write(workspaces, receipts, in_turn=in_turn)
        for _, turn in returns:
            if not turn.done():
                turn.set_result(None)
        if verdict is not None and verdict.admits is not None and not in_turn:
            self._in_turn = True
            verdict = await self._account.write(workspaces, (), in_turn=True)
        self._tell(claims, verdict)

    def _tell(
        self, claims: Sequence[tuple[UUID, asyncio.Future[Receipt]]], verdict: Verdict | None
    ) -> None:
        """Hand out what was granted; what nobody waits for any more is counted back."""
        for number, (workspace_id, turn) in enumerate(claims):
            if verdict is None:
                _fail(turn, NotFound())
            elif number >= verdict.granted:
                _fail(turn, self._refusal(verdict))
            elif turn.cancelled():
                self.give_back(self._account.receipt(workspace_id, verdict.day))
            else:
                turn.set_result(self._account.receipt(workspace_id, verdict.day))

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
