"""What the services do is in the trail: who, what, to what, from what to what."""

from __future__ import annotations

import json

import pytest

from tests.audit.trail import actions, events, exported
from tests.people import found

AGENT = {"User-Agent": "Tester/1.0", "X-Request-ID": "the-request"}


async def test_an_organization_begins_its_trail_with_its_creation(eve, globex) -> None:
    (event,) = await events(eve, globex)
    assert event["action"] == "organization.created"
    assert event["actor"] == {"id": eve.id, "name": "Eve"}
    assert event["target"] == {"type": "organization", "id": globex.id, "name": "Globex"}
    assert (event["sequence"], event["previous_hash"]) == (1, "0" * 64)
    assert event["organization_id"] == globex.id
    assert event["workspace_id"] is None


async def test_an_update_says_from_what_to_what_and_where_it_came_from(eve, globex) -> None:
    changes = {"name": "Initech", "settings": {"b": [1.5, None], "a": {"ü": True}}}
    await eve.patch(globex.path, changes, headers=AGENT)
    event = (await events(eve, globex))[0]
    assert event["action"] == "organization.updated"
    assert event["target"]["name"] == "Initech"
    assert event["changes"] == {
        "name": {"from": "Globex", "to": "Initech"},
        "settings": {"from": "{}", "to": '{"a":{"ü":true},"b":[1.5,null]}'},
    }
    assert event["ip"] == "127.0.0.1"
    assert (event["user_agent"], event["request_id"]) == ("Tester/1.0", "the-request")


async def test_what_changes_nothing_is_not_recorded(eve, globex, mia) -> None:
    await globex.add(mia, "member")
    await globex.add_workspace("lab")
    before = await events(eve, globex)
    assert (await eve.patch(globex.path, {"name": "Globex"})).status_code == 200
    assert (await eve.patch(globex.workspace("lab"), {"slug": "lab"})).status_code == 200
    assert (await eve.put(globex.member("mia"), {"role": "member"})).status_code == 200
    default = f"{globex.workspace('default')}/default"
    assert (await eve.put(default)).status_code == 200
    assert await events(eve, globex) == before


async def test_what_was_replaced_is_recorded_as_what_was_updated(eve, globex) -> None:
    body = {"name": "Initech", "billing_email": None, "avatar_url": None, "settings": {}}
    assert (await eve.put(globex.path, body)).status_code == 200
    event = (await events(eve, globex))[0]
    assert event["changes"] == {"name": {"from": "Globex", "to": "Initech"}}


async def test_members_come_change_and_go(eve, globex, mia) -> None:
    await globex.add(mia, "member")
    await eve.put(globex.member("mia"), {"role": "admin"})
    await eve.delete(globex.member("mia"))
    removed, updated, added = (await events(eve, globex))[:3]
    assert added["action"] == "member.added"
    assert updated["action"] == "member.updated"
    assert removed["action"] == "member.removed"
    for event in (removed, updated, added):
        assert event["target"] == {"type": "member", "id": mia.id, "name": "Mia"}
        assert event["actor"]["id"] == eve.id
    assert added["changes"] == {"role": {"from": None, "to": "member"}}
    assert updated["changes"] == {"role": {"from": "member", "to": "admin"}}
    assert removed["changes"] == {"role": {"from": "admin", "to": None}}


async def test_who_leaves_did_it_themselves(eve, globex, mia) -> None:
    await globex.add(mia, "member")
    assert (await mia.post(f"{globex.path}/leave")).status_code == 204
    event = (await events(eve, globex))[0]
    assert (event["action"], event["actor"]["id"]) == ("member.left", mia.id)


