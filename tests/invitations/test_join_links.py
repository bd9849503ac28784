"""Join links: pinned to a role, lasting, counted, and kept to domains."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.audit.trail import events
from tests.invitations.conftest import token_of
from tests.invitations.test_invite import refused
from tests.people import Place, sign_up


@pytest.fixture
def share(acme: Place):
    """Make a join link of acme and return its token and what was answered."""

    async def share(**options: object) -> tuple[str, dict]:
        answer = await acme.owner.post(f"{acme.path}/join-links", options)
        assert answer.status_code == 201, answer.text
        return token_of(answer.json()), answer.json()

    return share


async def test_whoever_has_the_link_comes_in_as_its_role(acme, share, new_person, http) -> None:
    token, made = await share(role="admin")
    offer = (await http.get(f"/join-links/{token}")).json()
    assert (offer["organization_name"], offer["role"], offer["active"]) == ("Acme", "admin", True)
    for name in ("nora", "noel"):
        person = await new_person(name)
        assert (await person.post(f"/join-links/{token}/accept")).json()["role"] == "admin"
        assert (await person.get(acme.path)).json()["user_role"] == "admin"
        again = await person.post(f"/join-links/{token}/accept")
        assert refused(again) == (409, "already_member")
    listed = (await acme.owner.get(f"{acme.path}/join-links")).json()["join_links"]
    assert [(link["id"], link["used"]) for link in listed] == [(made["id"], 2)]
    used, joined, *_, created = (await events(acme.owner, acme))[:5]
    assert (used["action"], used["target"]["id"]) == ("join_link.used", made["id"])
    assert (joined["action"], joined["ip"]) == ("member.joined", "127.0.0.1")
    assert created["changes"]["role"] == {"from": None, "to": "admin"}


async def test_the_last_use_is_sold_once(acme, share, new_person) -> None:
    token, _ = await share(max_uses=1)
    people = [await new_person("nora") for _ in range(6)]
    answers = await asyncio.gather(*(p.post(f"/join-links/{token}/accept") for p in people))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 5
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"invitation_closed"}


async def test_a_domain_is_one_however_it_is_written(
    share, http: httpx.AsyncClient, admin_connection
) -> None:
    person = await sign_up(http, "nora")
    await admin_connection.execute(
        "UPDATE users SET email = $2, email_verified_at = now() WHERE id = $1",
        person.id,
        f"{person.name}.{person.id}@m\u00fcnchen.de",
    )
    for written in ("M\u00dcNCHEN.de", " xn--mnchen-3ya.de "):
        token, made = await share(email_domains=[written])
        assert made["email_domains"] == ["m\u00fcnchen.de"]
    assert (await person.post(f"/join-links/{token}/accept")).status_code == 200


async def test_a_link_kept_to_domains_takes_verified_emails_of_them(
    acme, share, nora, admin_connection
) -> None:
    token, _ = await share(email_domains=["Example.TEST"])
    answer = await nora.post(f"/join-links/{token}/accept")
    assert refused(answer) == (403, "invitation_for_someone_else")
    await admin_connection.execute(
        "UPDATE users SET email_verified_at = now() WHERE id = $1", nora.id
    )
    assert (await nora.post(f"/join-links/{token}/accept")).status_code == 200
    other, _ = await share(email_domains=["elsewhere.test", "ample.test"])
    assert refused(await nora.post(f"/join-links/{other}/accept"))[0] == 403


@pytest.mark.parametrize("change", ["revoked_at = now()", "expires_at = now()"])
async def test_a_link_that_is_over_lets_nobody_in(
    acme, share, nora, admin_connection, change: str
) -> None:
    token, made = await share()
    await admin_connection.execute(f"UPDATE join_links SET {change} WHERE id = $1", made["id"])
    assert refused(await nora.post(f"/join-links/{token}/accept")) == (409, "invitation_closed")


async def test_a_revoked_link_is_over_at_once_and_revoking_again_is_404(acme, share, nora) -> None:
    token, made = await share()
    path = f"{acme.path}/join-links/{made['id']}"
    assert (await acme.owner.delete(path)).status_code == 204
    assert refused(await acme.owner.delete(path)) == (404, "not_found")
    assert refused(await nora.post(f"/join-links/{token}/accept")) == (409, "invitation_closed")


async def test_a_link_dies_with_the_right_of_who_made_it(acme, adam, nora) -> None:
    answer = await adam.post(f"{acme.path}/join-links", {"role": "admin"})
    token = token_of(answer.json())
    await acme.owner.delete(acme.member("adam"))
    assert refused(await nora.post(f"/join-links/{token}/accept")) == (409, "invitation_closed")


@pytest.mark.parametrize(
    "body",
    [
        {"role": "owner"},
        {"max_uses": 0},
        {"expires_in_days": 0},
        {"expires_in_days": 10**9},
        {"email_domains": ["not a domain"]},
        {"email_domains": ["@example.test"]},
        {"email_domains": ["example.test"] * 21},
    ],
)
async def test_a_link_that_makes_no_sense_is_refused(acme, olivia, body) -> None:
    answer = await olivia.post(f"{acme.path}/join-links", body)
    assert refused(answer) == (422, "validation_failed")


async def test_members_make_no_links(acme, mia, eve) -> None:
    assert refused(await mia.post(f"{acme.path}/join-links", {})) == (403, "permission_denied")
    assert refused(await eve.post(f"{acme.path}/join-links", {})) == (404, "not_found")
