"""A fresh organization with everyone in it, made in process: cheap enough to be worn out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tenantry import Service
from tenantry.chatbots.resource import ChatbotCreate, chatbots
from tenantry.identity.proofs import service as proofs
from tenantry.invitations import links
from tenantry.invitations import service as invitations
from tenantry.invitations.schemas import InvitationCreate, JoinLinkCreate
from tenantry.members import service as members
from tenantry.members.schemas import MemberAdd
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.tenancy.steps import step_inside
from tenantry.workspaces import members as workspace_members
from tenantry.workspaces import service as workspaces
from tenantry.workspaces.schemas import WorkspaceCreate, WorkspaceMemberAdd
from tests.people import Person
from tests.permissions.table import IN_ORGANIZATION, IN_WORKSPACE

Cast = Mapping[str, Person]
"""People by role, and `founder`, `target` (in organization and workspace) and `stranger`."""


@dataclass
class Stage:
    """The ids that the addresses and bodies of the matrix name."""

    cast: Cast
    org_id: str
    workspace_id: str
    member_id: str
    """The target's membership of the organization."""
    workspace_member_id: str
    """The target's membership of the workspace."""
    member_ids: dict[str, str] = field(default_factory=dict)
    workspace_member_ids: dict[str, str] = field(default_factory=dict)
    invitation_id: str = ""
    invitation_token: str = ""
    """For an address that is nobody's."""
    link_id: str = ""
    link_token: str = ""
    chatbot_id: str = ""
    verification_token: str = ""
    reset_token: str = ""
    """Both as if mailed to the founder."""

    @property
    def org(self) -> str:
        return f"/orgs/{self.org_id}"

    @property
    def workspace(self) -> str:
        return f"{self.org}/workspaces/{self.workspace_id}"


async def set_stage(service: Service, cast: Cast) -> Stage:
    """Make the organization of a founder, a second owner to the cast's, so that anyone may go."""
    founder = UUID(cast["founder"].id)
    on_trial = service.settings.model_copy(update={"trials_per_user": 100_000})
    async with service.found(founder) as maker:
        made = await organizations.create(maker, on_trial, OrganizationCreate(name="Stage"))
    member_ids, workspace_member_ids = {}, {}
    async with service.enter(founder, made.id) as tenant:
        for role, held in {**IN_ORGANIZATION, "target": "member", "colleague": "member"}.items():
            body = MemberAdd(user_id=UUID(cast[role].id), role=held)
            member_ids[role] = str((await members.add(tenant, body)).id)
        support = await workspaces.create(tenant, WorkspaceCreate(name="Support"))
        inside = await step_inside(tenant, made.id, support.id)
        places = {role: held for role, held in IN_WORKSPACE.items() if role not in ADMINS}
        chatbot = await chatbots.create(inside, ChatbotCreate(name="Helper"))
        for role, held in {**places, "target": "viewer"}.items():
            place = WorkspaceMemberAdd(user_id=UUID(cast[role].id), role=held)
            workspace_member_ids[role] = str((await workspace_members.add(inside, place)).id)
    async with service.enter(founder, made.id) as tenant:
        asked = InvitationCreate(email=f"nobody@{made.slug}.test", role="member")
        invitation = await invitations.create(tenant, service, asked)
        link = await links.create(tenant, service, JoinLinkCreate())
    async with service.act(founder) as actor:
        mailed = [
            await proofs.issue(actor, kind, cast["founder"].email, 60)
            for kind in ("verify", "reset")
        ]
    return Stage(
        cast,
        str(made.id),
        str(support.id),
        member_ids["target"],
        workspace_member_ids["target"],
        member_ids,
        workspace_member_ids,
        str(invitation.id),
        invitation.link.rpartition("/")[2],
        str(link.id),
        link.link.rpartition("/")[2],
        str(chatbot.id),
        *mailed,
    )


ADMINS = ("owner", "admin")
"""They act in every workspace without being added to it."""
