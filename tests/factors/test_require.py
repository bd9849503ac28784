"""An organization that requires a second factor: who is let in, and that somebody always can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from tests.factors.helpers import code_of, ticket, turn_on, verify
from tests.identity.accounts import refresh
from tests.people import Person, Place, found, sign_in, sign_up

REQUIRED = {"settings": {"security": {"require_mfa": True}}}


@dataclass
class Strict(Place):
    """A place, and those of its people who have no second factor."""

    people: dict[str, Person] = field(default_factory=dict)


@pytest.fixture
async def strict(http) -> Strict:
    """A fresh organization that requires one: its owner has it, an admin and a member do not."""
    owner = await sign_up(http, "olga")
    await turn_on(owner)
    place = Strict(**vars(await found(owner, "Strict")))
    for name, role in (("anton", "admin"), ("mona", "member")):
        place.people[name] = person = await sign_up(http, name)
        await place.add(person, role)
    answer = await owner.patch(place.path, REQUIRED)
    assert answer.status_code == 200, answer.text
    return place


async def sign_in_without_factor(strict: Strict, admin_connection) -> Person:
    """The owner in a session from before their factor."""
    await admin_connection.execute(
        "UPDATE sessions SET mfa_at = NULL WHERE user_id = $1", UUID(strict.owner.id)
    )
    return strict.owner


@pytest.mark.parametrize("name", ["anton", "mona"])
async def test_who_signed_in_without_is_refused_all_of_it(strict, name) -> None:
    person = strict.people[name]
    for refused in (
        await person.get(strict.path),
        await person.get(f"{strict.path}/members"),
        await person.get(f"{strict.path}/workspaces"),
        await person.patch(strict.path, {"name": "Lax"}),
        await person.post("/switch/organization", {"organization_id": strict.id}),
    ):
        assert code_of(refused) == "403 mfa_required_here", refused.url


async def test_its_workspaces_are_shut_as_well(strict) -> None:
    anton = strict.people["anton"]
    for path in ("", "/members"):
        refused = await anton.get(f"{strict.path}/workspaces/{strict.default_id}{path}")
        assert code_of(refused) == "403 mfa_required_here"


async def test_they_still_see_that_it_is_theirs(strict) -> None:
    listed = (await strict.people["mona"].get("/orgs")).json()["organizations"]
    assert [organization["id"] for organization in listed] == [strict.id]


async def test_who_owes_one_can_leave_and_do_nothing_else(strict) -> None:
    mona, anton = strict.people["mona"], strict.people["anton"]
    assert code_of(await anton.delete(strict.member("mona"))) == "403 mfa_required_here"
    assert (await mona.post(f"{strict.path}/leave")).status_code == 204
    assert code_of(await mona.get(strict.path)) == "404 not_found"
    assert (await mona.get("/orgs")).json()["organizations"] == []


async def test_the_last_owner_stays_even_without_the_factor(strict, admin_connection) -> None:
    owner = await sign_in_without_factor(strict, admin_connection)
    assert code_of(await owner.get(strict.path)) == "403 mfa_required_here"
    assert code_of(await owner.post(f"{strict.path}/leave")) == "409 last_owner"


async def test_an_outsider_leaves_nothing(strict, eve) -> None:
    assert code_of(await eve.post(f"{strict.path}/leave")) == "404 not_found"


async def test_setting_one_up_lets_this_session_in_at_once(strict) -> None:
    mona = strict.people["mona"]
    await turn_on(mona)
    assert (await mona.get(strict.path)).status_code == 200


async def test_a_session_from_before_is_let_in_once_it_has_proved_one(strict, http) -> None:
    mona = strict.people["mona"]
    before = await sign_in(mona)
    _, codes = await turn_on(mona)
    assert code_of(await before.get(strict.path)) == "403 mfa_required_here"
    proof = {"recovery_code": codes[0]}
    assert (await before.post("/auth/mfa/confirm", proof)).status_code == 204
    assert (await before.get(strict.path)).status_code == 200
    before.token = (await refresh(http, before.token["refresh_token"])).json()
    assert (await before.get(strict.path)).status_code == 200


async def test_a_sign_in_with_a_second_factor_lands_inside(strict, http) -> None:
    owner = strict.owner
    fresh = await sign_up(http, "frieda")
    await strict.add(fresh, "member")
    _, codes = await turn_on(fresh)
    answer = await verify(http, await ticket(fresh), recovery_code=codes[0])
    assert answer.json()["context"]["organization_id"] == strict.id
    assert (await owner.get(strict.path)).status_code == 200


async def test_refresh_and_sign_in_fall_back_to_an_organization_without(strict, http) -> None:
    mona = strict.people["mona"]
    own = await found(mona, "Own")
    renewed = await refresh(http, mona.token["refresh_token"], organization_id=strict.id)
    assert renewed.json()["context"]["organization_id"] == own.id
    assert (await sign_in(mona)).token["context"]["organization_id"] == own.id


async def test_who_has_no_other_organization_signs_in_to_none(strict) -> None:
    anton = await sign_in(strict.people["anton"])
    assert anton.token["context"]["organization_id"] is None


async def test_removing_the_factor_shuts_every_session_out(strict) -> None:
    mona = strict.people["mona"]
    await turn_on(mona)
    assert (await mona.delete("/auth/mfa/totp")).status_code == 204
    assert code_of(await mona.get(strict.path)) == "403 mfa_required_here"


async def test_nobody_requires_what_their_own_session_has_not_shown(olivia, adam, acme) -> None:
    for person in (olivia, adam):
        assert code_of(await person.patch(acme.path, REQUIRED)) == "409 mfa_needed_first"
    new = {"name": "Strict", **REQUIRED}
    assert code_of(await olivia.post("/orgs", new)) == "409 mfa_needed_first"
    assert (await olivia.get(acme.path)).json()["settings"] == {}


@pytest.mark.parametrize("wrong", ["true", 1, None, [True], {"on": True}])
async def test_what_is_neither_true_nor_false_is_refused(olivia, acme, wrong) -> None:
    settings = {"settings": {"security": {"require_mfa": wrong}}}
    for refused in (
        await olivia.patch(acme.path, settings),
        await olivia.put(acme.path, {"name": "Acme", **settings}),
        await olivia.post("/orgs", {"name": "Acme", **settings}),
    ):
        assert code_of(refused) == "422 validation_failed"
        assert "require_mfa is true or false" in refused.json()["errors"][0]["msg"]
    assert (await olivia.get(acme.path)).json()["settings"] == {}


async def test_security_that_is_no_object_is_refused(olivia, acme) -> None:
    refused = await olivia.patch(acme.path, {"settings": {"security": "require_mfa"}})
    assert code_of(refused) == "422 validation_failed"


@pytest.mark.parametrize("wanted", [{"security": {"require_mfa": False}}, {"security": {}}, {}])
async def test_only_true_requires_one(olivia, mia, acme, wanted) -> None:
    assert (await olivia.patch(acme.path, {"settings": wanted})).status_code == 200
    assert (await mia.get(acme.path)).status_code == 200


async def test_the_last_owner_keeps_their_factor_while_it_is_required(strict) -> None:
    owner: Person = strict.owner
    refused = await owner.delete("/auth/mfa/totp")
    assert code_of(refused) == "409 mfa_needed"
    assert refused.json()["organizations"] == [
        {"id": strict.id, "name": "Strict", "slug": strict.slug}
    ]
    assert (await owner.get("/auth/mfa")).json()["totp"] is True
    assert (await owner.patch(strict.path, {"settings": {}})).status_code == 200
    assert (await owner.delete("/auth/mfa/totp")).status_code == 204


async def test_one_of_two_owners_may_remove_theirs(strict) -> None:
    anton, owner = strict.people["anton"], strict.owner
    await turn_on(anton)
    raised = await owner.put(strict.member("anton"), {"role": "owner"})
    assert raised.status_code == 200, raised.text
    assert (await owner.delete("/auth/mfa/totp")).status_code == 204
    assert code_of(await owner.get(strict.path)) == "403 mfa_required_here"


async def test_the_applications_own_word_needs_no_session(service, strict) -> None:
    mona = UUID(strict.people["mona"].id)
    async with service.enter(mona, UUID(strict.id)) as tenant:
        assert tenant.organization_role == "member"


async def test_an_outsider_learns_nothing_of_it(strict, eve) -> None:
    assert code_of(await eve.get(strict.path)) == "404 not_found"
