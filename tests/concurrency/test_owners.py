"""Owners who act at once, on real connections: there is always one left."""

from __future__ import annotations

import asyncio

import pytest

from tests.concurrency.counts import codes
from tests.people import Person, Place


async def owners(place: Place, *people: Person) -> list[str]:
    """Ask whoever is still in it who owns a place."""
    for person in people:
        answer = await person.get(f"{place.path}/members")
        if answer.status_code == 200:
            return [m["user_id"] for m in answer.json()["members"] if m["role"] == "owner"]
    pytest.fail("nobody is left")


@pytest.fixture
async def shared(acme: Place, olivia: Person, adam: Person) -> Place:
    """Acme with two owners, olivia and adam."""
    answer = await olivia.put(acme.member("adam"), {"role": "owner"})
    assert answer.status_code == 200
    return acme


async def test_two_owners_demoting_each_other_leave_one(shared, olivia, adam) -> None:
    for _ in range(20):
        answers = await asyncio.gather(
            olivia.put(shared.member("adam"), {"role": "member"}),
            adam.put(shared.member("olivia"), {"role": "member"}),
        )
        assert codes(answers) == {200: 1, "permission_denied": 1}
        left = await owners(shared, olivia, adam)
        assert len(left) == 1
        boss, other = (olivia, adam) if left == [olivia.id] else (adam, olivia)
        again = await boss.put(shared.member(other.name), {"role": "owner"})
        assert again.status_code == 200


async def test_two_owners_demoting_themselves_leave_one(shared, olivia, adam) -> None:
    for _ in range(10):
        answers = await asyncio.gather(
            olivia.put(shared.member("olivia"), {"role": "member"}),
            adam.put(shared.member("adam"), {"role": "member"}),
        )
        assert codes(answers) == {200: 1, "last_owner": 1}
        left = await owners(shared, olivia, adam)
        boss, other = (olivia, adam) if left == [olivia.id] else (adam, olivia)
        await boss.put(shared.member(other.name), {"role": "owner"})


async def test_two_owners_leaving_leave_one(olivia, adam, acme) -> None:
    for _ in range(8):
        assert (await olivia.put(acme.member("adam"), {"role": "owner"})).status_code == 200
        answers = await asyncio.gather(
            olivia.post(f"{acme.path}/leave"), adam.post(f"{acme.path}/leave")
        )
        assert codes(answers) == {204: 1, "last_owner": 1}
        left = await owners(acme, olivia, adam)
        boss, gone = (olivia, adam) if left == [olivia.id] else (adam, olivia)
        added = await boss.post(f"{acme.path}/members", {"user_id": gone.id, "role": "owner"})
        acme.members[gone.name] = added.json()["id"]
        await olivia.put(acme.member("adam"), {"role": "owner"})


async def test_two_owners_removing_each_other_leave_one(shared, olivia, adam) -> None:
    answers = await asyncio.gather(
        olivia.delete(shared.member("adam")), adam.delete(shared.member("olivia"))
    )
    assert codes(answers) == {204: 1, "not_found": 1}
    assert len(await owners(shared, olivia, adam)) == 1


async def test_leaving_while_the_other_owner_is_demoted_leaves_one(shared, olivia, adam) -> None:
    answers = await asyncio.gather(
        olivia.post(f"{shared.path}/leave"),
        olivia.put(shared.member("adam"), {"role": "admin"}),
        adam.post(f"{shared.path}/leave"),
    )
    assert all(a.status_code < 500 for a in answers), [a.text for a in answers]
    assert len(await owners(shared, olivia, adam)) == 1


async def test_handing_over_twice_at_once_makes_one_new_owner(acme, olivia, adam, mia) -> None:
    answers = await asyncio.gather(
        olivia.post(f"{acme.path}/ownership", {"member_id": acme.members["adam"]}),
        olivia.post(f"{acme.path}/ownership", {"member_id": acme.members["mia"]}),
    )
    assert codes(answers) == {200: 1, "permission_denied": 1}
    assert len(await owners(acme, olivia)) == 1


async def test_handing_over_while_being_demoted_leaves_an_owner(shared, olivia, adam, mia) -> None:
    for _ in range(5):
        answers = await asyncio.gather(
            olivia.post(f"{shared.path}/ownership", {"member_id": shared.members["mia"]}),
            adam.put(shared.member("olivia"), {"role": "member"}),
        )
        assert all(a.status_code in (200, 403) for a in answers), [a.text for a in answers]
        assert adam.id in await owners(shared, adam)
        await adam.put(shared.member("olivia"), {"role": "owner"})
        await adam.put(shared.member("mia"), {"role": "member"})


async def test_handing_over_to_someone_who_is_removed_at_once_keeps_an_owner(
    shared, olivia, adam, mia
) -> None:
    answers = await asyncio.gather(
        olivia.post(f"{shared.path}/ownership", {"member_id": shared.members["mia"]}),
        adam.delete(shared.member("mia")),
    )
    assert all(a.status_code in (200, 204, 404) for a in answers), [a.text for a in answers]
    assert adam.id in await owners(shared, adam)
