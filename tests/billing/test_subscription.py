"""Subscriptions, and the trial that ends by the clock."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tenantry.billing.clock import subscription_now
from tests.people import Person, Place, found


@pytest.fixture
async def trial(new_person) -> Place:
    """A first organization, on trial."""
    return await found(await new_person(), "Trial")


async def ends(admin, place: Place, seconds: float) -> None:
    """Let the trial end so many seconds from now, or ago."""
    await admin.execute(
        "UPDATE organizations SET subscription_ends_at = now() + make_interval(secs => $2) "
        "WHERE id = $1",
        place.id,
        seconds,
    )


async def readings(place: Place) -> set[tuple[str, str]]:
    """Read tier and status everywhere they show."""
    person = place.owner
    single = (await person.get(place.path)).json()
    listed = (await person.get("/orgs")).json()["organizations"]
    (entry,) = [organization for organization in listed if organization["id"] == place.id]
    patched = (await person.patch(place.path, {})).json()
    subscription = (await person.get(f"{place.path}/subscription")).json()
    return {
        (subscription["tier"], subscription["status"]),
        *((o["subscription_tier"], o["subscription_status"]) for o in (single, entry, patched)),
    }


async def test_a_trial_lasts_thirty_days_of_pro(trial: Place) -> None:
    body = (await trial.owner.get(trial.path)).json()
    lasts = datetime.fromisoformat(body["trial_ends_at"]) - datetime.fromisoformat(
        body["created_at"]
    )
    assert lasts == timedelta(days=30)
    subscription = (await trial.owner.get(f"{trial.path}/subscription")).json()
    assert subscription == {
        "tier": "pro",
        "status": "trial",
        "trial_ends_at": body["trial_ends_at"],
        "ends_at": body["trial_ends_at"],
        "provider": "sandbox",
        "free_of_charge": True,
        "kept": [],
        "limits": {"workspaces": 10, "chatbots": 50, "messages": 10_000},
        "used": {"workspaces": 1, "chatbots": 0, "messages": 0},
        "features": [],
    }


async def test_a_trial_that_has_ended_is_over_everywhere_at_once(trial, admin_connection) -> None:
    assert await readings(trial) == {("pro", "trial")}
    await ends(admin_connection, trial, -1)
    assert await readings(trial) == {("free", "active")}
    subscription = (await trial.owner.get(f"{trial.path}/subscription")).json()
    assert subscription["limits"] == {"workspaces": 1, "chatbots": 2, "messages": 100}
    assert subscription["trial_ends_at"] is not None


async def test_the_last_second_of_a_trial_counts_and_the_next_does_not(
    trial, admin_connection
) -> None:
    """Everything one transaction reads has one clock, so the end is put on that very instant."""
    statement = f"SELECT {subscription_now('o')} FROM organizations o WHERE o.id = $1"
    async with admin_connection.transaction():
        for step, tier in (("1 microsecond", "pro"), ("0", "free"), ("-1 microsecond", "free")):
            await admin_connection.execute(
                f"UPDATE organizations SET subscription_ends_at = now() + interval '{step}' "
                "WHERE id = $1",
                trial.id,
            )
            row = await admin_connection.fetchrow(statement, trial.id)
            assert row["subscription_tier"] == tier, step


async def test_a_trial_runs_out_between_two_requests(trial, admin_connection) -> None:
    await ends(admin_connection, trial, 0.3)
    statuses = []
    while "active" not in statuses:
        answer = (await trial.owner.get(f"{trial.path}/subscription")).json()
        statuses.append(answer["status"])
        await asyncio.sleep(0.02)
    assert statuses[0] == "trial"
    assert statuses == sorted(statuses, reverse=True)


async def test_the_door_knows_the_tier_in_force(trial, admin_connection, service) -> None:
    await ends(admin_connection, trial, -1)
    async with service.enter(UUID(trial.owner.id), UUID(trial.id)) as tenant:
        assert tenant.subscription_tier == "free"


async def test_an_ended_trial_is_not_started_again(trial, admin_connection) -> None:
    await ends(admin_connection, trial, -1)
    second = (await trial.owner.post("/orgs", {"name": "Second"})).json()
    assert (second["subscription_tier"], second["subscription_status"]) == ("free", "active")
    await trial.owner.delete(trial.path)
    third = (await trial.owner.post("/orgs", {"name": "Third"})).json()
    assert third["subscription_status"] == "active"


@pytest.mark.parametrize(
    ("status", "falls_to"),
    [
        ("trial", ("free", "active")),
        ("cancelled", ("free", "active")),
    ],
)
async def test_each_status_that_ends_ends_by_the_clock(
    trial, admin_connection, status: str, falls_to: tuple[str, str]
) -> None:
    await admin_connection.execute(
        "UPDATE organizations SET subscription_status = $2 WHERE id = $1", trial.id, status
    )
    assert await readings(trial) == {("pro", status)}
    await ends(admin_connection, trial, -1)
    assert await readings(trial) == {falls_to}


async def test_an_unlimited_plan_says_null(trial, admin_connection) -> None:
    await admin_connection.execute(
        "UPDATE organizations SET subscription_tier = 'enterprise', "
        "subscription_status = 'active', subscription_ends_at = NULL WHERE id = $1",
        trial.id,
    )
    subscription = (await trial.owner.get(f"{trial.path}/subscription")).json()
    assert subscription["limits"] == {"workspaces": None, "chatbots": None, "messages": None}
    assert subscription["features"] == ["dedicated_instance", "scim", "sso"]


async def test_what_is_used_is_counted(acme, olivia) -> None:
    for number in range(3):
        await acme.add_workspace(f"space-{number}")
    used = (await olivia.get(f"{acme.path}/subscription")).json()["used"]
    assert used == {"workspaces": 5, "chatbots": len(acme.chatbots), "messages": 0}


async def test_a_member_reads_no_bill(acme, mia: Person, adam: Person) -> None:
    assert (await mia.get(f"{acme.path}/subscription")).status_code == 403
    assert (await adam.get(f"{acme.path}/subscription")).status_code == 200
