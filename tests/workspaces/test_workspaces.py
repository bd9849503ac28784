"""Workspaces: who sees which, and the one default."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Person, Place


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def seen(person: Person, place: Place, **params: object) -> dict[str, str]:
    """The slugs someone sees, with their role in each."""
    answer = await person.get(f"{place.path}/workspaces", params=params)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["workspaces"])
    return {workspace["slug"]: workspace["user_role"] for workspace in page["workspaces"]}


async def test_admins_see_every_workspace_and_members_theirs(acme, olivia, adam, mia, vera) -> None:
    everything = {"default": "admin", "support": "admin"}
    assert await seen(olivia, acme) == everything
    assert await seen(adam, acme) == everything
    assert await seen(mia, acme) == {"support": "editor"}
    assert await seen(vera, acme) == {"support": "viewer"}


async def test_an_admin_of_the_organization_is_admin_whatever_their_row_says(acme, adam) -> None:
    await acme.let_in(adam, "viewer", "default")
    assert (await seen(adam, acme))["default"] == "admin"
    read = (await adam.get(acme.workspace("default"))).json()
    assert read["user_role"] == "admin"


async def test_an_organization_shows_the_workspaces_one_can_enter(acme, olivia, vera) -> None:
    for person, count in ((olivia, 2), (vera, 1)):
        detail = (await person.get(acme.path)).json()
        assert len(detail["workspaces"]) == detail["workspace_count"] == count


async def test_a_workspace_one_was_not_added_to_does_not_exist(acme, mia) -> None:
    hidden = await mia.get(acme.workspace("default"))
    missing = await mia.get(f"{acme.path}/workspaces/{uuid4()}")
    assert refusal(hidden) == refusal(missing) == (404, "not_found")
    assert refusal(await mia.get(f"{acme.workspace('default')}/members")) == (404, "not_found")


async def test_a_workspace_is_only_at_its_own_organization(acme, globex, olivia, eve) -> None:
    await globex.add(olivia, "owner")
    crossed = f"{acme.path}/workspaces/{globex.default_id}"
    for answer in (
        await olivia.get(crossed),
        await olivia.patch(crossed, {"name": "Taken"}),
        await olivia.delete(crossed),
        await olivia.put(f"{crossed}/default"),
    ):
        assert refusal(answer) == (404, "not_found")


async def test_a_workspace_has_what_the_contract_says(acme, adam) -> None:
    body = {
        "name": "Research",
        "description": "  Finds things out.\nAlways. ",
        "avatar_url": "https://example.test/r.png",
        "settings": {"model": {"name": "x"}},
    }
    made = await adam.post(f"{acme.path}/workspaces", body)
    assert made.status_code == 201
    assert made.json() | {"created_at": 0, "updated_at": 0, "id": 0} == {
        "id": 0,
        "organization_id": acme.id,
        "name": "Research",
        "slug": "research",
        "description": "Finds things out.\nAlways.",
        "avatar_url": "https://example.test/r.png",
        "settings": {"model": {"name": "x"}},
        "is_default": False,
        "frozen": False,
        "user_role": "admin",
        "created_by": adam.id,
        "created_at": 0,
        "updated_at": 0,
    }
    assert made.headers["etag"] == '"1"'


async def test_whoever_creates_a_workspace_is_its_admin_for_good(acme, olivia, adam) -> None:
    made = (await adam.post(f"{acme.path}/workspaces", {"name": "Lab"})).json()
    people = (await adam.get(f"{acme.path}/workspaces/{made['id']}/members")).json()["members"]
    assert [(person["user_id"], person["role"]) for person in people] == [(adam.id, "admin")]
    await olivia.put(acme.member("adam"), {"role": "member"})
    assert await seen(adam, acme) == {"lab": "admin"}


async def test_a_slug_is_ones_own_in_each_organization(acme, globex, olivia, eve) -> None:
    for place, person in ((acme, olivia), (globex, eve)):
        made = await person.post(f"{place.path}/workspaces", {"name": "Lab", "slug": "lab"})
        assert made.status_code == 201
        again = await person.post(f"{place.path}/workspaces", {"name": "Lab", "slug": "lab"})
        assert refusal(again) == (409, "slug_taken")
    free = (await olivia.post(f"{acme.path}/workspaces", {"name": "Lab"})).json()["slug"]
    assert free.startswith("lab-")


async def test_put_replaces_and_patch_changes(acme, olivia) -> None:
    path = acme.workspace()
    full = {"name": "Help", "description": "Helps", "settings": {"a": 1}}
    assert (await olivia.put(path, full)).json()["description"] == "Helps"
    patched = (await olivia.patch(path, {"name": "Desk"})).json()
    assert (patched["description"], patched["settings"]) == ("Helps", {"a": 1})
    bare = (await olivia.put(path, {"name": "Bare"})).json()
    assert (bare["slug"], bare["description"], bare["settings"]) == ("support", None, {})
    assert refusal(await olivia.patch(path, {"slug": "default"})) == (409, "slug_taken")
    assert refusal(await olivia.patch(path, {"is_default": True})) == (422, "validation_failed")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_against_an_old_etag_is_refused(acme, olivia, adam, method: str) -> None:
    path = acme.workspace()
    etag = (await olivia.get(path)).headers["etag"]
    await adam.patch(path, {"name": "Adam's"})
    refused = await olivia.request(method, path, json={"name": "X"}, headers={"If-Match": etag})
    assert refusal(refused) == (412, "changed_meanwhile")
    assert (await olivia.get(path)).json()["name"] == "Adam's"


async def test_a_deleted_workspace_is_gone_with_its_members(acme, olivia, mia) -> None:
    assert (await olivia.delete(acme.workspace())).status_code == 204
    assert (await mia.get(acme.workspace())).status_code == 404
    assert (await olivia.delete(acme.workspace())).status_code == 404
    assert await seen(mia, acme) == {}
    assert (await olivia.get(acme.path)).json()["workspace_count"] == 1


async def test_the_default_workspace_cannot_be_deleted(acme, olivia) -> None:
    assert refusal(await olivia.delete(acme.workspace("default"))) == (409, "default_workspace")
    assert (await olivia.get(acme.workspace("default"))).status_code == 200


async def test_another_default_takes_the_place_of_the_first(acme, olivia) -> None:
    made = await olivia.put(f"{acme.workspace()}/default")
    assert (made.status_code, made.json()["is_default"]) == (200, True)
    listed = (await olivia.get(f"{acme.path}/workspaces")).json()["workspaces"]
    assert {w["slug"]: w["is_default"] for w in listed} == {"default": False, "support": True}
    assert refusal(await olivia.delete(acme.workspace())) == (409, "default_workspace")
    assert (await olivia.delete(acme.workspace("default"))).status_code == 204


async def test_making_the_default_the_default_again_changes_nothing(acme, olivia) -> None:
    before = await olivia.get(acme.workspace("default"))
    again = await olivia.put(f"{acme.workspace('default')}/default")
    assert again.status_code == 200
    assert again.headers["etag"] == before.headers["etag"]


async def test_a_workspace_admin_who_is_a_member_does_not_choose_the_default(acme, mia) -> None:
    await acme.let_in(mia, "admin", "default")
    assert refusal(await mia.put(f"{acme.workspace('default')}/default")) == (
        403,
        "permission_denied",
    )


@pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at"])
async def test_cursors_walk_through_ones_workspaces(acme, olivia, mia, sort: str) -> None:
    for number in range(6):
        await acme.add_workspace(f"space-{number % 3}{number}")
        if number % 2:
            await acme.let_in(mia, "viewer", f"space-{number % 3}{number}")
    path = f"{acme.path}/workspaces"
    for person, count in ((olivia, 8), (mia, 4)):
        walked, cursor = [], None
        while cursor is not None or not walked:
            params = {"sort": sort, "limit": 3} | ({"cursor": cursor} if cursor else {})
            page = (await person.get(path, params=params)).json()
            walked += [workspace["id"] for workspace in page["workspaces"]]
            cursor = page["next_cursor"]
        listed = (await person.get(path, params={"sort": sort})).json()
        assert walked == [workspace["id"] for workspace in listed["workspaces"]]
        assert len(walked) == listed["total"] == count


async def test_search_stays_within_what_one_sees(acme, olivia, mia) -> None:
    assert await seen(olivia, acme, q="DEF") == {"default": "admin"}
    assert await seen(mia, acme, q="def") == {}
    assert await seen(mia, acme, q="upp") == {"support": "editor"}
