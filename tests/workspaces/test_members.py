"""Who is in a workspace: adding, changing, removing, leaving."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Person, Place


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def of(place: Place, person: Person) -> str:
    return f"{place.workspace()}/members/{place.workspace_members[person.name]}"


async def test_someone_added_is_in_at_once(acme, adam, mia) -> None:
    path = acme.workspace("default")
    assert (await mia.get(path)).status_code == 404
    added = await adam.post(f"{path}/members", {"user_id": mia.id, "role": "viewer"})
    assert added.status_code == 201
    entry = added.json()
    assert entry.keys() == {
        "id",
        "workspace_id",
        "user_id",
        "username",
        "email",
        "display_name",
        "role",
        "added_by",
        "joined_at",
        "created_at",
    }
    assert (entry["user_id"], entry["role"], entry["added_by"]) == (mia.id, "viewer", adam.id)
    assert (await mia.get(path)).json()["user_role"] == "viewer"


async def test_only_members_of_the_organization_can_be_added(acme, olivia, eve) -> None:
    path = f"{acme.workspace()}/members"
    refused = (409, "not_an_organization_member")
    assert refusal(await olivia.post(path, {"user_id": eve.id, "role": "viewer"})) == refused
    assert refusal(await olivia.post(path, {"user_id": str(uuid4()), "role": "viewer"})) == refused


async def test_nobody_is_added_twice(acme, olivia, mia) -> None:
    answer = await olivia.post(f"{acme.workspace()}/members", {"user_id": mia.id, "role": "admin"})
    assert refusal(answer) == (409, "already_member")
    assert (await mia.get(acme.workspace())).json()["user_role"] == "editor"


@pytest.mark.parametrize("role", ["owner", "member", "", None])
async def test_a_role_that_is_none_of_a_workspace_is_refused(acme, olivia, adam, role) -> None:
    answer = await olivia.post(f"{acme.workspace()}/members", {"user_id": adam.id, "role": role})
    assert refusal(answer) == (422, "validation_failed")


async def test_a_role_changed_holds_from_the_next_request(acme, olivia, mia) -> None:
    assert refusal(await mia.patch(acme.workspace(), {"name": "Mine"})) == (
        403,
        "permission_denied",
    )
    changed = await olivia.put(of(acme, mia), {"role": "admin"})
    assert (changed.status_code, changed.json()["role"]) == (200, "admin")
    assert (await mia.patch(acme.workspace(), {"name": "Ours"})).status_code == 200
    await olivia.put(of(acme, mia), {"role": "viewer"})
    assert (await mia.patch(acme.workspace(), {"name": "Mine"})).status_code == 403


async def test_a_workspace_admin_manages_it_and_nothing_else(acme, olivia, mia, vera) -> None:
    await olivia.put(of(acme, mia), {"role": "admin"})
    assert (await mia.put(of(acme, vera), {"role": "editor"})).status_code == 200
    assert (await mia.delete(of(acme, vera))).status_code == 204
    assert refusal(await mia.post(f"{acme.path}/workspaces", {"name": "More"})) == (
        403,
        "permission_denied",
    )


async def test_someone_removed_is_out_of_it_and_still_in_the_organization(
    acme, olivia, mia
) -> None:
    assert (await olivia.delete(of(acme, mia))).status_code == 204
    assert (await mia.get(acme.workspace())).status_code == 404
    assert (await mia.get(acme.path)).status_code == 200
    assert refusal(await olivia.delete(of(acme, mia))) == (404, "not_found")


async def test_anyone_takes_themselves_out(acme, mia, vera) -> None:
    assert refusal(await vera.delete(of(acme, mia))) == (403, "permission_denied")
    assert (await vera.delete(of(acme, vera))).status_code == 204
    assert (await vera.get(acme.workspace())).status_code == 404
    assert (await mia.get(acme.workspace())).status_code == 200


async def test_a_membership_of_another_workspace_does_not_exist_here(acme, olivia, mia) -> None:
    elsewhere = f"{acme.workspace('default')}/members/{acme.workspace_members['mia']}"
    assert refusal(await olivia.put(elsewhere, {"role": "admin"})) == (404, "not_found")
    assert refusal(await olivia.delete(elsewhere)) == (404, "not_found")
    assert (await mia.get(acme.workspace())).json()["user_role"] == "editor"


async def test_everyone_in_it_sees_who_else_is(acme, vera, mia, olivia) -> None:
    page = (await vera.get(f"{acme.workspace()}/members", params={"sort": "role"})).json()
    assert [(m["user_id"], m["role"]) for m in page["members"]] == [
        (olivia.id, "admin"),
        (mia.id, "editor"),
        (vera.id, "viewer"),
    ]
    detail = (await vera.get(acme.workspace())).json()
    assert len(detail["members"]) == detail["member_count"] == page["total"] == 3


@pytest.mark.parametrize("sort", ["joined_at", "-joined_at", "name", "-name", "role", "-role"])
async def test_cursors_walk_through_all(acme, olivia, sort: str) -> None:
    path = f"{acme.workspace()}/members"
    walked, cursor = [], None
    while cursor is not None or not walked:
        params = {"sort": sort, "limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await olivia.get(path, params=params)).json()
        walked += [member["id"] for member in page["members"]]
        cursor = page["next_cursor"]
    listed = (await olivia.get(path, params={"sort": sort})).json()["members"]
    assert walked == [member["id"] for member in listed]
    assert len(walked) == 3


async def test_search_finds_a_person(acme, olivia, vera) -> None:
    page = (await olivia.get(f"{acme.workspace()}/members", params={"q": "VERA"})).json()
    assert [member["user_id"] for member in page["members"]] == [vera.id]
    assert page["total"] == 1
