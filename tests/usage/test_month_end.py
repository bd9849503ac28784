"""A month that ends while everybody claims grants what the plan admits, and so does the next."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

import tenantry
from tenantry.errors import PlanLimitReached
from tests.people import Place, found

_CLOCK = """
CREATE SCHEMA clock;
CREATE TABLE clock.ahead AS SELECT interval '0' AS by;
CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.now() + a.by FROM clock.ahead a $$;
GRANT USAGE ON SCHEMA clock TO tenantry_app;
GRANT SELECT ON clock.ahead TO tenantry_app;
ALTER ROLE tenantry_app SET search_path = clock, pg_catalog, public;
"""
"""A clock that can be ahead: what a statement names `now()` is looked for here first."""
_NEAR_THE_END = """
UPDATE clock.ahead SET by =
    date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month' - interval '1 second'
    - now() AT TIME ZONE 'UTC'"""


@pytest.fixture
async def clocked(
    settings: tenantry.Settings, service, admin_connection
) -> AsyncIterator[list[tenantry.Service]]:
    """Two services whose database has a clock that can be moved."""
    await admin_connection.execute(_CLOCK)
    try:
        async with tenantry.open(settings) as one, tenantry.open(settings) as two:
            yield [one, two]
    finally:
        await admin_connection.execute("ALTER ROLE tenantry_app RESET search_path")
        await admin_connection.execute("DROP SCHEMA clock CASCADE")


async def test_over_the_end_of_a_month_each_month_grants_what_the_plan_admits(
    clocked, new_person, admin_connection
) -> None:
    place = await found(await new_person(), "Midnight")
    await admin_connection.execute(
        "UPDATE organizations SET subscription_tier = 'free', subscription_status = 'active', "
        "subscription_ends_at = NULL WHERE id = $1",
        place.id,
    )
    await admin_connection.execute(_NEAR_THE_END)
    outcomes = [outcome for each in await _storm(clocked, place) for outcome in each]
    days = Counter(outcome.replace(day=1) for outcome in outcomes if outcome is not None)
    assert outcomes.count(None) > 0
    assert sorted(days.values()) == [100, 100]
    counted = await admin_connection.fetch(
        "SELECT month, sum(used)::int AS used FROM usage_months WHERE organization_id = $1 "
        "GROUP BY month",
        place.id,
    )
    assert {row["month"]: row["used"] for row in counted} == dict(days)
    by_day = "SELECT sum(used)::int FROM usage_days WHERE organization_id = $1"
    assert await admin_connection.fetchval(by_day, place.id) == 200


async def _storm(services: list[tenantry.Service], place: Place) -> list[list[object]]:
    """Claim without a pause for three seconds, from both; say on which day, or None if refused."""
    user, organization, workspace = map(UUID, (place.owner.id, place.id, place.default_id))
    end = asyncio.get_running_loop().time() + 3

    async def keep_on(service: tenantry.Service) -> list[object]:
        async with service.enter(user, organization, workspace) as tenant:
            pass
        days: list[object] = []
        while asyncio.get_running_loop().time() < end:
            try:
                days.append((await service.meter.claim(tenant)).day)
            except PlanLimitReached:
                days.append(None)
        return days

    return await asyncio.gather(*(keep_on(service) for service in services for _ in range(16)))
