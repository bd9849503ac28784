"""Workspaces while others move under them: one default always, and never a 5xx."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.people import Person, Place

WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_stat_activity WHERE application_name = 'tenantry')"""


async def defaults(place: Place, person: Person) -> list[str]:
    found = (await person.get(f"{place.path}/workspaces")).json()["workspaces"]
    return [workspace["id"] for workspace in found if workspace["is_default"]]


async def test_two_defaults_at_once_leave_exactly_one(acme, olivia, adam) -> None:
    await acme.add_workspace("research")
    for _ in range(10):
        answers = await asyncio.gather(
            olivia.put(f"{acme.workspace('support')}/default"),
            adam.put(f"{acme.workspace('research')}/default"),
            olivia.put(f"{acme.workspace('default')}/default"),
        )
        assert [a.status_code for a in answers] == [200, 200, 200], [a.text for a in answers]
        assert len(await defaults(acme, olivia)) == 1


async def test_deleting_a_workspace_while_it_becomes_the_default(acme, olivia, adam) -> None:
    for number in range(8):
        await acme.add_workspace(f"spare-{number}")
        path = acme.workspace(f"spare-{number}")
        made, deleted = await asyncio.gather(olivia.put(f"{path}/default"), adam.delete(path))
        assert (made.status_code, deleted.status_code) in [(200, 409), (404, 204)], (
            made.text,
            deleted.text,
        )
        assert len(await defaults(acme, olivia)) == 1


async def test_removing_a_member_while_they_are_added_to_a_workspace(
    acme, olivia, adam, mia
) -> None:
    path = f"{acme.workspace('default')}/members"
    for _ in range(8):
        added, removed = await asyncio.gather(
            adam.post(path, {"user_id": mia.id, "role": "viewer"}),
            olivia.delete(acme.member("mia")),
        )
        assert removed.status_code == 204, removed.text
        assert added.status_code in (201, 409), added.text
        if added.status_code == 409:
            assert added.json()["code"] == "not_an_organization_member"
        people = (await olivia.get(path)).json()["members"]
        assert mia.id not in [person["user_id"] for person in people]
        again = await olivia.post(f"{acme.path}/members", {"user_id": mia.id, "role": "member"})
        acme.members["mia"] = again.json()["id"]


async def test_adding_to_a_workspace_while_it_is_deleted(acme, olivia, adam) -> None:
    for number in range(8):
        await acme.add_workspace(f"spare-{number}")
        path = acme.workspace(f"spare-{number}")
        added, deleted = await asyncio.gather(
            adam.post(f"{path}/members", {"user_id": adam.id, "role": "viewer"}),
            olivia.delete(path),
        )
        assert deleted.status_code == 204, deleted.text
        assert added.status_code in (201, 404), added.text


async def test_working_in_an_organization_while_it_is_deleted(acme, olivia, adam) -> None:
    answers = await asyncio.gather(
        adam.post(f"{acme.path}/workspaces", {"name": "Late"}),
        adam.put(f"{acme.workspace('support')}/default"),
        olivia.delete(acme.path),
        adam.delete(acme.member("vera")),
        adam.patch(acme.path, {"name": "Late"}),
        adam.get(acme.path),
    )
    assert all(a.status_code in (200, 201, 204, 404) for a in answers), [a.text for a in answers]
    assert (await adam.get(acme.path)).status_code == 404


async def test_counts_are_exact_after_people_and_workspaces_came_and_went(
    acme, olivia, adam, new_person
) -> None:
    people = await asyncio.gather(*(new_person(f"p{number}") for number in range(6)))

    async def come_and_go(person: Person, stays: bool) -> None:
        added = await adam.post(f"{acme.path}/members", {"user_id": person.id, "role": "member"})
        assert added.status_code == 201, added.text
        made = await olivia.post(f"{acme.path}/workspaces", {"name": person.name})
        assert made.status_code == 201, made.text
        if not stays:
            gone = await olivia.delete(f"{acme.path}/members/{added.json()['id']}")
            cut = await adam.delete(f"{acme.path}/workspaces/{made.json()['id']}")
            assert (gone.status_code, cut.status_code) == (204, 204)

    await asyncio.gather(*(come_and_go(p, stays=n % 2 == 0) for n, p in enumerate(people)))
    detail = (await olivia.get(acme.path)).json()
    assert (detail["member_count"], detail["workspace_count"]) == (7, 5)


async def test_a_deadlock_is_tried_again_and_is_not_the_clients_business(
    acme, olivia, admin_connection, app_connection
) -> None:
    """The request looks for deadlocks long before we do, so it is the one PostgreSQL aborts."""
    await admin_connection.execute("SET deadlock_timeout = '30s'")
    organization = "SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE"
    async with admin_connection.transaction():
        await admin_connection.execute(
            "SELECT 1 FROM workspaces WHERE organization_id = $1 AND is_default FOR UPDATE", acme.id
        )
        request = asyncio.create_task(olivia.put(f"{acme.workspace('support')}/default"))
        while not await app_connection.fetchval(WAITING):  # noqa: ASYNC110 (another process's)
            await asyncio.sleep(0.01)
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with admin_connection.transaction():
                await admin_connection.execute(f"{organization} NOWAIT", acme.id)
        await admin_connection.execute(organization, acme.id)
    answer = await request
    assert answer.status_code == 200, answer.text
    assert await defaults(acme, olivia) == [acme.workspaces["support"]]
