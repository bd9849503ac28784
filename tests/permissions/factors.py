"""What the matrix has to prepare for a request about second factors to be sound."""

from __future__ import annotations

from typing import Any

from tests.factors.authenticator import Authenticator
from tests.factors.helpers import App, add_passkey, ticket, turn_on
from tests.people import Person

_AUTH = "/api/v1/auth"
_PASSKEY = f"{_AUTH}/passkeys/{{passkey_id}}"
PREPARED = {
    f"POST {_AUTH}/mfa/totp/confirm",
    f"DELETE {_AUTH}/mfa/totp",
    f"POST {_AUTH}/mfa/recovery-codes",
    f"POST {_AUTH}/mfa/confirm",
    f"POST {_AUTH}/mfa/verify",
    f"POST {_AUTH}/passkeys/verify",
    f"POST {_AUTH}/passkeys",
    f"GET {_PASSKEY}",
    f"PATCH {_PASSKEY}",
    f"DELETE {_PASSKEY}",
}
"""Operations that find an account's factors in some state, and leave them in another."""


async def prepared(operation: str, person: Person) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Bring an account to where the operation is sound; gives its body, and the ids it names."""
    path = operation.partition(" ")[2].removeprefix(_AUTH)
    if path == "/mfa/totp/confirm":
        app = App((await person.post("/auth/mfa/totp")).json()["secret"])
        return {"code": app.next()}, {}
    if path in ("/mfa/totp", "/mfa/recovery-codes"):
        await turn_on(person)
        return None, {}
    if path in ("/mfa/confirm", "/mfa/verify"):
        _, codes = await turn_on(person)
        token = {"mfa_token": await ticket(person)} if path == "/mfa/verify" else {}
        return {"recovery_code": codes[0], **token}, {}
    if path == "/passkeys":
        options = (await person.post("/auth/passkeys/options")).json()["publicKey"]
        return {"credential": Authenticator().create(options)}, {}
    device, made = await add_passkey(person)
    if path == "/passkeys/verify":
        asked = (await person.post("/auth/passkeys/challenge", {})).json()["publicKey"]
        return {"credential": device.get(asked)}, {}
    body = {"name": "Renamed"} if operation.startswith("PATCH") else None
    return body, {"passkey_id": made["id"]}
