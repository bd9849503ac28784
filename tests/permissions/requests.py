"""One sound request for each operation, which only permission stands against."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.people import PASSWORD, Person
from tests.permissions import factors, wallets
from tests.permissions.stage import Stage
from tests.permissions.table import DEMANDS, ENTERS_WORKSPACE

_numbers = itertools.count(1)
Body = dict[str, Any]
_WALLET = {"provider": "evm", "address": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}
SIGNED = {"POST /api/v1/auth/wallet/verify", "POST /api/v1/auth/wallet/link"}
"""Operations whose body a wallet signs."""

BODIES: dict[str, Callable[[Stage, Person], Body]] = {
    "POST /api/v1/auth/signup": lambda stage, actor: {
        "email": f"newcomer.{next(_numbers)}@example.test",
        "password": PASSWORD,
    },
    "POST /api/v1/auth/login": lambda stage, actor: {"email": actor.email, "password": PASSWORD},
    "POST /api/v1/auth/refresh": lambda stage, actor: {
        "refresh_token": actor.token["refresh_token"]
    },
    "PATCH /api/v1/auth/me": lambda stage, actor: {"display_name": "Renamed"},
    "POST /api/v1/auth/password/change": lambda stage, actor: {
        "current_password": PASSWORD,
        "new_password": "another fine passphrase",
    },
    "POST /api/v1/auth/password/forgot": lambda stage, actor: {"email": actor.email},
    "POST /api/v1/auth/password/reset": lambda stage, actor: {
        "token": stage.reset_token,
        "password": "another fine passphrase",
    },
    "POST /api/v1/auth/email/verify": lambda stage, actor: {"token": stage.verification_token},
    "POST /api/v1/auth/email/change": lambda stage, actor: {
        "email": f"moved.{next(_numbers)}@example.test",
        "password": PASSWORD,
    },
    "POST /api/v1/auth/wallet/challenge": lambda stage, actor: _WALLET,
    "POST /api/v1/auth/wallet/link/challenge": lambda stage, actor: {**_WALLET, "purpose": "link"},
    "POST /api/v1/auth/wallet/verify": lambda stage, actor: {},
    "POST /api/v1/auth/wallet/link": lambda stage, actor: {},
    "POST /api/v1/auth/passkeys/challenge": lambda stage, actor: {},
    "POST /api/v1/auth/mfa/totp/confirm": lambda stage, actor: {},
    "POST /api/v1/auth/mfa/confirm": lambda stage, actor: {},
    "POST /api/v1/auth/mfa/verify": lambda stage, actor: {},
    "POST /api/v1/auth/passkeys/verify": lambda stage, actor: {},
    "POST /api/v1/auth/passkeys": lambda stage, actor: {},
    "PATCH /api/v1/auth/passkeys/{passkey_id}": lambda stage, actor: {},
    "POST /api/v1/auth/confirm": lambda stage, actor: {"password": PASSWORD},
    "POST /api/v1/orgs": lambda stage, actor: {"name": "Another"},
    "PUT /api/v1/orgs/{org_id}": lambda stage, actor: {"name": "Replaced"},
    "PATCH /api/v1/orgs/{org_id}": lambda stage, actor: {"name": "Renamed"},
    "POST /api/v1/orgs/{org_id}/members": lambda stage, actor: {
        "user_id": stage.cast["stranger"].id,
        "role": "member",
    },
    "PUT /api/v1/orgs/{org_id}/members/{member_id}": lambda stage, actor: {"role": "admin"},
    "POST /api/v1/orgs/{org_id}/ownership": lambda stage, actor: {"member_id": stage.member_id},
    "POST /api/v1/orgs/{org_id}/workspaces": lambda stage, actor: {"name": "Sales"},
    "PUT /api/v1/orgs/{org_id}/workspaces/{workspace_id}": lambda stage, actor: {"name": "Desk"},
    "PATCH /api/v1/orgs/{org_id}/workspaces/{workspace_id}": lambda stage, actor: {"name": "Desk"},
    "POST /api/v1/orgs/{org_id}/workspaces/{workspace_id}/members": lambda stage, actor: {
        "user_id": stage.cast["colleague"].id,
        "role": "editor",
    },
    "PUT /api/v1/orgs/{org_id}/workspaces/{workspace_id}/members/{member_id}": (
        lambda stage, actor: {"role": "editor"}
    ),
    "POST /api/v1/orgs/{org_id}/invitations": lambda stage, actor: {
        "email": f"guest.{next(_numbers)}@example.test",
        "role": "member",
    },
    "POST /api/v1/orgs/{org_id}/join-links": lambda stage, actor: {},
    "POST /api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots": lambda stage, actor: {
        "name": "Helper"
    },
    "POST /api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}/messages": (
        lambda stage, actor: {"content": "Hello?"}
    ),
    "PUT /api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}": (
        lambda stage, actor: {"name": "Helper"}
    ),
    "PATCH /api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}": (
        lambda stage, actor: {"name": "Helper"}
    ),
    "POST /api/v1/orgs/{org_id}/subscription/preview": lambda stage, actor: {"tier": "free"},
    "PUT /api/v1/orgs/{org_id}/subscription": lambda stage, actor: {"tier": "pro"},
    "POST /api/v1/switch/organization": lambda stage, actor: {"organization_id": stage.org_id},
    "POST /api/v1/switch/workspace": lambda stage, actor: {"workspace_id": stage.workspace_id},
}

WEARING = {
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/logout",
    "DELETE /api/v1/auth/me",
    "DELETE /api/v1/auth/sessions",
    "DELETE /api/v1/auth/sessions/{session_id}",
    "POST /api/v1/auth/password/change",
    "DELETE /api/v1/auth/identities/{identity_id}",
    *factors.PREPARED,
}
"""Operations that leave an account or a session unfit for the next request."""


@dataclass(frozen=True)
class Outcome:
    """What came back."""

    status: int
    code: str | None

    @property
    def verdict(self) -> str:
        return "ok" if self.status < 300 else str(self)

    def __str__(self) -> str:
        return f"{self.status} {self.code}" if self.code else str(self.status)


def path_of(operation: str, stage: Stage, **replaced: str) -> str:
    """Fill in the address of an operation; `replaced` names other ids than the stage's."""
    path = operation.partition(" ")[2]
    in_workspace = "{workspace_id}" in path
    ids = {
        "org_id": stage.org_id,
        "workspace_id": stage.workspace_id,
        "member_id": stage.workspace_member_id if in_workspace else stage.member_id,
        "organization_id": stage.org_id,
        "invitation_id": stage.invitation_id,
        "link_id": stage.link_id,
        "chatbot_id": stage.chatbot_id,
        "token": stage.link_token if "/join-links/" in path else stage.invitation_token,
    }
    return path.format(**{**ids, **replaced})


