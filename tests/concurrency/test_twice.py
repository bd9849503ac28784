"""The same thing asked for many times at once is done once."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.concurrency.counts import codes


async def test_twenty_adds_of_one_person_make_one_member(acme, olivia, adam, new_person) -> None:
    nora = await new_person()
    body = {"user_id": nora.id, "role": "member"}
    answers = await asyncio.gather(
        *(boss.post(f"{acme.path}/members", body) for _ in range(10) for boss in (olivia, adam))
    )
    assert codes(answers) == {201: 1, "already_member": 19}
    assert (await olivia.get(f"{acme.path}/members")).json()["total"] == 5


async def test_twenty_adds_of_one_person_to_a_workspace_make_one(acme, olivia, adam) -> None:
    body = {"user_id": adam.id, "role": "viewer"}
    path = f"{acme.workspace('support')}/members"
    answers = await asyncio.gather(*(olivia.post(path, body) for _ in range(20)))
    assert codes(answers) == {201: 1, "already_member": 19}


async def test_removing_one_member_ten_times_ends_once(acme, olivia) -> None:
    answers = await asyncio.gather(*(olivia.delete(acme.member("vera")) for _ in range(10)))
    assert codes(answers) == {204: 1, "not_found": 9}


async def test_one_slug_asked_for_twice_goes_to_one(olivia, eve) -> None:
    for _ in range(5):
        body = {"name": "Race", "slug": f"race-{uuid4().hex[:8]}"}
        answers = await asyncio.gather(olivia.post("/orgs", body), eve.post("/orgs", body))
        assert codes(answers) == {201: 1, "slug_taken": 1}


async def test_one_name_used_twice_makes_two_slugs(olivia, eve) -> None:
    body = {"name": f"Race {uuid4().hex[:8]}"}
    answers = await asyncio.gather(
        *(person.post("/orgs", body) for person in (olivia, eve) for _ in range(5))
    )
    assert codes(answers) == {201: 10}
    slugs = {a.json()["slug"] for a in answers}
    assert len(slugs) == 10
    assert body["name"].lower().replace(" ", "-") in slugs


async def test_one_workspace_slug_asked_for_at_once_goes_to_one(acme, olivia, adam) -> None:
    path = f"{acme.path}/workspaces"
    body = {"name": "Lab", "slug": "lab"}
    answers = await asyncio.gather(
        *(person.post(path, body) for person in (olivia, adam) for _ in range(4))
    )
    assert codes(answers) == {201: 1, "slug_taken": 7}
    named = await asyncio.gather(*(olivia.post(path, {"name": "Den"}) for _ in range(5)))
    assert len({a.json()["slug"] for a in named if a.status_code == 201}) == 5


async def test_a_slug_taken_by_two_updates_goes_to_one(acme, globex, olivia, eve) -> None:
    body = {"slug": f"race-{uuid4().hex[:8]}"}
    answers = await asyncio.gather(olivia.patch(acme.path, body), eve.patch(globex.path, body))
    assert codes(answers) == {200: 1, "slug_taken": 1}


async def test_twenty_first_organizations_start_one_trial(new_person) -> None:
    nora = await new_person()
    answers = await asyncio.gather(
        *(nora.post("/orgs", {"name": f"Try {number}"}) for number in range(20))
    )
    assert codes(answers) == {201: 20}
    statuses = [a.json()["subscription_status"] for a in answers]
    assert (statuses.count("trial"), statuses.count("active")) == (1, 19)


async def test_twenty_organizations_of_one_name_start_one_trial(new_person) -> None:
    nora = await new_person()
    answers = await asyncio.gather(*(nora.post("/orgs", {"name": "Same"}) for _ in range(20)))
    assert codes(answers) == {201: 20}
    statuses = [a.json()["subscription_status"] for a in answers]
    assert (statuses.count("trial"), statuses.count("active")) == (1, 19)


async def test_one_idempotency_key_used_ten_times_at_once_creates_once(new_person) -> None:
    nora = await new_person()
    answers = await asyncio.gather(
        *(
            nora.post("/orgs", {"name": "Once"}, headers={"Idempotency-Key": "the-one"})
            for _ in range(10)
        )
    )
    assert codes(answers) == {201: 10}
    assert len({a.content for a in answers}) == 1
    assert sorted(a.headers.get("idempotency-replayed", "") for a in answers) == [""] + ["true"] * 9
    assert (await nora.get("/orgs")).json()["total"] == 1


async def test_of_two_edits_of_one_version_the_second_is_told(acme, olivia, adam) -> None:
    for _ in range(5):
        etag = (await olivia.get(acme.path)).headers["etag"]
        answers = await asyncio.gather(
            olivia.patch(acme.path, {"name": "By Olivia"}, headers={"If-Match": etag}),
            adam.patch(acme.path, {"name": "By Adam"}, headers={"If-Match": etag}),
        )
        assert codes(answers) == {200: 1, "changed_meanwhile": 1}
