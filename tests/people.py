"""The cast of the tests: people who signed in for real, and the organizations they share."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import httpx

TOKEN_MINUTES = 120
"""Longer than the longest run: those who sign in once for all tests stay signed in."""
PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


@dataclass
class Person:
    """Someone with a session of their own, who speaks to the API over HTTP."""

    name: str
    email: str
    http: httpx.AsyncClient
    token: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.token["user"]["id"])

    @property
    def access_token(self) -> str:
        return str(self.token["access_token"])

    async def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.access_token}", **options.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.request("GET", path, **options)

    async def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.request("POST", path, json=json, **options)

    async def put(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.request("PUT", path, json=json, **options)

    async def patch(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.request("PATCH", path, json=json, **options)

    async def delete(self, path: str, **options: Any) -> httpx.Response:
        return await self.request("DELETE", path, **options)

    async def switch(self, organization_id: str, workspace_id: str | None = None) -> None:
        """Take a token for another context."""
        wanted = {"organization_id": organization_id, "workspace_id": workspace_id}
        answer = await self.post("/switch/organization", wanted)
        assert answer.status_code == 200, answer.text
        self.token = {**self.token, "access_token": answer.json()["access_token"]}


async def sign_up(http: httpx.AsyncClient, name: str) -> Person:
    """Sign someone up under an email nobody has yet."""
    email = f"{name}.{next(_numbers)}@example.test"
    body = {"email": email, "password": PASSWORD, "display_name": name.capitalize()}
    answer = await http.post("/auth/signup", json=body)
    assert answer.status_code == 201, answer.text
    return Person(name, email, http, answer.json())


async def sign_in(person: Person) -> Person:
    """Sign the same person in again: another session."""
    body = {"email": person.email, "password": PASSWORD}
    answer = await person.http.post("/auth/login", json=body)
    assert answer.status_code == 200, answer.text
    return Person(person.name, person.email, person.http, answer.json())


@dataclass
class Place:
    """An organization made for one test, with ids by name."""

    id: str
    slug: str
    default_id: str
    owner: Person
    members: dict[str, str] = field(default_factory=dict)
    """Membership ids by person's name."""
    workspaces: dict[str, str] = field(default_factory=dict)
    """Workspace ids by slug."""
    workspace_members: dict[str, str] = field(default_factory=dict)
    """Ids of memberships in the workspace `support`, by person's name."""
    chatbots: dict[str, str] = field(default_factory=dict)
    """The chatbot of each workspace that has one, by slug."""

    @property
    def path(self) -> str:
        return f"/orgs/{self.id}"

    def workspace(self, slug: str = "support") -> str:
        return f"{self.path}/workspaces/{self.workspaces[slug]}"

    def member(self, name: str) -> str:
        return f"{self.path}/members/{self.members[name]}"

    async def add(self, person: Person, role: str) -> None:
        answer = await self.owner.post(f"{self.path}/members", {"user_id": person.id, "role": role})
        assert answer.status_code == 201, answer.text
        self.members[person.name] = answer.json()["id"]

    async def add_workspace(self, slug: str) -> None:
        answer = await self.owner.post(
            f"{self.path}/workspaces", {"name": slug.capitalize(), "slug": slug}
        )
        assert answer.status_code == 201, answer.text
        self.workspaces[slug] = answer.json()["id"]

    async def add_chatbot(self, slug: str) -> None:
        answer = await self.owner.post(f"{self.workspace(slug)}/chatbots", {"name": "Helper"})
        assert answer.status_code == 201, answer.text
        self.chatbots[slug] = answer.json()["id"]

    async def let_in(self, person: Person, role: str, slug: str = "support") -> None:
        answer = await self.owner.post(
            f"{self.workspace(slug)}/members", {"user_id": person.id, "role": role}
        )
        assert answer.status_code == 201, answer.text
        if slug == "support":
            self.workspace_members[person.name] = answer.json()["id"]


async def found(owner: Person, name: str) -> Place:
    """Create an organization."""
    answer = await owner.post("/orgs", {"name": name})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    detail = (await owner.get(f"/orgs/{made['id']}")).json()
    default = detail["workspaces"][0]["id"]
    return Place(
        made["id"],
        made["slug"],
        default,
        owner,
        members={owner.name: detail["members"][0]["id"]},
        workspaces={"default": default},
    )
