"""Coming in by an invitation: its receiver, once, and nobody else."""

from __future__ import annotations

import asyncio

import pytest

from tests.audit.test_recorded import AGENT
from tests.audit.trail import events
from tests.invitations.conftest import mailed_token, token_of
from tests.invitations.test_invite import refused
from tests.people import PASSWORD, Person


async def test_who_was_invited_comes_in_as_what_was_offered(acme, invite, nora, olivia) -> None:
    grants = [{"workspace_id": acme.workspaces["support"], "role": "viewer"}]
    token = token_of(await invite(nora.email, "member", workspaces=grants))
    offer = (await nora.get(f"/invitations/{token}")).json()
    assert offer["organization_name"] == "Acme" and offer["invited_by_name"] == "Olivia"
    assert [(w["name"], w["role"]) for w in offer["workspaces"]] == [("Support", "viewer")]
    joined = await nora.post(f"/invitations/{token}/accept")
    assert joined.status_code == 200, joined.text
    assert joined.json()["role"] == "member"
    workspace = (await nora.get(acme.workspace())).json()
    assert workspace["user_role"] == "viewer"
    listed = (await olivia.get(f"{acme.path}/invitations")).json()["invitations"]
    assert listed[0]["state"] == "accepted"


async def test_another_account_is_refused(acme, invite, nora, eve) -> None:
    token = token_of(await invite(nora.email))
    answer = await eve.post(f"/invitations/{token}/accept")
    assert refused(answer) == (403, "invitation_for_someone_else")
    assert refused(await eve.get(acme.path)) == (404, "not_found")


async def test_accepting_twice_and_at_once_makes_one_membership(acme, invite, nora, olivia) -> None:
    token = token_of(await invite(nora.email))
    answers = await asyncio.gather(*(nora.post(f"/invitations/{token}/accept") for _ in range(8)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.json()["member_id"] for a in answers}) == 1
    members = (await olivia.get(f"{acme.path}/members", params={"q": nora.email})).json()
    assert members["total"] == 1


async def test_an_inviter_who_lost_the_right_makes_it_void(acme, invite, nora, adam) -> None:
    token = token_of(await invite(nora.email, by=adam))
    changed = await acme.owner.put(acme.member("adam"), {"role": "member"})
    assert changed.status_code == 200
    assert (await nora.get(f"/invitations/{token}")).json()["state"] == "void"
    answer = await nora.post(f"/invitations/{token}/accept")
    assert refused(answer) == (409, "invitation_closed") and answer.json()["state"] == "void"


@pytest.mark.parametrize(
    ("column", "state"), [("expires_at", "expired"), ("revoked_at", "revoked")]
)
async def test_a_closed_invitation_lets_nobody_in(
    acme, invite, nora, admin_connection, column: str, state: str
) -> None:
    issued = await invite(nora.email)
    await admin_connection.execute(
        f"UPDATE invitations SET {column} = now() WHERE id = $1", issued["id"]
    )
    for verb in ("accept", "decline"):
        answer = await nora.post(f"/invitations/{token_of(issued)}/{verb}")
        assert refused(answer) == (409, "invitation_closed")
        assert answer.json()["state"] == state
    assert refused(await nora.get(acme.path)) == (404, "not_found")


async def test_declining_needs_no_account_and_is_final(acme, invite, http, nora) -> None:
    token = token_of(await invite(nora.email))
    assert (await http.post(f"/invitations/{token}/decline")).status_code == 204
    answer = await nora.post(f"/invitations/{token}/accept")
    assert refused(answer) == (409, "invitation_closed")
    assert answer.json()["state"] == "declined"


async def test_only_a_verified_address_finds_its_invitations(
    acme, invite, nora, admin_connection
) -> None:
    issued = await invite(nora.email)
    path = f"{acme.path}/invitations/{issued['id']}/accept"
    assert (await nora.get("/invitations")).json() == {"invitations": []}
    assert refused(await nora.post(path)) == (404, "not_found")
    await admin_connection.execute(
        "UPDATE users SET email_verified_at = now() WHERE id = $1", nora.id
    )
    (mine,) = (await nora.get("/invitations")).json()["invitations"]
    assert (mine["id"], mine["organization_id"]) == (issued["id"], acme.id)
    assert (await nora.post(path)).status_code == 200
    assert (await nora.get("/invitations")).json() == {"invitations": []}


async def test_ones_own_invitation_can_be_declined_without_its_link(
    acme, invite, nora, admin_connection
) -> None:
    issued = await invite(nora.email)
    await admin_connection.execute(
        "UPDATE users SET email_verified_at = now() WHERE id = $1", nora.id
    )
    answer = await nora.post(f"{acme.path}/invitations/{issued['id']}/decline")
    assert answer.status_code == 204
    assert (await nora.get("/invitations")).json() == {"invitations": []}


async def test_a_member_meanwhile_is_told_so(acme, invite, nora) -> None:
    token = token_of(await invite(nora.email))
    await acme.add(nora, "member")
    answer = await nora.post(f"/invitations/{token}/accept")
    assert refused(answer) == (409, "already_member")


