"""The cast: two organizations to try things on, made through the same functions the API calls."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from tenantry import service as services
from tenantry.chatbots.resource import ChatbotCreate, chatbots
from tenantry.errors import EmailTaken
from tenantry.identity import service as identity
from tenantry.identity.schemas import SignUp
from tenantry.members import service as members
from tenantry.members.schemas import MemberAdd
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.permissions import OrganizationRole, WorkspaceRole
from tenantry.service import Service
from tenantry.settings import Settings
from tenantry.workspaces import members as workspace_members
from tenantry.workspaces import service as workspaces
from tenantry.workspaces.schemas import WorkspaceCreate, WorkspaceMemberAdd


class DemoExists(Exception):
    """The cast is here already."""


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part: an organization role, and roles in workspaces."""

    name: str
    organization: str
    role: OrganizationRole
    workspaces: tuple[tuple[str, WorkspaceRole], ...] = ()

    @property
    def email(self) -> str:
        """Where they sign in: their name at their organization."""
        return f"{self.name.lower()}@{self.organization}.test"


PARTS = (
    Part("Olivia", "acme", "owner"),
    Part("Adam", "acme", "admin"),
    Part("Mia", "acme", "member", (("Support", "editor"),)),
    Part("Vera", "acme", "member", (("Support", "viewer"),)),
    Part("Eve", "globex", "owner"),
)
PLACES = {"acme": ("Support", "Research"), "globex": ("Labs",)}
CHATBOTS: dict[str, dict[str, tuple[str, ...]]] = {
    "acme": {"Support": ("Help desk", "Order status")},
    "globex": {"Labs": ("Lab assistant",)},
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who was made, and the one password they share."""

    password: str

    def lines(self) -> list[str]:
        """Say how to sign in as each."""
        width = max(len(part.email) for part in PARTS)
        people = [
            f"  {part.email:<{width}}  {part.role} of {part.organization}"
            + "".join(f", {role} in {place}" for place, role in part.workspaces)
            for part in PARTS
        ]
        return ["Sign in with any of these emails:", *people, f"Their password is {self.password}"]


async def load(settings: Settings, password: str | None = None) -> Cast:
    """Make the cast. Raises DemoExists, and changes nothing, where any of it is here already."""
    cast = Cast(password or secrets.token_urlsafe(12))
    async with services.open(settings) as service:
        try:
            people = {
                part: (
                    await identity.sign_up(
                        service,
                        SignUp(email=part.email, password=cast.password, display_name=part.name),
                    )
                ).user.id
                for part in PARTS
            }
            for slug in PLACES:
                await _build(service, slug, people)
        except EmailTaken:
            raise DemoExists(
                "The demo is loaded already: start with an empty TENANTRY_DATA_DIR for a new one."
            ) from None
    return cast


async def _build(service: Service, slug: str, people: dict[Part, UUID]) -> None:
    mine = {part: user_id for part, user_id in people.items() if part.organization == slug}
    owner = next(user_id for part, user_id in mine.items() if part.role == "owner")
    async with service.found(owner) as founder:
        new = OrganizationCreate(name=slug.capitalize())
        organization = await organizations.create(founder, service.settings, new)
    async with service.enter(owner, organization.id) as tenant:
        for part, user_id in mine.items():
            if user_id != owner:
                await members.add(tenant, MemberAdd(user_id=user_id, role=part.role))
        places = {
            name: (await workspaces.create(tenant, WorkspaceCreate(name=name))).id
            for name in PLACES[slug]
        }
    for place, names in CHATBOTS[slug].items():
        async with service.enter(owner, organization.id, places[place]) as tenant:
            for name in names:
                await chatbots.create(tenant, ChatbotCreate(name=name))
    for part, user_id in mine.items():
        for place, role in part.workspaces:
            async with service.enter(owner, organization.id, places[place]) as tenant:
                added = WorkspaceMemberAdd(user_id=user_id, role=role)
                await workspace_members.add(tenant, added)
