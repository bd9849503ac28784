"""The operator and the clock: the system itself, inside an organization."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from tenantry import Service
from tenantry.billing import changes, queries
from tenantry.billing import service as billing
from tenantry.billing.clock import period_end
from tenantry.billing.freezing import refit, refreeze
from tenantry.billing.providers import Manual
from tenantry.billing.schemas import SubscriptionChange
from tenantry.billing.settle import settle
from tenantry.billing.sweep import apply, sweep
from tenantry.doctor import examine
from tenantry.errors import Conflict, OperatorOnly
from tenantry.plans import FREE, Plan, Plans
from tests.billing.people import active, frozen, move, rows
from tests.people import Place, found


@pytest.fixture
async def place(new_person) -> Place:
    """A trial with two workspaces."""
    place = await found(await new_person(), "Tended")
    await place.add_workspace("second")
    return place


async def end(admin, place: Place) -> None:
    await admin.execute(
        "UPDATE organizations SET subscription_ends_at = now() WHERE id = $1", place.id
    )


async def actions(place: Place) -> list[tuple[str, str]]:
    events = (await place.owner.get(f"{place.path}/audit?limit=100")).json()["events"]
    return [
        (event["action"], event["actor"]["name"])
        for event in events
        if event["action"].startswith("subscription.")
    ]


async def test_whoever_reads_first_after_the_end_sees_the_freeze(place, admin_connection) -> None:
    await end(admin_connection, place)
    listed = (await place.owner.get(f"{place.path}/workspaces")).json()["workspaces"]
    assert {w["slug"]: w["frozen"] for w in listed} == {"default": False, "second": True}
    assert await actions(place) == [("subscription.ended", "Tenantry")]


async def test_whoever_writes_first_after_the_end_is_refused(place, admin_connection) -> None:
    await end(admin_connection, place)
    answer = await place.owner.patch(place.workspace("second"), {"name": "Late"})
    assert (answer.status_code, answer.json()["code"]) == (402, "frozen")


async def test_the_sweep_settles_each_once_beside_requests(
    service: Service, place, admin_connection
) -> None:
    await end(admin_connection, place)
    await asyncio.gather(
        *(sweep(service) for _ in range(4)),
        *(place.owner.get(place.path) for _ in range(8)),
        *(place.owner.patch(place.path, {}) for _ in range(4)),
    )
    assert await frozen(admin_connection, place) == {"Second"}
    assert await actions(place) == [("subscription.ended", "Tenantry")]
    before = await rows(admin_connection, place)
    assert await sweep(service) == 0
    assert await rows(admin_connection, place) == before


async def test_the_sweep_leaves_what_is_not_due(service: Service, place, admin_connection) -> None:
    before = await rows(admin_connection, place)
    await sweep(service)
    async with service.door.tend(UUID(place.id)) as steward:
        assert await settle(steward) is False
    assert await rows(admin_connection, place) == before


async def test_a_grace_that_ends_is_a_suspension(service, place, admin_connection) -> None:
    await move(place, "pro")
    async with service.door.tend(UUID(place.id), "operator") as steward:
        await changes.grace(steward, 14)
    path = f"{place.path}/subscription"
    assert (await place.owner.get(path)).json()["status"] == "past_due"
    assert (await move(place, "starter"))["status"] == "past_due"
    await end(admin_connection, place)
    assert (await place.owner.get(path)).json()["status"] == "suspended"
    refused = await place.owner.patch(place.path, {"name": "Late"})
    assert (refused.status_code, refused.json()["code"]) == (402, "subscription_suspended")
    assert (await move(place, "pro"))["status"] == "suspended"
    async with service.door.tend(UUID(place.id), "operator") as steward:
        await changes.resume(steward)
    assert (await place.owner.get(path)).json()["status"] == "active"
    assert (await place.owner.patch(place.path, {"name": "Again"})).status_code == 200


async def test_a_suspension_names_its_reason_in_the_trail(service, place) -> None:
    async with service.door.tend(UUID(place.id), "operator") as steward:
        await changes.suspend(steward, "Invoice 42")
    events = (await place.owner.get(f"{place.path}/audit")).json()["events"]
    assert (events[0]["action"], events[0]["actor"]["name"]) == (
        "subscription.suspended",
        "operator",
    )
    assert events[0]["changes"]["reason"] == {"from": None, "to": "Invoice 42"}


async def test_cancelling_does_not_end_a_debt(service, place) -> None:
    await move(place, "pro")
    async with service.door.tend(UUID(place.id), "operator") as steward:
        await changes.grace(steward, 14)
    refused = await place.owner.delete(f"{place.path}/subscription")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert (await move(place, "pro"))["status"] == "past_due"


async def test_who_owes_nothing_gets_no_grace(service, place) -> None:
    with pytest.raises(Conflict, match="nothing is owed"):
        async with service.door.tend(UUID(place.id), "operator") as steward:
            await changes.grace(steward, 14)


async def test_with_the_manual_provider_only_the_operator_changes_plans(service, place) -> None:
    for change in (
        lambda t: billing.change(t, Manual(), SubscriptionChange(tier="starter")),
        lambda t: billing.cancel(t, Manual()),
    ):
        with pytest.raises(OperatorOnly):
            async with service.enter(UUID(place.owner.id), UUID(place.id)) as tenant:
                await change(tenant)
    async with service.door.tend(UUID(place.id), "operator") as steward:
        await changes.change(steward, service.plans["starter"])
    answer = (await place.owner.get(f"{place.path}/subscription")).json()
    assert (answer["tier"], answer["status"]) == ("starter", "active")


async def test_the_app_role_learns_ids_across_tenants_and_nothing_else(service, place) -> None:
    async with service.visit() as visitor:
        assert await visitor.value(queries.FIND, wanted=place.slug) == UUID(place.id)
        assert await visitor.value(queries.FIND, wanted=place.id.upper()) == UUID(place.id)
        assert await visitor.value(queries.FIND, wanted=str(uuid4())) is None
        assert {row["tier"] for row in await visitor.all(queries.TIERS)} >= {"pro"}
        assert await visitor.connection.fetchval("SELECT count(*) FROM organizations") == 0


async def test_nobody_else_may_ask_across_tenants(admin_connection) -> None:
    granted = await admin_connection.fetch(
        "SELECT proname, grantee::regrole::text AS role FROM pg_proc, aclexplode(proacl) "
        "WHERE proname IN ('due_organizations', 'next_organizations', 'find_organization', "
        "'tiers_in_use', 'lapsed_holds', "
        "'users_with_old_keys') AND grantee <> proowner"
    )
    assert {row["role"] for row in granted} == {"tenantry_app"}
    assert len(granted) == 6


async def test_a_plan_that_is_not_offered_any_more_has_frees_use(
    service, place, admin_connection
) -> None:
    await move(place, "pro")
    await admin_connection.execute(
        "UPDATE organizations SET subscription_tier = 'gone' WHERE id = $1", place.id
    )
    answer = (await place.owner.get(f"{place.path}/subscription")).json()
    assert (answer["tier"], answer["limits"]["workspaces"]) == ("gone", 1)
    refused = await place.owner.post(f"{place.path}/workspaces", {"name": "More"})
    assert (refused.status_code, refused.json()["upgrade_to"]) == (402, "starter")
    await apply(service)
    assert await frozen(admin_connection, place) == {"Second"}
    await move(place, "pro")


async def test_limits_changed_in_the_file_are_applied_everywhere(
    service, place, admin_connection
) -> None:
    smaller = Plans(
        Plan(tier, plan.price, {**plan.limits, "workspaces": 1})
        for tier, plan in service.plans.items()
    )
    assert FREE in smaller
    async with service.door.tend(UUID(place.id)) as steward:
        steward.plans = smaller
        await refreeze(steward)
    assert await active(admin_connection, place) == {"Default"}
    assert await apply(service) > 0
    assert await frozen(admin_connection, place) == set()


async def test_limits_taken_out_of_the_file_thaw_everything(
    service, place, admin_connection
) -> None:
    await move(place, "free")
    assert await frozen(admin_connection, place) == {"Second"}
    unlimited = Plans(
        Plan(tier, plan.price, dict.fromkeys(plan.limits)) for tier, plan in service.plans.items()
    )
    async with service.door.tend(UUID(place.id)) as steward:
        steward.plans = unlimited
        await refit(steward)
    assert await frozen(admin_connection, place) == set()
    await move(place, "pro")


async def test_the_doctor_names_a_plan_the_file_lost(service, place, admin_connection) -> None:
    await admin_connection.execute(
        "UPDATE organizations SET subscription_tier = 'gone' WHERE id = $1", place.id
    )
    plans = next(f for f in await examine(service.settings) if f.what == "plans")
    await move(place, "pro")
    assert not plans.well
    assert "gone (1)" in plans.found and "tenantry plan set" in plans.found


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2027-01-31T23:59:59.999999+00", "2027-02-01T00:00:00+00:00"),
        ("2028-02-29T12:00:00+00", "2028-03-01T00:00:00+00:00"),
        ("2027-02-28T12:00:00+00", "2027-03-01T00:00:00+00:00"),
        ("2026-12-31T23:30:00-01", "2027-02-01T00:00:00+00:00"),
        ("2027-03-01T00:00:00+00", "2027-04-01T00:00:00+00:00"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
async def test_a_period_ends_with_the_month_in_utc(
    admin_connection, at: str, ends: str, zone: str
) -> None:
    await admin_connection.execute(f"SET TIME ZONE '{zone}'")
    expression = period_end(f"CAST('{at}' AS timestamptz)")
    found = await admin_connection.fetchval(f"SELECT {expression}")
    assert found == datetime.fromisoformat(ends)
    await admin_connection.execute("RESET TIME ZONE")
