"""Nobody touches or grants what stands above them, and everyone may go."""

from __future__ import annotations

import httpx
import pytest

from tests.people import Person
from tests.permissions.stage import ADMINS, Stage
from tests.permissions.table import IN_ORGANIZATION


def refused_as(answer: httpx.Response, status: int, code: str) -> bool:
    return (answer.status_code, answer.json()["code"]) == (status, code)


async def role_of(person: Person, stage: Stage) -> str:
    return str((await person.get(stage.org)).json()["user_role"])


@pytest.mark.parametrize("role", ["owner", "admin", "member"])
async def test_an_admin_cannot_change_an_owner(stage: Stage, role: str) -> None:
    path = f"{stage.org}/members/{stage.member_ids['owner']}"
    assert refused_as(await stage.cast["admin"].put(path, {"role": role}), 403, "role_too_high")
    assert await role_of(stage.cast["owner"], stage) == "owner"


async def test_an_admin_cannot_remove_an_owner(stage: Stage) -> None:
    path = f"{stage.org}/members/{stage.member_ids['owner']}"
    assert refused_as(await stage.cast["admin"].delete(path), 403, "role_too_high")
    assert await role_of(stage.cast["owner"], stage) == "owner"


@pytest.mark.parametrize("who", ["target", "admin"])
async def test_an_admin_makes_nobody_an_owner_and_least_of_all_themself(
    stage: Stage, who: str
) -> None:
    path = f"{stage.org}/members/{stage.member_ids[who]}"
    refused = await stage.cast["admin"].put(path, {"role": "owner"})
    assert refused_as(refused, 403, "role_too_high")
    assert await role_of(stage.cast[who], stage) == IN_ORGANIZATION.get(who, "member")


async def test_an_admin_adds_nobody_as_an_owner(stage: Stage) -> None:
    body = {"user_id": stage.cast["stranger"].id, "role": "owner"}
    refused = await stage.cast["admin"].post(f"{stage.org}/members", body)
    assert refused_as(refused, 403, "role_too_high")
    assert (await stage.cast["stranger"].get(stage.org)).status_code == 404


async def test_an_admin_changes_and_removes_other_admins(stage: Stage) -> None:
    admin, path = stage.cast["admin"], f"{stage.org}/members/{stage.member_id}"
    for role in ("admin", "member", "admin"):
        answer = await admin.put(path, {"role": role})
        assert (answer.status_code, answer.json()["role"]) == (200, role)
    assert (await admin.delete(path)).status_code == 204


async def test_an_owner_grants_and_takes_every_role(stage: Stage) -> None:
    owner, path = stage.cast["owner"], f"{stage.org}/members/{stage.member_id}"
    for role in ("owner", "admin", "owner", "member"):
        answer = await owner.put(path, {"role": role})
        assert (answer.status_code, answer.json()["role"]) == (200, role)


@pytest.mark.parametrize("role", IN_ORGANIZATION)
async def test_everyone_may_leave(stage: Stage, role: str) -> None:
    person = stage.cast[role]
    assert (await person.post(f"{stage.org}/leave")).status_code == 204
    assert (await person.get(stage.org)).status_code == 404


@pytest.mark.parametrize("role", IN_ORGANIZATION)
async def test_everyone_may_remove_themself(stage: Stage, role: str) -> None:
    person = stage.cast[role]
    path = f"{stage.org}/members/{stage.member_ids[role]}"
    assert (await person.delete(path)).status_code == 204
    assert (await person.get(stage.org)).status_code == 404


@pytest.mark.parametrize("role", ["ws admin", "editor", "viewer"])
async def test_everyone_may_leave_a_workspace_and_stays_in_the_organization(
    stage: Stage, role: str
) -> None:
    person = stage.cast[role]
    path = f"{stage.workspace}/members/{stage.workspace_member_ids[role]}"
    assert (await person.delete(path)).status_code == 204
    assert (await person.get(stage.workspace)).status_code == 404
    assert (await person.get(stage.org)).status_code == 200


@pytest.mark.parametrize("role", ["editor", "viewer"])
async def test_leaving_oneself_is_no_way_to_change_oneself(stage: Stage, role: str) -> None:
    path = f"{stage.workspace}/members/{stage.workspace_member_ids[role]}"
    refused = await stage.cast[role].put(path, {"role": "admin"})
    assert refused_as(refused, 403, "permission_denied")
    assert (await stage.cast[role].get(stage.workspace)).json()["user_role"] == role


@pytest.mark.parametrize("role", ADMINS)
async def test_admins_of_the_organization_are_admins_of_workspaces_without_being_added(
    stage: Stage, role: str
) -> None:
    found = (await stage.cast[role].get(stage.workspace)).json()
    assert found["user_role"] == "admin"
    assert stage.cast[role].id not in {member["user_id"] for member in found["members"]}


async def test_a_refusal_names_the_permission_that_is_missing(stage: Stage) -> None:
    refused = (await stage.cast["viewer"].patch(stage.workspace, {"name": "Mine"})).json()
    assert refused["permission"] == "workspace:update"
    assert (await stage.cast["owner"].get(stage.workspace)).json()["name"] == "Support"
