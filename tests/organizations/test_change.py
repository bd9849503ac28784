"""Changing an organization: PUT replaces, PATCH changes, and nobody overwrites unseen."""

from __future__ import annotations

import pytest


async def test_put_empties_what_is_left_out_but_for_the_slug(acme, olivia) -> None:
    full = {
        "name": "Acme",
        "billing_email": "Pay@Example.test",
        "avatar_url": "https://example.test/a.png",
        "settings": {"theme": "dark"},
    }
    set_up = (await olivia.put(acme.path, full)).json()
    assert set_up["billing_email"] == "pay@example.test"
    assert set_up["settings"] == {"theme": "dark"}
    bare = (await olivia.put(acme.path, {"name": "Bare"})).json()
    assert (bare["name"], bare["slug"]) == ("Bare", acme.slug)
    assert (bare["billing_email"], bare["avatar_url"], bare["settings"]) == (None, None, {})


async def test_put_takes_a_name(acme, olivia) -> None:
    assert (await olivia.put(acme.path, {"settings": {}})).status_code == 422


async def test_patch_changes_what_is_sent_and_leaves_the_rest(acme, olivia) -> None:
    await olivia.patch(acme.path, {"billing_email": "pay@example.test", "settings": {"a": 1}})
    after = (await olivia.patch(acme.path, {"name": "Renamed"})).json()
    assert (after["name"], after["billing_email"]) == ("Renamed", "pay@example.test")
    assert after["settings"] == {"a": 1}
    assert (await olivia.patch(acme.path, {"billing_email": None})).json()["billing_email"] is None


@pytest.mark.parametrize("name", ["name", "slug", "settings"])
async def test_patch_refuses_null_where_something_must_be(acme, olivia, name: str) -> None:
    refused = await olivia.patch(acme.path, {name: None})
    assert refused.status_code == 422
    assert f"{name} cannot be null" in refused.json()["detail"]


async def test_an_empty_patch_changes_nothing_one_can_see(acme, olivia) -> None:
    before = (await olivia.get(acme.path)).json()
    after = await olivia.patch(acme.path, {})
    assert after.status_code == 200
    assert after.json()["name"] == before["name"]


async def test_settings_come_back_as_they_went(acme, olivia) -> None:
    settings = {
        "text": "Grüße, 世界 \"quoted\" \\ 'single' 🎉",
        "numbers": [0, -1, 1.5, 9007199254740993, 1e20],
        "nested": {"deep": [{"null": None, "yes": True, "no": False}]},
        "": "empty key",
    }
    sent = await olivia.patch(acme.path, {"settings": settings})
    assert sent.status_code == 200, sent.text
    assert sent.json()["settings"] == settings
    assert (await olivia.get(acme.path)).json()["settings"] == settings


async def test_settings_take_32_kib_and_not_a_byte_more(acme, olivia) -> None:
    room = 32 * 1024 - len('{"x":""}')
    assert (await olivia.patch(acme.path, {"settings": {"x": "a" * room}})).status_code == 200
    refused = await olivia.patch(acme.path, {"settings": {"x": "a" * (room + 1)}})
    assert refused.status_code == 422
    assert "32 KiB" in refused.json()["detail"]


@pytest.mark.parametrize("value", [[], "text", 1, True])
async def test_settings_are_an_object(acme, olivia, value: object) -> None:
    assert (await olivia.patch(acme.path, {"settings": value})).status_code == 422


@pytest.mark.parametrize(
    "value", ["[" + "1e300," * 500 + "1]", "1e400", "1e99999", "NaN", "-Infinity", '"\\ud800"']
)
async def test_settings_postgresql_cannot_hold_are_refused(acme, olivia, value: str) -> None:
    refused = await olivia.request(
        "PATCH",
        acme.path,
        content=f'{{"settings": {{"x": {value}}}}}',
        headers={"Content-Type": "application/json"},
    )
    assert refused.status_code == 422, refused.text


async def test_a_taken_slug_is_refused_and_ones_own_is_not(acme, globex, olivia) -> None:
    taken = await olivia.patch(acme.path, {"slug": globex.slug})
    assert (taken.status_code, taken.json()["code"]) == (409, "slug_taken")
    assert (await olivia.patch(acme.path, {"slug": acme.slug})).status_code == 200


async def test_every_change_makes_a_new_etag(acme, olivia) -> None:
    first = (await olivia.get(acme.path)).headers["etag"]
    changed = await olivia.patch(acme.path, {"name": "Two"})
    read = await olivia.get(acme.path)
    assert changed.headers["etag"] != first
    assert read.headers["etag"] == changed.headers["etag"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_against_an_old_etag_is_refused(acme, olivia, adam, method: str) -> None:
    etag = (await olivia.get(acme.path)).headers["etag"]
    assert (await adam.patch(acme.path, {"name": "Adam's"})).status_code == 200
    refused = await olivia.request(
        method, acme.path, json={"name": "Olivia's"}, headers={"If-Match": etag}
    )
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_meanwhile")
    read = await olivia.get(acme.path)
    assert read.json()["name"] == "Adam's"
    again = await olivia.request(
        method, acme.path, json={"name": "Olivia's"}, headers={"If-Match": read.headers["etag"]}
    )
    assert again.json()["name"] == "Olivia's"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("*", 200),
        ('"999", {}', 200),
        ("W/{}", 412),
        ('"999"', 412),
        ("nonsense", 412),
        ('"99999999999999999999"', 412),
        ("", 412),
    ],
)
async def test_if_match_is_read_as_the_rfc_has_it(acme, olivia, given: str, status: int) -> None:
    etag = (await olivia.get(acme.path)).headers["etag"]
    answer = await olivia.patch(
        acme.path, {"name": "Matched"}, headers={"If-Match": given.replace("{}", etag)}
    )
    assert answer.status_code == status, answer.text


async def test_changing_moves_updated_at_and_not_created_at(acme, olivia) -> None:
    before = (await olivia.get(acme.path)).json()
    after = (await olivia.patch(acme.path, {"name": "Later"})).json()
    assert after["updated_at"] > before["updated_at"]
    assert after["created_at"] == before["created_at"]


@pytest.mark.parametrize(
    "field", ["id", "subscription_tier", "subscription_status", "created_by", "member_count"]
)
async def test_what_is_not_yours_to_set_is_refused(acme, olivia, field: str) -> None:
    refused = await olivia.patch(acme.path, {field: "enterprise"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["body", field]
