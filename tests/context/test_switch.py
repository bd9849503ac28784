"""Contexts: a token says where one wants to be, and each one only where it is."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.people import TOKEN_MINUTES, Person, Place, found, sign_in


async def switch(person: Person, place: Place, workspace: str | None = None):
    body = {"organization_id": place.id}
    if workspace is not None:
        body["workspace_id"] = workspace
    return await person.post("/switch/organization", body)


def holding(person: Person, token: str) -> Person:
    """Be the same person in another tab, with another access token."""
    return replace(person, token={**person.token, "access_token": token})


async def current(person: Person) -> dict:
    answer = await person.get("/switch/current")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_switch_answers_with_a_token_and_where_it_leads(acme, mia) -> None:
    answer = await switch(mia, acme)
    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == {
        "access_token",
        "token_type",
        "expires_in",
        "organization_id",
        "organization_name",
        "organization_role",
        "workspace_id",
        "workspace_name",
        "workspace_role",
        "permissions",
    }
    assert (body["token_type"], body["expires_in"]) == ("bearer", TOKEN_MINUTES * 60)
    assert (body["organization_name"], body["organization_role"]) == ("Acme", "member")
    assert (body["workspace_name"], body["workspace_role"]) == ("Support", "editor")
    assert "chatbot:update" in body["permissions"]
    assert "org:update" not in body["permissions"]
    context = await current(holding(mia, body["access_token"]))
    assert context == {key: body[key] for key in context}


async def test_a_named_workspace_is_where_one_goes(acme, olivia) -> None:
    body = (await switch(olivia, acme, acme.workspaces["support"])).json()
    assert body["workspace_id"] == acme.workspaces["support"]
    assert body["workspace_role"] == "admin"


async def test_without_one_it_is_the_default_where_one_can_enter_it(acme, adam, mia) -> None:
    assert (await switch(adam, acme)).json()["workspace_id"] == acme.default_id
    await acme.let_in(mia, "viewer", "default")
    assert (await switch(mia, acme)).json()["workspace_id"] == acme.default_id


async def test_else_it_is_the_first_one_can_enter(acme, mia) -> None:
    await acme.add_workspace("later")
    await acme.let_in(mia, "viewer", "later")
    assert (await switch(mia, acme)).json()["workspace_id"] == acme.workspaces["support"]


async def test_else_there_is_none(acme, new_person) -> None:
    nora = await new_person()
    await acme.add(nora, "member")
    body = (await switch(nora, acme)).json()
    assert body["organization_id"] == acme.id
    assert (body["workspace_id"], body["workspace_name"], body["workspace_role"]) == (None,) * 3
    assert "workspace:read" not in body["permissions"]


async def test_where_one_may_not_be_does_not_exist(acme, globex, mia, eve) -> None:
    for answer in (
        await switch(eve, acme),
        await switch(mia, acme, acme.default_id),
        await switch(mia, acme, globex.default_id),
        await switch(mia, acme, str(uuid4())),
        await mia.post("/switch/organization", {"organization_id": str(uuid4())}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_workspace_switch_stays_in_the_tokens_organization(acme, globex, olivia) -> None:
    await globex.add(olivia, "admin")
    inside = holding(olivia, (await switch(olivia, acme)).json()["access_token"])
    moved = await inside.post("/switch/workspace", {"workspace_id": acme.workspaces["support"]})
    assert (moved.status_code, moved.json()["workspace_name"]) == (200, "Support")
    across = await inside.post("/switch/workspace", {"workspace_id": globex.default_id})
    assert across.status_code == 404


async def test_without_an_organization_there_is_no_workspace_to_switch_to(acme, new_person) -> None:
    nora = await new_person()
    answer = await nora.post("/switch/workspace", {"workspace_id": acme.default_id})
    assert answer.status_code == 404
    context = await current(nora)
    assert context.pop("permissions") == []
    assert set(context.values()) == {None}


async def test_two_tabs_in_two_organizations_do_not_affect_each_other(olivia) -> None:
    one, two = await found(olivia, "One"), await found(olivia, "Two")
    left = holding(olivia, (await switch(olivia, one)).json()["access_token"])
    right = holding(olivia, (await switch(olivia, two)).json()["access_token"])
    assert (await current(left))["organization_name"] == "One"
    assert (await current(right))["organization_name"] == "Two"
    moved = await left.post("/switch/workspace", {"workspace_id": one.default_id})
    assert moved.json()["organization_name"] == "One"
    assert (await current(right))["organization_name"] == "Two"
    assert (await right.get(one.path)).status_code == 200


async def test_the_path_decides_and_not_the_tokens_context(acme, globex, olivia) -> None:
    inside = holding(olivia, (await switch(olivia, acme)).json()["access_token"])
    assert (await inside.get(globex.path)).status_code == 404


async def test_the_next_sign_in_starts_where_the_last_switch_led(new_person, acme) -> None:
    nora = await new_person()
    await acme.add(nora, "member")
    own = await found(nora, "Own")
    await acme.let_in(nora, "editor")
    await nora.switch(acme.id, acme.workspaces["support"])
    context = (await sign_in(nora)).token["context"]
    assert (context["organization_id"], context["workspace_id"]) == (
        acme.id,
        acme.workspaces["support"],
    )
    await nora.switch(own.id)
    assert (await sign_in(nora)).token["context"]["organization_id"] == own.id


async def test_a_sign_in_falls_back_to_what_one_still_has(new_person, acme, olivia) -> None:
    nora = await new_person()
    await acme.add(nora, "member")
    own = await found(nora, "Own")
    await nora.switch(acme.id)
    await olivia.delete(acme.member("nora"))
    context = (await sign_in(nora)).token["context"]
    assert (context["organization_id"], context["organization_role"]) == (own.id, "owner")
    assert (await nora.delete(own.path)).status_code == 204
    assert (await sign_in(nora)).token["context"]["organization_id"] is None


async def test_roles_are_read_afresh(acme, olivia, mia) -> None:
    inside = holding(mia, (await switch(mia, acme)).json()["access_token"])
    member = f"{acme.workspace()}/members/{acme.workspace_members['mia']}"
    await olivia.put(member, {"role": "viewer"})
    assert (await current(inside))["workspace_role"] == "viewer"
    assert "chatbot:update" not in (await current(inside))["permissions"]
    await olivia.put(acme.member("mia"), {"role": "admin"})
    context = await current(inside)
    assert (context["organization_role"], context["workspace_role"]) == ("admin", "admin")
    assert "org:update" in context["permissions"]
    await olivia.patch(acme.path, {"name": "Renamed"})
    assert (await current(inside))["organization_name"] == "Renamed"


@pytest.mark.parametrize("gone", ["workspace membership", "workspace", "membership", "all"])
async def test_a_context_that_is_gone_is_not_found(acme, olivia, mia, gone: str) -> None:
    inside = holding(mia, (await switch(mia, acme)).json()["access_token"])
    path = {
        "workspace membership": f"{acme.workspace()}/members/{acme.workspace_members['mia']}",
        "workspace": acme.workspace(),
        "membership": acme.member("mia"),
        "all": acme.path,
    }[gone]
    assert (await olivia.delete(path)).status_code == 204
    answer = await inside.get("/switch/current")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await inside.get("/auth/me")).status_code == 200
