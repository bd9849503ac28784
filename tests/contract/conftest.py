"""The contract, a client that holds every answer to it, and a place where nothing is dear."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest_asyncio

from tests.contract.fixtures import contract, root
from tests.people import Person, found, sign_up

__all__ = ["contract", "root"]


@dataclass(frozen=True)
class Home:
    """An owner with an organization and a second workspace, and how to write to it in raw bytes."""

    client: httpx.AsyncClient
    owner: Person
    ids: dict[str, str]

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.owner.access_token}"}

    async def send(
        self,
        operation: str,
        content: object = None,
        headers: dict[str, str] | None = None,
        query: str = "",
    ) -> httpx.Response:
        """Send raw bytes to `METHOD /path/{org_id}` below the API, as JSON if nothing else."""
        method, path = operation.split(" ")
        kind = {} if content is None else {"Content-Type": "application/json"}
        return await self.client.request(
            method,
            f"/api/v1{path.format(**self.ids)}{query}",
            content=content,
            headers={**self.authorization, **kind, **(headers or {})},
        )


@pytest_asyncio.fixture(scope="session")
async def home(root: httpx.AsyncClient, http: httpx.AsyncClient) -> Home:
    """A place for hostile requests, which refuse to change it."""
    owner = await sign_up(http, "hestia")
    place = await found(owner, "Home")
    await place.add_workspace("hall")
    await place.add_chatbot("hall")
    await owner.switch(place.id)
    ids = {
        "org_id": place.id,
        "workspace_id": place.workspaces["hall"],
        "member_id": place.members[owner.name],
        "user_id": owner.id,
        "chatbot_id": place.chatbots["hall"],
    }
    return Home(root, owner, ids)