async def test_ownership_passes_in_one_step_that_shows_as_one(eve, globex, mia) -> None:
    await globex.add(mia, "member")
    body = {"member_id": globex.members["mia"]}
    assert (await eve.post(f"{globex.path}/ownership", body)).status_code == 200
    transferred, theirs, mine = (await events(mia, globex))[:3]
    assert transferred["action"] == "organization.transferred"
    assert transferred["changes"] == {"owner": {"from": eve.id, "to": mia.id}}
    assert theirs["changes"] == {"role": {"from": "member", "to": "owner"}}
    assert mine["changes"] == {"role": {"from": "owner", "to": "admin"}}
    assert len({event["request_id"] for event in (transferred, theirs, mine)}) == 1


async def test_workspaces_come_change_and_go_and_their_events_name_them(eve, globex) -> None:
    await globex.add_workspace("lab")
    lab = globex.workspaces["lab"]
    await eve.patch(globex.workspace("lab"), {"description": "For trying"})
    await eve.put(f"{globex.workspace('lab')}/default")
    await eve.put(f"{globex.workspace('default')}/default")
    await eve.delete(globex.workspace("lab"))
    found = await events(eve, globex, workspace_id=lab)
    assert [event["action"] for event in found] == [
        "workspace.deleted",
        "workspace.made_default",
        "workspace.updated",
        "workspace.created",
    ]
    assert {event["target"]["id"] for event in found} == {lab}
    assert found[2]["changes"] == {"description": {"from": None, "to": "For trying"}}


async def test_who_is_in_a_workspace_is_recorded(eve, globex, mia, vera) -> None:
    await globex.add_workspace("support")
    for person in (mia, vera):
        await globex.add(person, "member")
        await globex.let_in(person, "viewer")
    members = f"{globex.workspace()}/members"
    await eve.put(f"{members}/{globex.workspace_members['mia']}", {"role": "editor"})
    await eve.put(f"{members}/{globex.workspace_members['mia']}", {"role": "editor"})
    await eve.delete(f"{members}/{globex.workspace_members['mia']}")
    await vera.delete(f"{members}/{globex.workspace_members['vera']}")
    found = await events(eve, globex, workspace_id=globex.workspaces["support"])
    assert [(event["action"], event["target"]["id"]) for event in found] == [
        ("workspace_member.left", vera.id),
        ("workspace_member.removed", mia.id),
        ("workspace_member.updated", mia.id),
        ("workspace_member.added", vera.id),
        ("workspace_member.added", mia.id),
        ("workspace.created", globex.workspaces["support"]),
    ]
    assert found[2]["changes"] == {"role": {"from": "viewer", "to": "editor"}}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/workspaces", {"name": "X", "slug": "default"}, 409),
        ("DELETE", "/workspaces/{default}", None, 409),
        ("POST", "/leave", None, 409),
        ("PATCH", "", {"slug": "-"}, 422),
    ],
)
async def test_what_is_refused_leaves_nothing(
    eve, globex, method: str, path: str, body: object, status: int
) -> None:
    address = f"{globex.path}{path.format(default=globex.default_id)}"
    assert (await eve.request(method, address, json=body)).status_code == status
    assert await actions(eve, globex) == ["organization.created"]


async def test_who_deletes_their_account_is_named_in_every_organization_they_left(
    eve, olivia, new_person
) -> None:
    nora = await new_person()
    places = [await found(owner, "Left") for owner in (eve, olivia)]
    for place in places:
        await place.add(nora, "member")
    assert (await nora.delete("/auth/me")).status_code == 204
    for place in places:
        event = (await events(place.owner, place))[0]
        assert event["action"] == "member.left"
        assert event["actor"] == {"id": nora.id, "name": "Nora"}


async def test_a_deleted_organization_takes_its_trail_along(eve, globex, admin_connection) -> None:
    assert (await eve.delete(globex.path)).status_code == 204
    for table in ("audit_events", "audit_heads"):
        statement = f"SELECT count(*) FROM {table} WHERE organization_id = $1"
        assert await admin_connection.fetchval(statement, globex.id) == 0


async def test_the_export_says_what_the_list_says(eve, globex) -> None:
    await globex.add_workspace("lab")
    listed = await events(eve, globex)
    assert [json.loads(line) for line in await exported(eve, globex)] == listed[::-1]
