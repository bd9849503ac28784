"""An account made in someone else's name: who proves the address gets it for themselves alone."""

from __future__ import annotations

import httpx
import pyotp
import pytest

from tests.factors.helpers import add_passkey, turn_on
from tests.identity.accounts import log_in
from tests.identity.test_reset import NEW, forgot, reset
from tests.mail.mailbox import Mailbox
from tests.wallets.conftest import signer
from tests.wallets.signer import Signer, verify

__all__ = ["signer"]

RESET = "Set a new password"


async def test_a_first_proof_of_the_address_shuts_out_whoever_made_the_account(
    http: httpx.AsyncClient, mailbox: Mailbox, new_person, signer: Signer
) -> None:
    stranger = await new_person("stranger")
    wallet = await signer.wallet("evm")
    assert (await wallet.link_to(stranger)).status_code == 201
    await add_passkey(stranger)
    await forgot(http, stranger.email)
    assert (await reset(http, await mailbox.token(stranger.email, RESET))).status_code == 204
    mine = await log_in(http, stranger.email, NEW)
    assert mine.status_code == 200, "no second factor of the stranger's stands in the way"
    headers = {"Authorization": f"Bearer {mine.json()['access_token']}"}
    ways = (await http.get("/auth/identities", headers=headers)).json()["identities"]
    assert [way["provider"] for way in ways] == ["password"]
    other = await verify(http, await wallet.proof(http))
    assert other.json()["user"]["id"] != stranger.id


@pytest.mark.parametrize("verified", [True, False])
async def test_a_second_factor_outlives_a_reset_only_where_the_address_was_proved(
    http: httpx.AsyncClient, mailbox: Mailbox, new_person, verified: bool
) -> None:
    person = await new_person("nora")
    if verified:
        token = await mailbox.token(person.email, "Confirm")
        assert (await http.post("/auth/email/verify", json={"token": token})).status_code == 204
    app, _ = await turn_on(person)
    assert isinstance(app.totp, pyotp.TOTP)
    await forgot(http, person.email)
    await reset(http, await mailbox.token(person.email, RESET))
    assert (await log_in(http, person.email, NEW)).status_code == (401 if verified else 200)
