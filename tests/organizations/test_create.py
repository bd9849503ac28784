"""Creating organizations."""

from __future__ import annotations

from tests.people import Person, Place


async def test_the_first_organization_starts_a_trial_and_the_second_on_free(
    new_person,
) -> None:
    nora: Person = await new_person("nora")
    first = (await nora.post("/orgs", {"name": "First"})).json()
    second = (await nora.post("/orgs", {"name": "Second"})).json()
    assert (first["subscription_tier"], first["subscription_status"]) == ("pro", "trial")
    assert (second["subscription_tier"], second["subscription_status"]) == ("free", "active")
    assert first["trial_ends_at"] is not None and second["trial_ends_at"] is None


async def test_eve_gets_404_for_acme(acme: Place, eve: Person) -> None:
    assert (await eve.get(acme.path)).status_code == 404
