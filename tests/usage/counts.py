"""What the database has counted, read and arranged as its superuser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tenantry.usage.account import Receipt
from tests.people import Place

_MONTH = "date_trunc('month', now() AT TIME ZONE 'UTC')::date"
_DAY = "(now() AT TIME ZONE 'UTC')::date"


@dataclass
class Counts:
    """The counts of one organization's messages."""

    admin: Any
    place: Place

    async def plan(self, tier: str) -> None:
        """Put the organization on a plan, paid for good."""
        await self.admin.execute(
            "UPDATE organizations SET subscription_tier = $2, subscription_status = 'active', "
            "subscription_ends_at = NULL WHERE id = $1",
            self.place.id,
            tier,
        )

    async def use(self, used: int, *, months_ago: int = 0, shard: int = 7) -> None:
        """Count so many, today or on this day of an earlier month."""
        ago = f"interval '{months_ago} months'"
        await self.admin.execute(
            f"INSERT INTO usage_months VALUES ($1, 'messages', ({_MONTH} - {ago})::date, $2, $3)",
            self.place.id,
            shard,
            used,
        )
        await self.admin.execute(
            f"INSERT INTO usage_days VALUES ($1, $2, 'messages', ({_DAY} - {ago})::date, $3, $4)",
            self.place.id,
            self.place.default_id,
            shard,
            used,
        )

    async def spend(self, workspace_id: str, day: date, used: int) -> None:
        """Count so many in a workspace on a day, and not against the plan."""
        await self.admin.execute(
            "INSERT INTO usage_days VALUES ($1, $2, 'messages', $3, 0, $4)",
            self.place.id,
            workspace_id,
            day,
            used,
        )

    async def move(self, source: Receipt, to: Receipt) -> None:
        """Let what was counted have been counted on another day."""
        for table, column, was, is_ in (
            ("usage_months", "month", source.day.replace(day=1), to.day.replace(day=1)),
            ("usage_days", "day", source.day, to.day),
        ):
            await self.admin.execute(
                f"UPDATE {table} SET {column} = $3 WHERE organization_id = $1 AND {column} = $2",
                self.place.id,
                was,
                is_,
            )

    async def month(self) -> int:
        """Read this month's count."""
        return await self._sum(f"usage_months WHERE organization_id = $1 AND month = {_MONTH}")

    async def days(self) -> int:
        """Read the same by its days."""
        return await self._sum(f"usage_days WHERE organization_id = $1 AND day >= {_MONTH}")

    async def ever(self) -> int:
        """Read the count of all months."""
        return await self._sum("usage_months WHERE organization_id = $1")

    async def _sum(self, source: str) -> int:
        return int(
            await self.admin.fetchval(f"SELECT coalesce(sum(used), 0) FROM {source}", self.place.id)
        )
