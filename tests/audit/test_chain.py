"""The chain: appended to and nothing else, without a gap under load, and telling who tampered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tenantry.audit.verify import Verdict, find, verify_all, verify_one
from tests.audit.trail import events, exported, sealed
from tests.people import Place, found

COLUMNS = "action, target_name, changes, at, actor_name, ip, hash, previous_hash, sequence"


@pytest.fixture
async def chained(eve) -> Place:
    """An organization whose trail has eight events."""
    place = await found(eve, "Chained")
    for number in range(2, 9):
        await eve.patch(place.path, {"name": f"Name {number}"})
    return place


@pytest.fixture
async def verdict(embedded, chained) -> Callable[..., Awaitable[Verdict]]:
    async def verify(expected: str | None = None) -> Verdict:
        return await verify_one(embedded.owner_url, UUID(chained.id), chained.slug, expected)

    return verify


@pytest.fixture
async def tamper(admin_connection, chained) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    """Run statements on the organization, `$1`, as the superuser and without the trigger.

    It is deleted afterwards: other tests look at every organization there is.
    """

    async def run(*statements: str) -> None:
        async with admin_connection.transaction():
            await admin_connection.execute("SET LOCAL session_replication_role = replica")
            for statement in statements:
                status = await admin_connection.execute(statement, chained.id)
                assert not status.endswith(" 0"), statement

    yield run
    await admin_connection.execute("DELETE FROM organizations WHERE id = $1", chained.id)


async def test_an_untouched_chain_is_whole(verdict, eve, chained) -> None:
    newest = (await events(eve, chained))[0]
    assert await verdict() == Verdict(
        f"{chained.slug} ({chained.id})", 8, newest["hash"], broken=None
    )


async def test_the_hashes_are_what_anybody_computes(eve, chained) -> None:
    lines = await exported(eve, chained)
    assert [json.loads(line)["sequence"] for line in lines] == list(range(1, 9))
    previous = "0" * 64
    for line in lines:
        event = json.loads(line)
        assert event["previous_hash"] == previous
        previous = event["hash"]
        assert sealed(line) == previous


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET action = 'x'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "TRUNCATE audit_heads CASCADE",
        "INSERT INTO audit_heads SELECT * FROM audit_heads",
        "UPDATE audit_heads SET sequence = 0",
        "DELETE FROM audit_heads",
        "SELECT * FROM audit_heads FOR UPDATE",
        "UPDATE account_events SET action = 'x'",
        "DELETE FROM account_events",
        "TRUNCATE account_events",
        "ALTER TABLE audit_events DISABLE TRIGGER seal",
        "DROP TRIGGER seal ON audit_events",
        "CREATE OR REPLACE FUNCTION seal_audit_event() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'",
    ],
)
async def test_the_role_of_requests_can_only_append(service, eve, chained, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with service.enter(UUID(eve.id), UUID(chained.id)) as tenant:
            await tenant.connection.execute(statement)


async def test_place_time_and_hashes_are_not_the_writers_to_choose(
    service, eve, chained, verdict
) -> None:
    async with service.enter(UUID(eve.id), UUID(chained.id)) as tenant:
        await tenant.connection.execute(
            "INSERT INTO audit_events (organization_id, id, actor_name, action, target_type, "
            "target_id, changes, sequence, at, previous_hash, hash) VALUES ($1, $2, 'Eve', "
            "'forged.event', 'forged', $2, '{}', 3, '2001-01-01', '\\x00', '\\x00')",
            UUID(chained.id),
            uuid4(),
        )
    forged, before = (await events(eve, chained))[:2]
    assert (forged["sequence"], forged["previous_hash"]) == (9, before["hash"])
    assert forged["at"] >= before["at"]
    assert (await verdict()).broken is None


async def test_what_is_rolled_back_leaves_no_event_and_no_gap(
    service, eve, chained, verdict
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with service.enter(UUID(eve.id), UUID(chained.id)) as tenant:
            tenant.record("thing.done", uuid4())
            raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        async with service.enter(UUID(eve.id), UUID(chained.id)) as tenant:
            await tenant.connection.execute(
                "INSERT INTO audit_events (organization_id, id, actor_name, action, target_type, "
                "target_id, changes) VALUES ($1, $2, 'Eve', 'a.b', 'a', $2, '{}')",
                UUID(chained.id),
                uuid4(),
            )
            raise ZeroDivisionError
    await eve.patch(chained.path, {"name": "After"})
    assert (await verdict()).events == 9
    assert (await verdict()).broken is None


async def test_fifty_writers_at_once_make_one_chain(service, eve, globex, embedded) -> None:
    async def write(number: int) -> None:
        async with service.enter(UUID(eve.id), UUID(globex.id)) as tenant:
            for part in range(3):
                tenant.record("thing.counted", uuid4(), f"{number}.{part}")

    await asyncio.gather(*(write(number) for number in range(50)))
    lines = [json.loads(line) for line in await exported(eve, globex)]
    assert [line["sequence"] for line in lines] == list(range(1, 152))
    names = [line["target"]["name"] for line in lines[1:]]
    assert len(set(names)) == 150
    for start in range(0, 150, 3):
        assert [name.split(".")[1] for name in names[start : start + 3]] == ["0", "1", "2"]
        assert len({name.split(".")[0] for name in names[start : start + 3]}) == 1
    assert (await verify_one(embedded.owner_url, UUID(globex.id), "globex")).broken is None


async def test_writers_of_several_organizations_do_not_wait_in_a_circle(
    service, eve, embedded
) -> None:
    places = [await found(eve, f"Circle {number}") for number in range(3)]

    async def write(order: list[Place]) -> None:
        from tenantry.tenancy.steps import step_inside

        async with service.act(UUID(eve.id)) as actor:
            for place in order:
                tenant = await step_inside(actor, UUID(place.id))
                tenant.record("thing.counted", uuid4())

    orders = [places, places[::-1], places[1:] + places[:1]] * 10
    await asyncio.gather(*map(write, orders))
    for place in places:
        found_there = await verify_one(embedded.owner_url, UUID(place.id), place.slug)
        assert (found_there.events, found_there.broken) == (31, None)


CHANGES = {
    "the action": "action = 'workspace.deleted'",
    "the actor's name": "actor_name = 'Mallory'",
    "the actor": "actor_id = NULL",
    "the target's name": "target_name = 'Other'",
    "the changes": """changes = '{"name":{"from":"Name 4","to":"Other"}}'""",
    "the time": "at = at - interval '1 microsecond'",
    "the address": "ip = '10.0.0.1'",
    "the id": "id = gen_random_uuid()",
    "the hash": "hash = sha256('x')",
    "the hash before": "previous_hash = sha256('x')",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_changed_event_is_named(tamper, verdict, change: str) -> None:
    await tamper(f"UPDATE audit_events SET {change} WHERE organization_id = $1 AND sequence = 5")
    broken = (await verdict()).broken
    assert broken.startswith("event 5 (")
    assert "was changed" in broken


RESEALED = """
UPDATE audit_events e SET hash = sha256(convert_to(audit_line(e, false), 'UTF8'))
WHERE organization_id = $1 AND sequence = 5"""


async def test_a_changed_event_with_a_new_hash_is_named_by_the_next(tamper, verdict) -> None:
    await tamper(
        "UPDATE audit_events SET actor_name = 'Mallory' "
        "WHERE organization_id = $1 AND sequence = 5",
        RESEALED,
    )
    broken = (await verdict()).broken
    assert broken.startswith("event 6 (")
    assert "does not follow event 5" in broken


async def test_a_removed_event_is_named(tamper, verdict) -> None:
    await tamper("DELETE FROM audit_events WHERE organization_id = $1 AND sequence = 5")
    assert (await verdict()).broken.startswith("event 5 was removed")


async def test_several_removed_events_are_named(tamper, verdict) -> None:
    await tamper("DELETE FROM audit_events WHERE organization_id = $1 AND sequence IN (1, 2)")
    assert (await verdict()).broken.startswith("events 1 to 2 were removed")


async def test_a_removed_end_is_named(tamper, verdict) -> None:
    await tamper("DELETE FROM audit_events WHERE organization_id = $1 AND sequence > 6")
    assert (await verdict()).broken == "event 7 was removed, and all up to event 8 with it"


async def test_a_removed_trail_is_named(tamper, verdict) -> None:
    await tamper("DELETE FROM audit_events WHERE organization_id = $1")
    assert (await verdict()).broken == "event 1 was removed, and all up to event 8 with it"


async def test_a_trail_removed_together_with_its_head_is_named(tamper, verdict) -> None:
    await tamper(
        "DELETE FROM audit_events WHERE organization_id = $1",
        "DELETE FROM audit_heads WHERE organization_id = $1",
    )
    assert (await verdict()).broken.startswith("the trail is gone")


async def test_an_organization_without_an_owner_is_verified_too(embedded, tamper, chained) -> None:
    await tamper(
        "DELETE FROM organization_members WHERE organization_id = $1",
        "DELETE FROM audit_events WHERE organization_id = $1 AND sequence = 5",
    )
    found = {verdict.of: verdict.broken async for verdict in verify_all(embedded.owner_url)}
    assert "event 5 was removed" in found[f"{chained.slug} ({chained.id})"]


async def test_an_end_removed_together_with_its_head_is_named_by_who_noted_the_hash(
    tamper, verdict, eve, chained
) -> None:
    noted = (await events(eve, chained))[0]["hash"]
    assert (await verdict(noted)).broken is None
    await tamper(
        "DELETE FROM audit_events WHERE organization_id = $1 AND sequence > 6",
        "UPDATE audit_heads h SET sequence = 6, hash = e.hash FROM audit_events e "
        "WHERE h.organization_id = $1 AND e.organization_id = $1 AND e.sequence = 6",
    )
    assert (await verdict()).broken is None
    assert f"no event has the hash {noted}" in (await verdict(noted)).broken


async def test_swapped_events_are_named(tamper, verdict) -> None:
    swap = "UPDATE audit_events SET sequence = {} WHERE organization_id = $1 AND sequence = {}"
    await tamper(swap.format(99, 4), swap.format(4, 5), swap.format(5, 99))
    broken = (await verdict()).broken
    assert broken.startswith("event 4 (")
    assert "was changed" in broken


INSERT = f"""
INSERT INTO audit_events (organization_id, id, target_type, target_id, {COLUMNS})
SELECT organization_id, gen_random_uuid(), target_type, target_id, action, target_name, changes,
       at, actor_name, ip, hash, previous_hash, {{}}