async def test_a_suspended_organization_takes_nobody_in(
    acme, invite, nora, admin_connection
) -> None:
    token = token_of(await invite(nora.email))
    await admin_connection.execute(
        "UPDATE organizations SET suspended_at = now() WHERE id = $1", acme.id
    )
    answer = await nora.post(f"/invitations/{token}/accept")
    assert refused(answer) == (402, "subscription_suspended")


async def test_a_workspace_gone_meanwhile_is_left_out(acme, invite, nora, olivia) -> None:
    grants = [{"workspace_id": acme.workspaces["support"], "role": "viewer"}]
    token = token_of(await invite(nora.email, workspaces=grants))
    assert (await olivia.delete(acme.workspace())).status_code == 204
    assert (await nora.post(f"/invitations/{token}/accept")).status_code == 200
    assert (await nora.get(f"{acme.path}/workspaces")).json()["total"] == 0


@pytest.mark.parametrize(
    "token", ["x", "é" * 9, "A" * 56, "A" * 5000, "../../orgs", "a b", "-" * 56]
)
async def test_what_is_no_token_leads_nowhere(nora, http, token: str) -> None:
    for answer in (
        await http.get(f"/invitations/{token}"),
        await nora.post(f"/invitations/{token}/accept"),
        await http.post(f"/invitations/{token}/decline"),
        await http.get(f"/join-links/{token}"),
    ):
        assert answer.status_code in (404, 405), (token, answer.text)


async def test_an_invitation_signs_up_in_one_step(acme, invite, service, http) -> None:
    email = f"fresh.{acme.slug}@example.test"
    await invite(email, "admin")
    mailed = await mailed_token(service, email)
    body = {"email": email, "password": PASSWORD, "invitation": mailed}
    answer = await http.post("/auth/signup", json=body)
    assert answer.status_code == 201, answer.text
    token = answer.json()
    assert token["user"]["email_verified"] is True
    context = token["context"]
    assert (context["organization_id"], context["organization_role"]) == (acme.id, "admin")


async def test_the_mailed_link_proves_the_address_it_was_sent_to(
    acme, invite, service, nora
) -> None:
    await invite(nora.email)
    mailed = await mailed_token(service, nora.email)
    assert (await nora.post(f"/invitations/{mailed}/accept")).status_code == 200
    assert (await nora.get("/auth/me")).json()["email_verified"] is True
    history = (await nora.get("/auth/events")).json()["events"]
    assert "user.email_verified" in [event["action"] for event in history]


async def test_the_link_an_inviter_is_shown_proves_no_address(acme, invite, globex, http) -> None:
    """Else whoever has an organization could prove any address, and take what is sent there."""
    victim = f"victim.{acme.slug}@example.test"
    await invite(victim, "admin")
    attacker = globex.owner
    made = await attacker.post(f"{globex.path}/invitations", {"email": victim, "role": "member"})
    body = {"email": victim, "password": PASSWORD, "invitation": token_of(made.json())}
    answer = await http.post("/auth/signup", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["context"]["organization_id"] == globex.id
    assert answer.json()["user"]["email_verified"] is False
    disguised = Person("victim", victim, http, answer.json())
    assert (await disguised.get("/invitations")).json() == {"invitations": []}


async def test_an_invitation_signs_up_nobody_else(acme, invite, http) -> None:
    issued = await invite(f"right.{acme.slug}@example.test")
    wrong = f"wrong.{acme.slug}@example.test"
    body = {"email": wrong, "password": PASSWORD, "invitation": token_of(issued)}
    answer = await http.post("/auth/signup", json=body)
    assert refused(answer) == (403, "invitation_for_someone_else")
    unknown = await http.post("/auth/login", json={"email": wrong, "password": PASSWORD})
    assert refused(unknown) == (401, "invalid_credentials")


async def test_who_comes_in_is_in_the_trail_with_where_from_and_into_what(
    acme, invite, nora
) -> None:
    grants = [{"workspace_id": acme.workspaces["support"], "role": "viewer"}]
    issued = await invite(nora.email, "member", workspaces=grants)
    await nora.post(f"/invitations/{token_of(issued)}/accept", headers=AGENT)
    accepted, added, joined = (await events(acme.owner, acme))[:3]
    assert (joined["action"], added["action"], accepted["action"]) == (
        "member.joined",
        "workspace_member.added",
        "invitation.accepted",
    )
    assert added["target"] == {"type": "workspace_member", "id": nora.id, "name": "Nora"}
    assert added["workspace_id"] == acme.workspaces["support"]
    assert added["changes"] == {"role": {"from": None, "to": "viewer"}}
    assert accepted["target"] == {"type": "invitation", "id": issued["id"], "name": nora.email}
    for event in (joined, added, accepted):
        assert (event["ip"], event["user_agent"]) == ("127.0.0.1", "Tester/1.0")
        assert event["request_id"] == "the-request"
