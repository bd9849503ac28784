"""`Idempotency-Key`: the same request again gets the first answer again."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tenantry.jobs.housekeeping import forget_keys
from tests.people import Person

CREATED = {"name": "Once"}


async def create(person: Person, key: str, body: object = None, path: str = "/orgs"):
    return await person.post(path, body or CREATED, headers={"Idempotency-Key": key})


async def count(person: Person) -> int:
    return int((await person.get("/orgs")).json()["total"])


async def test_the_same_request_again_gets_the_first_answer_again(new_person) -> None:
    nora = await new_person()
    first, second = await create(nora, "a"), await create(nora, "a")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert await count(nora) == 1


async def test_the_first_answer_comes_again_whatever_changed_since(new_person) -> None:
    nora = await new_person()
    first = await create(nora, "a")
    await nora.patch(f"/orgs/{first.json()['id']}", {"name": "Renamed"})
    assert (await create(nora, "a")).json()["name"] == "Once"


async def test_a_key_used_for_another_request_is_refused(new_person) -> None:
    nora = await new_person()
    await create(nora, "a")
    other = await create(nora, "a", {"name": "Other"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await count(nora) == 1


async def test_a_key_used_for_another_address_is_refused(acme, olivia) -> None:
    key = uuid4().hex
    assert (await create(olivia, key, {"name": "Lab"})).status_code == 201
    other = await create(olivia, key, {"name": "Lab"}, f"{acme.path}/workspaces")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_keys_are_each_users_own(new_person) -> None:
    nora, paul = await new_person(), await new_person("paul")
    first, second = await create(nora, "same"), await create(paul, "same")
    assert first.json()["id"] != second.json()["id"]
    assert "idempotency-replayed" not in second.headers


async def test_another_key_does_it_again(new_person) -> None:
    nora = await new_person()
    await create(nora, "a")
    await create(nora, "b")
    assert await count(nora) == 2


async def test_a_refused_request_is_not_remembered(acme, olivia, globex, new_person) -> None:
    nora = await new_person()
    key, body = uuid4().hex, {"user_id": nora.id, "role": "member"}
    taken = {"name": "Mine", "slug": globex.slug}
    assert (await create(nora, key, taken)).status_code == 409
    assert (await create(nora, key, {"name": "Mine"})).status_code == 201
    missing = {**body, "user_id": str(uuid4())}
    path = f"{acme.path}/members"
    assert (await create(olivia, key, missing, path)).status_code == 404
    assert (await create(olivia, key, body, path)).status_code == 201


async def test_whoever_lost_access_gets_no_answer_again(acme, olivia, adam) -> None:
    path, key = f"{acme.path}/workspaces", uuid4().hex
    assert (await create(adam, key, {"name": "Lab"}, path)).status_code == 201
    await olivia.put(acme.member("adam"), {"role": "member"})
    assert (await create(adam, key, {"name": "Lab"}, path)).status_code == 403
    await olivia.delete(acme.member("adam"))
    assert (await create(adam, key, {"name": "Lab"}, path)).status_code == 404


async def test_a_key_is_forgotten_after_a_day(new_person, admin_connection) -> None:
    nora = await new_person()
    older = (
        "UPDATE idempotency_keys SET created_at = created_at - make_interval(secs => $2) "
        "WHERE user_id = $1"
    )
    first = await create(nora, "a")
    await admin_connection.execute(older, nora.id, 24 * 60 * 60 - 60)
    assert (await create(nora, "a")).json()["id"] == first.json()["id"]
    await admin_connection.execute(older, nora.id, 60)
    again = await create(nora, "a", {"name": "Anew"})
    assert again.status_code == 201
    assert again.json()["id"] != first.json()["id"]
    assert "idempotency-replayed" not in again.headers
    assert (await create(nora, "a", {"name": "Anew"})).json() == again.json()


async def test_keys_are_swept_after_their_day_whoever_they_are_of(
    service, new_person, admin_connection
) -> None:
    nora, otto = await new_person(), await new_person()
    for person in (nora, otto):
        await create(person, "old")
    await create(otto, "new")
    await admin_connection.execute(
        "UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old' "
        "AND user_id = ANY($1::uuid[])",
        [nora.id, otto.id],
    )
    await forget_keys(service)
    kept = await admin_connection.fetch(
        "SELECT key FROM idempotency_keys WHERE user_id = ANY($1::uuid[])", [nora.id, otto.id]
    )
    assert [row["key"] for row in kept] == ["new"]


async def test_what_is_kept_of_an_answer_cannot_be_read_in_the_database(
    olivia, acme, admin_connection
) -> None:
    path, body = f"{acme.path}/invitations", {"email": "guest@example.com", "role": "member"}
    first = await create(olivia, "invite", body, path)
    token = first.json()["link"].rpartition("/")[2]
    kept = "SELECT body FROM idempotency_keys WHERE user_id = $1 AND key = 'invite'"
    stored = await admin_connection.fetchval(kept, olivia.id)
    assert token.encode() not in stored
    assert b"guest@example.com" not in stored
    assert (await create(olivia, "invite", body, path)).json() == first.json()


async def test_an_answer_that_cannot_be_read_any_more_is_not_done_again(
    new_person, admin_connection
) -> None:
    nora = await new_person()
    await create(nora, "a")
    await admin_connection.execute(
        "UPDATE idempotency_keys SET body = 'lost' WHERE user_id = $1", nora.id
    )
    again = await create(nora, "a")
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")
    assert (await nora.get("/orgs")).json()["total"] == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
async def test_a_key_that_is_none_is_refused(eve, key: str) -> None:
    refused = await create(eve, key)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
