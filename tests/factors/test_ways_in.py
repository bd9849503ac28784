"""Every other way in comes to the same question: wallets, resets, invitations, and the way out."""

from __future__ import annotations

import httpx

from tenantry import Service
from tests.factors.helpers import code_of, turn_on, verify
from tests.factors.test_require import Strict, strict
from tests.identity.accounts import log_in
from tests.identity.test_reset import NEW, RESET, forgot, reset
from tests.identity.test_verification import CONFIRM
from tests.mail.mailbox import delivered
from tests.people import Person, sign_up
from tests.permissions.conftest import contract
from tests.wallets import signer as wallets
from tests.wallets.conftest import signer, wallet

__all__ = ["contract", "signer", "strict", "wallet"]


async def test_a_wallet_alone_is_not_enough(
    http: httpx.AsyncClient, wallet: wallets.Wallet
) -> None:
    person = await wallet.sign_in(http)
    app, _ = await turn_on(person)
    waiting = await wallets.verify(http, await wallet.proof(http))
    assert code_of(waiting) == "401 mfa_required"
    assert "access_token" not in waiting.json()
    signed_in = await verify(http, waiting.json()["mfa_token"], code=app.next())
    assert signed_in.json()["user"]["id"] == person.id


async def test_a_reset_password_is_not_enough(http: httpx.AsyncClient, service: Service) -> None:
    person = await sign_up(http, "ida")
    app, _ = await turn_on(person)
    async with delivered(service) as mailbox:
        proof = {"token": await mailbox.token(person.email, CONFIRM)}
        assert (await http.post("/auth/email/verify", json=proof)).is_success
        assert (await forgot(http, person.email)).status_code == 202
        token = await mailbox.token(person.email, RESET)
        assert (await reset(http, token)).status_code == 204
    waiting = await log_in(http, person.email, NEW)
    assert code_of(waiting) == "401 mfa_required"
    signed_in = await verify(http, waiting.json()["mfa_token"], code=app.next())
    assert signed_in.json()["user"]["id"] == person.id


async def test_an_invitation_lets_in_and_the_rule_keeps_out(
    http: httpx.AsyncClient, strict: Strict
) -> None:
    person = await sign_up(http, "nils")
    issued = await strict.owner.post(
        f"{strict.path}/invitations", {"email": person.email, "role": "member"}
    )
    assert issued.status_code == 201, issued.text
    token = issued.json()["link"].rpartition("/")[2]
    joined = await person.post(f"/invitations/{token}/accept")
    assert joined.is_success, joined.text
    assert code_of(await person.get(strict.path)) == "403 mfa_required_here"
    await turn_on(person)
    assert (await person.get(strict.path)).status_code == 200


async def test_the_account_can_be_deleted_without_the_factor_an_organization_wants(
    strict: Strict,
) -> None:
    mona: Person = strict.people["mona"]
    assert (await mona.delete("/auth/me")).status_code == 204
    listed = (await strict.owner.get(f"{strict.path}/members")).json()["members"]
    assert mona.id not in [member["user_id"] for member in listed]