async def ask(
    root: httpx.AsyncClient, operation: str, stage: Stage, actor: Person | None, **ids: str
) -> httpx.Response:
    """Send the sound request of an operation, as someone or with no token."""
    speaker = actor or stage.cast["viewer"]
    token = None if actor is None else actor.access_token
    if "{session_id}" in operation and "session_id" not in ids:
        ids["session_id"] = await _session_of(root, speaker)
    if DEMANDS[operation] == ENTERS_WORKSPACE and actor is not None:
        token = await _token_for(root, actor, stage.org_id)
    if "{identity_id}" in operation and "identity_id" not in ids:
        ids["identity_id"] = await wallets.linked(root, speaker.access_token)
    body = BODIES.get(operation)
    sent = None if body is None else body(stage, speaker)
    if operation in SIGNED:
        sent = await wallets.signed(root, operation, speaker.access_token)
    if operation in factors.PREPARED:
        sent, made = await factors.prepared(operation, speaker)
        ids = {**made, **ids}
    return await root.request(
        operation.partition(" ")[0],
        path_of(operation, stage, **ids),
        headers={} if token is None else {"Authorization": f"Bearer {token}"},
        json=sent,
    )


async def _session_of(root: httpx.AsyncClient, person: Person) -> str:
    headers = {"Authorization": f"Bearer {person.access_token}"}
    listed = (await root.get("/api/v1/auth/sessions", headers=headers)).json()["sessions"]
    return str(next(session["id"] for session in listed if session["current"]))


async def _token_for(root: httpx.AsyncClient, person: Person, org_id: str) -> str:
    """Get a token for an organization; an outsider keeps the one they have."""
    headers = {"Authorization": f"Bearer {person.access_token}"}
    wanted = {"organization_id": org_id}
    answer = await root.post("/api/v1/switch/organization", json=wanted, headers=headers)
    return str(answer.json().get("access_token", person.access_token))


def outcome(response: httpx.Response) -> Outcome:
    """Reduce a response to what the matrix records."""
    code = response.json()["code"] if response.status_code >= 400 else None
    return Outcome(response.status_code, code)