FROM audit_events WHERE organization_id = $1 AND sequence = 8"""


async def test_an_added_event_is_named(tamper, verdict) -> None:
    await tamper(INSERT.format(9))
    assert (await verdict()).broken.startswith("event 9 (")


async def test_an_event_before_the_first_is_named(tamper, verdict) -> None:
    await tamper(INSERT.format(0))
    broken = (await verdict()).broken
    assert broken.startswith("event 0 (")
    assert "was moved or inserted" in broken


async def test_an_added_event_that_is_well_sealed_is_not_the_last(tamper, verdict) -> None:
    sealing = RESEALED.replace("sequence = 5", "sequence = 9")
    await tamper(
        INSERT.format(9),
        "UPDATE audit_events SET previous_hash = hash WHERE organization_id = $1 AND sequence = 9",
        sealing,
    )
    assert (await verdict()).broken.startswith("event 9 is not the last that was written")


async def test_an_event_of_another_organization_is_named(
    tamper, verdict, admin_connection, eve, chained
) -> None:
    other = await found(eve, "Other")
    await tamper("DELETE FROM audit_events WHERE organization_id = $1 AND sequence = 1")
    async with admin_connection.transaction():
        await admin_connection.execute("SET LOCAL session_replication_role = replica")
        await admin_connection.execute(
            "UPDATE audit_events SET organization_id = $1 WHERE organization_id = $2",
            chained.id,
            other.id,
        )
    assert "was changed" in (await verdict()).broken


async def test_organizations_are_found_by_id_and_by_slug(embedded, chained) -> None:
    for wanted in (chained.id, chained.slug):
        assert await find(embedded.owner_url, wanted) == (UUID(chained.id), chained.slug)
    assert await find(embedded.owner_url, "nowhere-at-all") is None


async def test_a_line_has_no_other_key_than_is_documented(eve, chained) -> None:
    event: dict[str, Any] = json.loads((await exported(eve, chained))[0])
    assert list(event) == sorted(event)
    assert set(event) == {
        "action", "actor", "at", "changes", "hash", "id", "ip", "organization_id",
        "previous_hash", "request_id", "sequence", "target", "user_agent", "workspace_id",
    }  # fmt: skip
