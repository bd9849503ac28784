"""Deleting an organization: all that is in it is gone, for everyone, and its people stay."""

from __future__ import annotations

from tests.isolation.tables import tables, use


async def test_deleting_an_organization_deletes_everything_in_it(
    acme, olivia, admin_connection
) -> None:
    await use(admin_connection, acme.id)
    found = await tables(admin_connection, "tenant")
    for table in found:
        assert await table.rows(admin_connection, acme.id), table.name
    assert (await olivia.delete(acme.path)).status_code == 204
    for table in found:
        assert await table.rows(admin_connection, acme.id) == [], table.name


async def test_it_is_gone_for_everyone_at_their_next_request(acme, olivia, adam, mia) -> None:
    await adam.switch(acme.id)
    await mia.switch(acme.id)
    assert (await olivia.delete(acme.path)).status_code == 204
    for person in (olivia, adam, mia):
        assert (await person.get(acme.path)).status_code == 404
        listed = (await person.get("/orgs", params={"q": acme.slug})).json()["organizations"]
        assert acme.id not in [organization["id"] for organization in listed]
    assert (await mia.get("/switch/current")).status_code == 404
    assert (await adam.get("/auth/me")).status_code == 200


async def test_its_slug_is_free_again(acme, olivia, eve) -> None:
    await olivia.delete(acme.path)
    assert (await eve.post("/orgs", {"name": "New", "slug": acme.slug})).status_code == 201


async def test_deleting_twice_is_not_found(acme, olivia) -> None:
    assert (await olivia.delete(acme.path)).status_code == 204
    assert (await olivia.delete(acme.path)).status_code == 404
