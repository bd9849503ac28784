"""One's own account: read, change, delete."""

from __future__ import annotations

import httpx
import pytest

from tests.identity.accounts import credentials, log_in, refused_as, sign_up_as
from tests.people import Place, found


async def test_me_is_the_user_and_counts_organizations(
    http: httpx.AsyncClient, acme: Place
) -> None:
    person = await sign_up_as(http, display_name="Ida")
    me = (await person.get("/auth/me")).json()
    assert (me.pop("organization_count"), me.pop("pending_email")) == (0, None)
    assert me == person.token["user"]
    await found(person, "Own")
    await acme.add(person, "member")
    assert (await person.get("/auth/me")).json()["organization_count"] == 2


async def test_what_is_left_out_stays_and_null_empties(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http, display_name="Ida", username="ida-changes")
    body = {"display_name": "Ida Lovelace", "avatar_url": "https://example.test/ida.png"}
    changed = (await person.patch("/auth/me", body)).json()
    assert changed["display_name"] == "Ida Lovelace"
    assert changed["username"] == "ida-changes"
    emptied = (await person.patch("/auth/me", {"username": None, "avatar_url": None})).json()
    assert (emptied["username"], emptied["avatar_url"]) == (None, None)
    assert emptied["display_name"] == "Ida Lovelace"
    assert (await person.get("/auth/me")).json() == emptied


@pytest.mark.parametrize("field", ["email", "id", "email_verified", "password", "trials_started"])
async def test_what_is_not_for_changing_is_refused(http: httpx.AsyncClient, field: str) -> None:
    person = await sign_up_as(http)
    answer = await person.patch("/auth/me", {field: "x"})
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", field])


async def test_a_username_of_someone_else_is_taken_in_every_case(http: httpx.AsyncClient) -> None:
    await sign_up_as(http, username="Taken-Name")
    person = await sign_up_as(http)
    answer = await person.patch("/auth/me", {"username": "taken-name"})
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")
    assert (await person.patch("/auth/me", {"username": "free-name"})).status_code == 200
    assert (await person.patch("/auth/me", {"username": "Free-Name"})).status_code == 200


async def test_a_change_of_what_changed_meanwhile_is_refused(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http, display_name="First")
    etag = (await person.get("/auth/me")).headers["etag"]
    second = await person.patch("/auth/me", {"display_name": "Second"}, headers={"If-Match": etag})
    assert second.status_code == 200 and second.headers["etag"] != etag
    stale = await person.patch("/auth/me", {"display_name": "Third"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    assert (await person.get("/auth/me")).json()["display_name"] == "Second"
    for name in ("Third", "Fourth"):
        now = (await person.get("/auth/me")).headers["etag"]
        either = {"If-Match": f"{etag}, {now}"}
        fresh = await person.patch("/auth/me", {"display_name": name}, headers=either)
        assert fresh.json()["display_name"] == name
    anything = await person.patch("/auth/me", {"display_name": "Fifth"}, headers={"If-Match": "*"})
    assert anything.json()["display_name"] == "Fifth"


async def test_an_account_that_is_deleted_is_gone(http: httpx.AsyncClient) -> None:
    body = credentials(username="going-gone")
    signed_up = await http.post("/auth/signup", json=body)
    person = await sign_up_as(http)
    person.token = signed_up.json()
    assert (await person.delete("/auth/me")).status_code == 204
    assert await refused_as(person, "session_ended")
    assert (await log_in(http, body["email"])).json()["code"] == "invalid_credentials"
    again = await http.post("/auth/signup", json=body)
    assert again.status_code == 201
    assert again.json()["user"]["id"] != person.id


async def test_the_last_owner_of_organizations_cannot_go_and_hears_which(
    http: httpx.AsyncClient, acme: Place
) -> None:
    person = await sign_up_as(http, organization_name="Held One")
    await found(person, "Held Two")
    shared = await found(person, "Shared")
    other = await sign_up_as(http)
    other.name = "other"
    await shared.add(other, "owner")
    await acme.add(person, "admin")
    answer = await person.delete("/auth/me")
    refusal = answer.json()
    assert (answer.status_code, refusal["code"]) == (409, "last_owner")
    assert {held["name"] for held in refusal["organizations"]} == {"Held One", "Held Two"}
    assert all(set(held) == {"id", "name", "slug"} for held in refusal["organizations"])
    assert (await person.get("/auth/me")).json()["organization_count"] == 4
    assert (await person.get(acme.path)).json()["user_role"] == "admin"


async def test_who_goes_leaves_every_organization_and_the_counts_are_right(
    http: httpx.AsyncClient, acme: Place
) -> None:
    person = await sign_up_as(http)
    await acme.add(person, "admin")
    before = (await acme.owner.get(acme.path)).json()["member_count"]
    made = (await person.post(f"{acme.path}/workspaces", {"name": "Left behind"})).json()
    assert (await person.delete("/auth/me")).status_code == 204
    after = (await acme.owner.get(acme.path)).json()
    assert after["member_count"] == before - 1 == len(after["members"])
    listed = (await acme.owner.get(f"{acme.path}/members")).json()
    assert person.id not in {member["user_id"] for member in listed["members"]}
    left = (await acme.owner.get(f"{acme.path}/workspaces/{made['id']}")).json()
    assert left["created_by"] == person.id
    assert (left["members"], left["member_count"]) == ([], 0)


async def test_handing_ownership_over_frees_the_last_owner_to_go(
    http: httpx.AsyncClient,
) -> None:
    person, heir = await sign_up_as(http), await sign_up_as(http)
    heir.name = "heir"
    place = await found(person, "Inherited")
    await place.add(heir, "member")
    assert (await person.delete("/auth/me")).status_code == 409
    await person.post(f"{place.path}/ownership", {"member_id": place.members["heir"]})
    assert (await person.delete("/auth/me")).status_code == 204
    kept = (await heir.get(place.path)).json()
    assert (kept["user_role"], kept["member_count"]) == ("owner", 1)


async def test_owing_a_second_factor_somewhere_keeps_nobody_from_going(
    http: httpx.AsyncClient, acme: Place, admin_connection
) -> None:
    person = await sign_up_as(http)
    await acme.add(person, "member")
    await admin_connection.execute(
        """UPDATE organizations SET settings = '{"security": {"require_mfa": true}}'
           WHERE id = $1""",
        acme.id,
    )
    assert (await person.delete("/auth/me")).status_code == 204
    described = (await http.get("/openapi.json")).json()["paths"]["/api/v1/auth/me"]["delete"]
    assert "mfa_required_here" not in described["x-errors"]
    assert (await acme.owner.get("/auth/me")).status_code == 200
