"""Asking someone in: who may, whom, and what becomes of it."""

from __future__ import annotations

import asyncio

import pytest

from tests.invitations.conftest import token_of


def refused(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_an_invitation_is_listed_with_all_it_offers(acme, invite, olivia) -> None:
    grants = [{"workspace_id": acme.workspaces["support"], "role": "editor"}]
    issued = await invite("New.Person@Example.test", "admin", workspaces=grants)
    assert issued["email"] == "new.person@example.test"
    assert (issued["role"], issued["state"], issued["workspaces"]) == ("admin", "pending", grants)
    page = (await olivia.get(f"{acme.path}/invitations")).json()
    link = issued.pop("link")
    assert link.startswith("http") and page["total"] == 1 and page["invitations"] == [issued]


async def test_only_those_who_may_invite_do(acme, invite, mia, vera, eve, adam, http) -> None:
    body = {"email": "x@example.test", "role": "member"}
    for person in (mia, vera):
        assert refused(await person.post(f"{acme.path}/invitations", body)) == (
            403,
            "permission_denied",
        )
    assert refused(await eve.post(f"{acme.path}/invitations", body)) == (404, "not_found")
    assert (await http.post(f"{acme.path}/invitations", json=body)).status_code == 401
    assert (await adam.post(f"{acme.path}/invitations", body)).status_code == 201


async def test_nobody_invites_above_their_own_role(acme, adam) -> None:
    body = {"email": "boss@example.test", "role": "owner"}
    assert refused(await adam.post(f"{acme.path}/invitations", body)) == (403, "role_too_high")


async def test_an_address_is_invited_once_at_a_time(acme, invite, olivia) -> None:
    body = {"email": "twice@example.test", "role": "member"}
    answers = await asyncio.gather(
        *(olivia.post(f"{acme.path}/invitations", body) for _ in range(8))
    )
    assert sorted(a.status_code for a in answers) == [201] + [409] * 7
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"already_invited"}


async def test_a_revoked_address_can_be_invited_anew(acme, invite, olivia) -> None:
    first = await invite("again@example.test")
    path = f"{acme.path}/invitations/{first['id']}"
    assert (await olivia.delete(path)).status_code == 204
    assert refused(await olivia.delete(path)) == (409, "invitation_closed")
    assert refused(await olivia.post(f"{path}/resend")) == (409, "invitation_closed")
    second = await invite("again@example.test")
    assert second["id"] != first["id"]


async def test_an_expired_invitation_makes_room(acme, invite, admin_connection, olivia) -> None:
    first = await invite("late@example.test")
    await admin_connection.execute(
        "UPDATE invitations SET expires_at = now() WHERE id = $1", first["id"]
    )
    listed = await olivia.get(f"{acme.path}/invitations", params={"state": "expired"})
    assert [one["id"] for one in listed.json()["invitations"]] == [first["id"]]
    await invite("late@example.test")


async def test_a_member_is_not_invited(acme, olivia, mia) -> None:
    body = {"email": mia.email, "role": "admin"}
    answer = await olivia.post(f"{acme.path}/invitations", body)
    assert refused(answer) == (409, "already_member")


@pytest.mark.parametrize(
    "body",
    [
        {"role": "member"},
        {"email": "a@example.test", "role": "member", "wallet": {"provider": "evm", "address": ""}},
        {"email": "nobody", "role": "member"},
        {"email": "a@example.test", "role": "editor"},
        {"email": "a@example.test\r\nBcc: x@example.test", "role": "member"},
        {"email": "a@example.test", "role": "member", "workspaces": [{"workspace_id": "1"}]},
    ],
)
async def test_what_is_no_address_or_role_is_refused(acme, olivia, body) -> None:
    answer = await olivia.post(f"{acme.path}/invitations", body)
    assert refused(answer) == (422, "validation_failed")


async def test_a_workspace_of_another_organization_cannot_be_granted(acme, globex, olivia) -> None:
    grants = [{"workspace_id": globex.default_id, "role": "viewer"}]
    body = {"email": "w@example.test", "role": "member", "workspaces": grants}
    answer = await olivia.post(f"{acme.path}/invitations", body)
    assert refused(answer) == (422, "validation_failed")
    assert (await olivia.get(f"{acme.path}/invitations")).json()["total"] == 0


async def test_nobody_is_invited_into_a_frozen_workspace(acme, olivia, admin_connection) -> None:
    await acme.add_workspace("later")
    await admin_connection.execute(
        "UPDATE workspaces SET frozen_at = now() WHERE id = $1", acme.workspaces["later"]
    )
    grants = [{"workspace_id": acme.workspaces["later"], "role": "viewer"}]
    body = {"email": "cold@example.test", "role": "member", "workspaces": grants}
    answer = await olivia.post(f"{acme.path}/invitations", body)
    assert refused(answer) == (402, "frozen")
    assert (await olivia.get(f"{acme.path}/invitations")).json()["total"] == 0


async def test_sending_again_voids_the_link_before(acme, invite, olivia, http) -> None:
    first = await invite("resend@example.test")
    again = (await olivia.post(f"{acme.path}/invitations/{first['id']}/resend")).json()
    assert again["id"] == first["id"] and again["link"] != first["link"]
    assert (await http.get(f"/invitations/{token_of(first)}")).status_code == 404
    assert (await http.get(f"/invitations/{token_of(again)}")).json()["state"] == "pending"


async def test_eve_sees_no_invitation_of_acme(acme, invite, eve) -> None:
    issued = await invite("hidden@example.test")
    assert refused(await eve.get(f"{acme.path}/invitations")) == (404, "not_found")
    path = f"{acme.path}/invitations/{issued['id']}"
    assert refused(await eve.delete(path)) == (404, "not_found")
    for verb in ("accept", "decline"):
        assert refused(await eve.post(f"{path}/{verb}")) == (404, "not_found")


async def test_the_trail_says_who_was_invited(acme, invite, olivia) -> None:
    issued = await invite("trail@example.test")
    await olivia.delete(f"{acme.path}/invitations/{issued['id']}")
    events = (await olivia.get(f"{acme.path}/audit")).json()["events"]
    assert [(e["action"], e["target"]["name"]) for e in events[:2]] == [
        ("invitation.revoked", "trail@example.test"),
        ("invitation.created", "trail@example.test"),
    ]
