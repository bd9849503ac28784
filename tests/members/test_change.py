"""Adding, changing and removing members, and the ways out."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Person, Place


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def add(boss: Person, place: Place, user_id: str, role: str = "member"):
    return await boss.post(f"{place.path}/members", {"user_id": user_id, "role": role})


async def test_someone_added_is_in_at_once(acme, adam, new_person) -> None:
    nora = await new_person()
    assert (await nora.get(acme.path)).status_code == 404
    added = await add(adam, acme, nora.id)
    assert added.status_code == 201
    assert (added.json()["user_id"], added.json()["role"]) == (nora.id, "member")
    assert added.json()["invited_by"] == adam.id
    assert (await nora.get(acme.path)).json()["user_role"] == "member"


async def test_a_user_who_does_not_exist_is_not_found(acme, olivia) -> None:
    assert refusal(await add(olivia, acme, str(uuid4()))) == (404, "user_not_found")


async def test_someone_who_is_a_member_is_not_added_again(acme, olivia, mia) -> None:
    assert refusal(await add(olivia, acme, mia.id, "admin")) == (409, "already_member")
    assert refusal(await add(olivia, acme, olivia.id)) == (409, "already_member")
    assert (await mia.get(acme.path)).json()["user_role"] == "member"


async def test_an_admin_adds_admins_and_no_owners(acme, adam, new_person) -> None:
    nora = await new_person()
    assert refusal(await add(adam, acme, nora.id, "owner")) == (403, "role_too_high")
    assert (await add(adam, acme, nora.id, "admin")).status_code == 201


async def test_a_role_that_is_none_is_refused(acme, olivia, new_person) -> None:
    nora = await new_person()
    for role in ("viewer", "OWNER", "", None, "owner "):
        assert refusal(await add(olivia, acme, nora.id, role)) == (422, "validation_failed")


async def test_a_role_changed_holds_from_the_next_request(acme, olivia, mia) -> None:
    assert refusal(await mia.patch(acme.path, {"name": "Mine"})) == (403, "permission_denied")
    changed = await olivia.put(acme.member("mia"), {"role": "admin"})
    assert (changed.status_code, changed.json()["role"]) == (200, "admin")
    assert (await mia.patch(acme.path, {"name": "Ours"})).status_code == 200
    await olivia.put(acme.member("mia"), {"role": "member"})
    assert (await mia.patch(acme.path, {"name": "Mine"})).status_code == 403


async def test_an_admin_touches_no_owner_and_makes_none(acme, adam) -> None:
    too_high = (403, "role_too_high")
    assert refusal(await adam.put(acme.member("olivia"), {"role": "member"})) == too_high
    assert refusal(await adam.put(acme.member("mia"), {"role": "owner"})) == too_high
    assert refusal(await adam.put(acme.member("adam"), {"role": "owner"})) == too_high
    assert refusal(await adam.delete(acme.member("olivia"))) == too_high


async def test_the_last_owner_stays_whatever_they_try(acme, olivia) -> None:
    last = (409, "last_owner")
    assert refusal(await olivia.put(acme.member("olivia"), {"role": "admin"})) == last
    assert refusal(await olivia.delete(acme.member("olivia"))) == last
    assert refusal(await olivia.post(f"{acme.path}/leave")) == last
    assert (await olivia.get(acme.path)).json()["user_role"] == "owner"
    kept = await olivia.put(acme.member("olivia"), {"role": "owner"})
    assert kept.status_code == 200


async def test_a_member_of_another_organization_does_not_exist_here(
    acme, globex, olivia, eve
) -> None:
    path = f"{acme.path}/members/{globex.members['eve']}"
    assert refusal(await olivia.put(path, {"role": "member"})) == (404, "not_found")
    assert refusal(await olivia.delete(path)) == (404, "not_found")
    assert (await eve.get(globex.path)).status_code == 200


async def test_someone_removed_is_out_at_once_and_out_of_every_workspace(acme, olivia, mia) -> None:
    assert (await mia.get(acme.workspace())).status_code == 200
    assert (await olivia.delete(acme.member("mia"))).status_code == 204
    assert (await mia.get(acme.path)).status_code == 404
    assert (await mia.get(acme.workspace())).status_code == 404
    people = (await olivia.get(f"{acme.workspace()}/members")).json()["members"]
    assert mia.id not in [person["user_id"] for person in people]
    assert (await olivia.delete(acme.member("mia"))).status_code == 404


async def test_coming_back_does_not_bring_the_workspaces_back(acme, olivia, mia) -> None:
    await olivia.delete(acme.member("mia"))
    assert (await add(olivia, acme, mia.id)).status_code == 201
    assert (await mia.get(acme.workspace())).status_code == 404
    assert (await mia.get(f"{acme.path}/workspaces")).json()["workspaces"] == []


@pytest.mark.parametrize("way", ["leave", "delete"])
async def test_anyone_may_leave(acme, olivia, mia, way: str) -> None:
    if way == "leave":
        left = await mia.post(f"{acme.path}/leave")
    else:
        left = await mia.delete(acme.member("mia"))
    assert left.status_code == 204
    assert (await mia.get(acme.path)).status_code == 404
    assert (await olivia.get(acme.path)).json()["member_count"] == 3
    people = (await olivia.get(f"{acme.workspace()}/members")).json()["members"]
    assert mia.id not in [person["user_id"] for person in people]


async def test_a_member_removes_nobody_else(acme, mia, vera) -> None:
    assert refusal(await mia.delete(acme.member("vera"))) == (403, "permission_denied")
    assert (await vera.get(acme.path)).status_code == 200


async def test_what_someone_made_stays_and_names_them(acme, olivia, adam) -> None:
    made = (await adam.post(f"{acme.path}/workspaces", {"name": "By Adam"})).json()
    await olivia.delete(acme.member("adam"))
    read = (await olivia.get(f"{acme.path}/workspaces/{made['id']}")).json()
    assert read["created_by"] == adam.id


async def test_ownership_passes_in_one_step(acme, olivia, mia) -> None:
    passed = await olivia.post(f"{acme.path}/ownership", {"member_id": acme.members["mia"]})
    assert passed.status_code == 200
    assert (passed.json()["user_id"], passed.json()["role"]) == (mia.id, "owner")
    assert (await mia.get(acme.path)).json()["user_role"] == "owner"
    assert (await olivia.get(acme.path)).json()["user_role"] == "admin"
    assert refusal(await olivia.delete(acme.path)) == (403, "permission_denied")


async def test_ownership_passes_to_members_only(acme, globex, olivia, adam) -> None:
    path = f"{acme.path}/ownership"
    stranger = await olivia.post(path, {"member_id": globex.members["eve"]})
    assert refusal(stranger) == (404, "not_found")
    oneself = await olivia.post(path, {"member_id": acme.members["olivia"]})
    assert refusal(oneself) == (422, "validation_failed")
    assert refusal(await adam.post(path, {"member_id": acme.members["adam"]})) == (
        403,
        "permission_denied",
    )
    assert (await olivia.get(acme.path)).json()["user_role"] == "owner"
