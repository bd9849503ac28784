"""Steps that the tests of second factors take, over HTTP, by the real clock."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pyotp

from tests.factors.authenticator import Authenticator
from tests.identity.accounts import log_in
from tests.people import Person

_LOOKED_AT_SECONDS = 2


class App:
    """An authenticator app: it shows the code of a step once, as a step is good once."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)
        self.shown = 0

    def at(self, seconds: int = 0) -> str:
        """Show the code of so many seconds from now."""
        return self.totp.at(int(time.time()) + seconds)

    def next(self) -> str:
        """Show a code that is good and was not shown: of the last step, this one or the next."""
        now = _step()
        self.shown = max(self.shown + 1, now - 1)
        assert self.shown <= now + 1, "three codes are good at a time: use another person"
        return self.totp.generate_otp(self.shown)

    def wrong(self) -> str:
        """Make up a code that no step near now has."""
        now = int(time.time())
        near = {self.totp.at(now + 30 * step) for step in range(-3, 4)}
        return next(code for code in map("{:06}".format, range(10)) if code not in near)


def _step() -> int:
    """Count the steps of 30 s up to now; waits out one that may end before a code is looked at."""
    left = 30 - time.time() % 30
    if left < _LOOKED_AT_SECONDS:
        time.sleep(left)
    return int(time.time()) // 30


async def turn_on(person: Person) -> tuple[App, list[str]]:
    """Set an authenticator app up; gives it and the recovery codes."""
    started = await person.post("/auth/mfa/totp")
    assert started.status_code == 200, started.text
    app = App(started.json()["secret"])
    confirmed = await person.post("/auth/mfa/totp/confirm", {"code": app.next()})
    assert confirmed.status_code == 200, confirmed.text
    return app, confirmed.json()["recovery_codes"]


async def ticket(person: Person, **fields: Any) -> str:
    """Sign in as far as the second factor; gives the mfa_token."""
    answer = await log_in(person.http, person.email, **fields)
    assert (answer.status_code, answer.json()["code"]) == (401, "mfa_required"), answer.text
    return str(answer.json()["mfa_token"])


async def verify(http: httpx.AsyncClient, token: str, **proof: Any) -> httpx.Response:
    return await http.post("/auth/mfa/verify", json={"mfa_token": token, **proof})


async def sign_in_with(person: Person, **proof: Any) -> Person:
    """Sign in with a second factor: another session."""
    answer = await verify(person.http, await ticket(person), **proof)
    assert answer.status_code == 200, answer.text
    return Person(person.name, person.email, person.http, answer.json())


async def add_passkey(
    person: Person, device: Authenticator | None = None, **fields: Any
) -> tuple[Authenticator, dict[str, Any]]:
    """Register a passkey; gives the device and what was answered."""
    device = device or Authenticator()
    answer = await offer_and_create(person, device, **fields)
    assert answer.status_code == 201, answer.text
    return device, answer.json()


async def offer_and_create(person: Person, device: Authenticator, **fields: Any) -> httpx.Response:
    options = (await person.post("/auth/passkeys/options")).json()["publicKey"]
    return await person.post("/auth/passkeys", {"credential": device.create(options), **fields})


async def challenge(http: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """Ask for a public challenge."""
    answer = await http.post("/auth/passkeys/challenge", json=fields)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["publicKey"])


async def sign_in_by(http: httpx.AsyncClient, device: Authenticator) -> httpx.Response:
    """Sign in with a passkey alone."""
    credential = device.get(await challenge(http))
    return await http.post("/auth/passkeys/verify", json={"credential": credential})


def code_of(answer: httpx.Response) -> str:
    """Say how an answer was refused; empty where it was not."""
    return "" if answer.is_success else f"{answer.status_code} {answer.json()['code']}"
