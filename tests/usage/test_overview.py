"""A workspace at a glance, in one statement that costs the same at any size."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tenantry.usage import service as usage
from tests.members.test_cost import Explaining, buffers
from tests.people import Place, found
from tests.usage.counts import Counts


@pytest.fixture
async def place(new_person, mia) -> Place:
    """A first organization, on trial, with a chatbot in its workspace Support."""
    place = await found(await new_person(), "Seen")
    await place.add_workspace("support")
    await place.add(mia, "member")
    await place.let_in(mia, "viewer")
    await place.add_chatbot("support")
    return place


@pytest.fixture
async def counts(place: Place, admin_connection) -> Counts:
    return Counts(admin_connection, place)


def today() -> date:
    return datetime.now(UTC).date()


async def test_the_figures_of_a_workspace(place, counts, mia) -> None:
    support = place.workspaces["support"]
    await counts.use(10)
    await counts.spend(support, today(), 6)
    first = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    await counts.spend(support, first, 4)
    answer = await mia.get(f"{place.workspace()}/overview")
    assert answer.status_code == 200, answer.text
    assert answer.json()["figures"] == {
        "members": 2,
        "chatbots": {"count": 1, "organization_used": 1, "limit": 50},
        "messages": {
            "count": 6,
            "last_month": 4,
            "last_month_so_far": 4,
            "change": 0.5,
            "organization_used": 10,
            "limit": 10_000,
        },
    }
    days = answer.json()["days"]
    assert (len(days), days[-1]) == (30, {"date": str(today()), "count": 6})
    assert days[0]["date"] == str(today() - timedelta(days=29))


async def test_against_nothing_there_is_no_change(place, mia) -> None:
    found = (await mia.get(f"{place.workspace()}/overview")).json()
    assert found["figures"]["messages"]["change"] is None
    assert {day["count"] for day in found["days"]} == {0}


async def test_what_happened_last_and_the_newest_chatbots(place, mia) -> None:
    owner = place.owner
    for number in range(12):
        made = await owner.post(f"{place.workspace()}/chatbots", {"name": f"Bot {number}"})
        assert made.status_code == 201
    await owner.patch(place.path, {"name": "Elsewhere"})
    found = (await mia.get(f"{place.workspace()}/overview")).json()
    assert [bot["name"] for bot in found["chatbots"]] == [f"Bot {n}" for n in range(11, 6, -1)]
    assert [event["target"]["name"] for event in found["activities"]] == [
        f"Bot {number}" for number in range(11, 1, -1)
    ]
    newest = found["activities"][0]
    assert (newest["action"], newest["actor"]["id"]) == ("chatbot.created", owner.id)
    assert (newest["target"]["type"], newest["target"]["id"]) == ("chatbot", made.json()["id"])


async def test_who_may_look(acme, adam, mia, vera, eve, http) -> None:
    path = f"{acme.workspace()}/overview"
    for person, status in ((adam, 200), (mia, 200), (vera, 200), (eve, 404)):
        assert (await person.get(path)).status_code == status
    assert (await http.get(path)).status_code == 401
    assert (await mia.get(f"{acme.workspace('default')}/overview")).status_code == 404


async def cost(service, place: Place) -> int:
    """Count the blocks that one overview touches."""
    owner = UUID(place.owner.id)
    where = (UUID(place.id), UUID(place.workspaces["support"]))
    async with service.enter(owner, *where).reading() as tenant:
        explaining = tenant.connection = Explaining(tenant.connection)
        await usage.overview(tenant)
    (plan,) = explaining.plans
    return buffers(plan)


async def test_the_overview_of_a_busy_workspace_reads_what_is_shown(
    service, place, admin_connection
) -> None:
    """100,000 events, and five years of messages a day in 200 workspaces."""
    before = await cost(service, place)
    await admin_connection.execute("ALTER TABLE audit_events DISABLE TRIGGER USER")
    await admin_connection.execute(
        "INSERT INTO audit_events (organization_id, id, sequence, at, actor_name, action, "
        "target_type, target_id, changes, workspace_id, previous_hash, hash) "
        "SELECT $1, gen_random_uuid(), n, now(), 'x', 'a.b', 'a', $1, '{}', $2, '', '' "
        "FROM generate_series(1000, 101000) AS n",
        place.id,
        place.workspaces["support"],
    )
    await admin_connection.execute("ALTER TABLE audit_events ENABLE TRIGGER USER")
    await admin_connection.execute(
        "INSERT INTO usage_days SELECT $1, w, 'messages', d::date, 0, 1 "
        "FROM (SELECT gen_random_uuid() AS w FROM generate_series(1, 200) "
        "      UNION ALL SELECT $2::uuid) AS w, "
        "generate_series(now() - interval '5 years', now(), '1 day') AS d",
        place.id,
        place.workspaces["support"],
    )
    await admin_connection.execute("ANALYZE audit_events, usage_days")
    assert await cost(service, place) < before + 150
