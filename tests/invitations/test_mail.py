"""The mail that asks someone in, as it comes to them."""

from __future__ import annotations

import re
from uuid import uuid4

from tests.invitations.conftest import token_in
from tests.mail.mailbox import delivered, text_of


async def test_who_is_invited_gets_a_mail_whose_link_lets_them_in(
    acme, invite, service, http
) -> None:
    address = f"{uuid4().hex}@example.test"
    await invite(address)
    async with delivered(service) as mailbox:
        mail = await mailbox.next(address)
    assert mail["Subject"] == "Olivia invites you to Acme"
    text = text_of(mail)
    token = re.search(r"/invitations/([\w-]+)", text)
    assert token and token[0] in text_of(mail, "html")
    assert (await http.get(f"/invitations/{token[1]}")).status_code == 200


async def test_sending_again_mails_the_new_link(acme, invite, service, olivia, http) -> None:
    address = f"{uuid4().hex}@example.test"
    first = await invite(address)
    await olivia.post(f"{acme.path}/invitations/{first['id']}/resend")
    async with delivered(service) as mailbox:
        old, new = [token_in(await mailbox.next(address)) for _ in range(2)]
    assert (await http.get(f"/invitations/{old}")).status_code == 404
    assert (await http.get(f"/invitations/{new}")).status_code == 200


async def test_the_name_of_an_organization_writes_no_mail_of_its_own(
    acme, invite, service, olivia
) -> None:
    hostile = "Free money at evil.example <b>now</b> {{ link }}"
    await olivia.patch(acme.path, {"name": hostile})
    address = f"{uuid4().hex}@example.test"
    await invite(address)
    async with delivered(service) as mailbox:
        mail = await mailbox.next(address)
    assert "<b>" not in text_of(mail, "html") and "evil.example" not in text_of(mail)


async def test_a_refused_invitation_mails_nobody(acme, service, adam) -> None:
    address = f"{uuid4().hex}@example.test"
    await adam.post(f"{acme.path}/invitations", {"email": address, "role": "owner"})
    answer = await adam.post(f"{acme.path}/invitations", {"email": f"x{address}", "role": "member"})
    assert answer.status_code == 201
    async with delivered(service) as mailbox:
        await mailbox.next(f"x{address}")
        assert mailbox.waiting(address) == []
