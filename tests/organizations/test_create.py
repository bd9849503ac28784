"""Creating organizations."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tenantry.audit.events import Event, off, on
from tenantry.errors import UserNotFound
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate, OrganizationQuery
from tests.people import Person, Place


async def test_the_first_organization_starts_a_trial_and_the_second_on_free(new_person) -> None:
    nora: Person = await new_person("nora")
    first = (await nora.post("/orgs", {"name": "First"})).json()
    second = (await nora.post("/orgs", {"name": "Second"})).json()
    assert (first["subscription_tier"], first["subscription_status"]) == ("pro", "trial")
    assert (second["subscription_tier"], second["subscription_status"]) == ("free", "active")
    assert first["trial_ends_at"] is not None and second["trial_ends_at"] is None


async def test_eve_gets_404_for_acme(acme: Place, eve: Person) -> None:
    assert (await eve.get(acme.path)).status_code == 404


async def test_a_new_organization_has_its_owner_and_a_default_workspace(new_person) -> None:
    nora = await new_person()
    made = await nora.post("/orgs", {"name": "Whole"})
    assert made.status_code == 201
    body = made.json()
    assert (body["user_role"], body["created_by"]) == ("owner", nora.id)
    detail = (await nora.get(f"/orgs/{body['id']}")).json()
    assert [(m["user_id"], m["role"]) for m in detail["members"]] == [(nora.id, "owner")]
    (default,) = detail["workspaces"]
    assert (default["name"], default["slug"], default["is_default"]) == ("Default", "default", True)
    assert default["user_role"] == "admin"
    assert (detail["member_count"], detail["workspace_count"]) == (1, 1)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ärger & Söhne {}", "arger-sohne-{}"),
        ("  Spaces   inside {} ", "spaces-inside-{}"),
        ("Кофе {}", "kofe-{}"),
        ("株式会社 {}", "zhu-shi-hui-she-{}"),
        ("UPPER_case.dots {}", "upper-case-dots-{}"),
    ],
)
async def test_a_slug_is_made_from_the_name(eve, name: str, slug: str) -> None:
    tag = uuid4().hex[:8]
    made = (await eve.post("/orgs", {"name": name.format(tag)})).json()
    assert made["slug"] == slug.format(tag)
    assert made["name"] == name.format(tag).strip()


@pytest.mark.parametrize("name", ["🎉", "!!", "x" * 100, "é" * 100, "‍👩‍👩‍👧"])
async def test_any_name_gets_some_slug(eve, name: str) -> None:
    for _ in range(2):
        made = await eve.post("/orgs", {"name": name})
        assert made.status_code == 201, made.text
        assert 2 <= len(made.json()["slug"]) <= 63


async def test_an_explicit_slug_is_kept_as_it_is_and_taken_once(eve, olivia) -> None:
    slug = f"chosen-{uuid4().hex[:8]}"
    made = await eve.post("/orgs", {"name": "Chosen", "slug": slug})
    assert made.json()["slug"] == slug
    refused = await olivia.post("/orgs", {"name": "Chosen", "slug": slug})
    assert (refused.status_code, refused.json()["code"]) == (409, "slug_taken")


@pytest.mark.parametrize(
    "slug", ["a", "-a", "a-", "a--b", "a b", "AB", "a_b", "ä", "x" * 64, "", "a\n"]
)
async def test_a_slug_that_is_none_is_refused(eve, slug: str) -> None:
    assert (await eve.post("/orgs", {"name": "Wrong", "slug": slug})).status_code == 422


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\nb", "a\u202eb", None, 5, ["a"]])
async def test_a_name_that_is_none_is_refused(eve, name: object) -> None:
    assert (await eve.post("/orgs", {"name": name})).status_code == 422


async def test_a_refused_creation_takes_no_trial(new_person, globex) -> None:
    nora = await new_person()
    refused = await nora.post("/orgs", {"name": "Late", "slug": globex.slug})
    assert refused.status_code == 409
    assert (await nora.post("/orgs", {"name": "Late"})).json()["subscription_status"] == "trial"


@pytest.mark.parametrize("body", [{"name": "Late"}, {"name": ""}, {"name": "A", "slug": "acme"}])
async def test_an_ended_session_is_told_so_before_anything_else(new_person, acme, body) -> None:
    nora: Person = await new_person("nora")
    assert (await nora.post("/auth/logout")).status_code == 204
    answer = await nora.post("/orgs", body)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


async def test_whose_session_ended_creates_nothing(new_person, service) -> None:
    nora: Person = await new_person("nora")
    await nora.post("/auth/logout")
    await nora.post("/orgs", {"name": "Late"})
    async with service.act(UUID(nora.id)) as actor:
        page = await organizations.list_mine(actor, OrganizationQuery())
    assert page.total == 0


async def test_a_creation_is_the_first_event_of_its_trail(new_person) -> None:
    nora: Person = await new_person("nora")
    made = (await nora.post("/orgs", {"name": "Traced"})).json()
    (event,) = (await nora.get(f"/orgs/{made['id']}/audit")).json()["events"]
    assert event["action"] == "organization.created"
    assert event["target"] == {"type": "organization", "id": made["id"], "name": "Traced"}
    assert event["actor"]["id"] == nora.id


async def test_a_creation_is_told_once(service, new_person) -> None:
    nora: Person = await new_person("nora")
    heard: list[Event] = []

    @on("organization.created")
    async def hear(event: Event) -> None:
        heard.append(event)

    try:
        async with service.found(UUID(nora.id)) as founder:
            body = OrganizationCreate(name="Heard")
            made = await organizations.create(founder, service.settings, body)
            assert heard == []
    finally:
        off(hear)
    assert [(event.target_id, event.target_name) for event in heard] == [(made.id, "Heard")]


async def test_the_application_creates_nothing_for_nobody(service) -> None:
    with pytest.raises(UserNotFound):
        async with service.found(uuid4()) as founder:
            body = OrganizationCreate(name="Nobody's")
            await organizations.create(founder, service.settings, body)
