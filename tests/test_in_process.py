"""Everything the API does, called from Python without HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from asyncpg import PostgresError

import tenantry
from tenantry import Caller, Service, Settings
from tenantry.billing import service as billing
from tenantry.context import service as context
from tenantry.database.statements import Statement
from tenantry.errors import (
    AlreadyMember,
    ChangedMeanwhile,
    DefaultWorkspace,
    InvalidCredentials,
    InvalidRefreshToken,
    LastOwner,
    NotAnOrganizationMember,
    NotFound,
    PermissionDenied,
    SessionEnded,
)
from tenantry.identity import service as identity
from tenantry.identity import sessions
from tenantry.identity.factors import standing
from tenantry.identity.schemas import (
    LogIn,
    PasswordChange,
    SessionQuery,
    SignUp,
    Token,
    UserUpdate,
)
from tenantry.members import service as members
from tenantry.members.schemas import MemberAdd, MemberQuery, MemberUpdate, OwnershipTransfer
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import (
    OrganizationCreate,
    OrganizationQuery,
    OrganizationReplace,
    OrganizationUpdate,
)
from tenantry.workspaces import members as workspace_members
from tenantry.workspaces import service as workspaces
from tenantry.workspaces.schemas import (
    WorkspaceCreate,
    WorkspaceMemberAdd,
    WorkspaceMemberQuery,
    WorkspaceMemberUpdate,
    WorkspaceQuery,
    WorkspaceReplace,
    WorkspaceUpdate,
)

PASSWORD = "correct horse battery staple"


@pytest_asyncio.fixture(scope="module")
async def inside(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A service of its own: nothing here goes over HTTP."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("inside"), log_level="error")
    async with tenantry.open(settings) as service:
        yield service


async def person(service: Service, name: str) -> Token:
    return await identity.sign_up(
        service, SignUp(email=f"{name}@inside.test", password=PASSWORD, display_name=name)
    )


def caller(service: Service, token: Token) -> Caller:
    return service.tokens.authenticate(f"Bearer {token.access_token}")


async def found(service: Service, owner: UUID, name: str) -> UUID:
    async with service.found(owner) as founder:
        new = OrganizationCreate(name=name)
        return (await organizations.create(founder, service.settings, new)).id


async def test_what_is_asked_of_all_organizations_is_not_asked_inside_one(inside: Service) -> None:
    token = await person(inside, "within")
    organization_id = await found(inside, token.user.id, "Within")
    asked = (
        identity.read_me,
        identity.delete_me,
        standing.settle,
        lambda tenant: organizations.list_mine(tenant, OrganizationQuery()),
    )
    for ask in asked:
        with pytest.raises(TypeError, match=r"service\.act"):
            async with inside.enter(token.user.id, organization_id) as tenant:
                await ask(tenant)
    async with inside.act(token.user.id) as actor:
        assert (await identity.read_me(actor)).organization_count == 1


async def test_an_account_from_sign_up_to_deletion(inside: Service) -> None:
    token = await person(inside, "account")
    me = caller(inside, token)
    async with inside.act(me) as actor:
        assert (await identity.read_me(actor)).email == "account@inside.test"
        changed = await identity.update_me(actor, UserUpdate(display_name="Changed"))
        assert changed.display_name == "Changed"
    again = await identity.log_in(inside, LogIn(email="account@inside.test", password=PASSWORD))
    async with inside.act(me) as actor:
        assert (await sessions.list_mine(actor, SessionQuery())).total == 2
        await sessions.end_others(actor)
    with pytest.raises(SessionEnded):
        async with inside.act(caller(inside, again)):
            pytest.fail("an ended session opened the door")
    renewed = await sessions.refresh(inside, token.refresh_token)
    with pytest.raises(InvalidRefreshToken):
        await sessions.refresh(inside, token.refresh_token)
    assert renewed.user.id == token.user.id
    with pytest.raises(InvalidCredentials):
        await identity.log_in(inside, LogIn(email="account@inside.test", password="wrong"))
    fresh = await identity.log_in(inside, LogIn(email="account@inside.test", password=PASSWORD))
    change = PasswordChange(current_password=PASSWORD, new_password="another good one")
    last = await identity.change_password(inside, caller(inside, fresh), change)
    async with inside.act(caller(inside, last)) as actor:
        await identity.delete_me(actor)
    with pytest.raises(InvalidCredentials):
        await identity.log_in(
            inside, LogIn(email="account@inside.test", password="another good one")
        )


async def test_an_organization_from_founding_to_deletion(inside: Service) -> None:
    owner = (await person(inside, "founder")).user.id
    place = await found(inside, owner, "Inside")
    async with inside.enter(owner, place) as tenant:
        detail = await organizations.read(tenant)
        assert (detail.name, detail.member_count, detail.workspace_count) == ("Inside", 1, 1)
        updated = await organizations.update(tenant, OrganizationUpdate(name="Renamed"))
        with pytest.raises(ChangedMeanwhile):
            await organizations.update(tenant, OrganizationUpdate(name="Late"), [detail.version])
        replaced = await organizations.replace(
            tenant, OrganizationReplace(name="Replaced"), [updated.version]
        )
        assert (replaced.name, replaced.slug) == ("Replaced", detail.slug)
        subscription = await billing.read(tenant, inside.billing)
        assert (subscription.tier, subscription.status) == ("pro", "trial")
    async with inside.act(owner) as actor:
        page = await organizations.list_mine(actor, OrganizationQuery())
        assert [organization.name for organization in page.organizations] == ["Replaced"]
    async with inside.enter(owner, place) as tenant:
        await organizations.delete(tenant)
    with pytest.raises(NotFound):
        async with inside.enter(owner, place):
            pytest.fail("a deleted organization opened")


async def test_members_and_who_may_change_them(inside: Service) -> None:
    owner, other = (await person(inside, "boss")).user.id, (await person(inside, "staff")).user.id
    place = await found(inside, owner, "Staffed")
    async with inside.enter(owner, place) as tenant:
        added = await members.add(tenant, MemberAdd(user_id=other, role="member"))
        listed = await members.list_all(tenant, MemberQuery(sort="role"))
        assert [member.user_id for member in listed.members] == [owner, other]
        with pytest.raises(LastOwner):
            await members.leave(tenant)
    with pytest.raises(AlreadyMember):
        async with inside.enter(owner, place) as tenant:
            await members.add(tenant, MemberAdd(user_id=other, role="member"))
    async with inside.enter(other, place) as tenant:
        with pytest.raises(PermissionDenied):
            await members.update(tenant, added.id, MemberUpdate(role="owner"))
        with pytest.raises(PermissionDenied):
            await organizations.update(tenant, OrganizationUpdate(name="Taken"))
    async with inside.enter(owner, place) as tenant:
        await members.update(tenant, added.id, MemberUpdate(role="admin"))
        await members.transfer(tenant, OwnershipTransfer(member_id=added.id))
    async with inside.enter(other, place) as tenant:
        assert tenant.organization_role == "owner"
        listed = await members.list_all(tenant, MemberQuery(q="boss"))
        await members.remove(tenant, listed.members[0].id)
    with pytest.raises(NotFound):
        async with inside.enter(owner, place):
            pytest.fail("someone removed came in")


async def test_workspaces_and_contexts(inside: Service) -> None:
    token = await person(inside, "settler")
    owner, other = token.user.id, (await person(inside, "guest")).user.id
    place = await found(inside, owner, "Settled")
    async with inside.enter(owner, place) as tenant:
        made = await workspaces.create(tenant, WorkspaceCreate(name="Lab"))
        first = (await workspaces.list_mine(tenant, WorkspaceQuery())).workspaces[0]
        await members.add(tenant, MemberAdd(user_id=other, role="member"))
    async with inside.enter(owner, place, made.id) as tenant:
        await workspaces.update(tenant, WorkspaceUpdate(description="Bright"))
        assert (await workspaces.read(tenant)).description == "Bright"
        await workspaces.replace(tenant, WorkspaceReplace(name="Den"))
        await workspaces.make_default(tenant)
        joined = await workspace_members.add(
            tenant, WorkspaceMemberAdd(user_id=other, role="viewer")
        )
        await workspace_members.update(tenant, joined.id, WorkspaceMemberUpdate(role="editor"))
        people = await workspace_members.list_all(tenant, WorkspaceMemberQuery())
        assert people.total == 2
        with pytest.raises(DefaultWorkspace):
            await workspaces.delete(tenant)
    with pytest.raises(NotAnOrganizationMember):
        async with inside.enter(owner, place, made.id) as tenant:
            stranger = (await person(inside, "stranger")).user.id
            await workspace_members.add(tenant, WorkspaceMemberAdd(user_id=stranger, role="viewer"))
    moved = await context.switch(inside, caller(inside, token), place, None)
    assert (moved.workspace_id, moved.workspace_name) == (made.id, "Den")
    there = inside.tokens.authenticate(f"Bearer {moved.access_token}")
    assert (await context.current(inside, there)).workspace_role == "admin"
    async with inside.enter(other, place, made.id) as tenant:
        assert tenant.workspace_role == "editor"
        await workspace_members.remove(tenant, joined.id)
    async with inside.enter(owner, place, first.id) as tenant:
        await workspaces.delete(tenant)


async def test_an_opening_that_only_reads_cannot_write(inside: Service) -> None:
    owner = (await person(inside, "reader")).user.id
    place = await found(inside, owner, "Read")
    for reads_first in (True, False):
        with pytest.raises(PostgresError):
            async with inside.enter(owner, place).reading() as tenant:
                if reads_first:
                    assert (await organizations.read(tenant)).name == "Read"
                await organizations.update(tenant, OrganizationUpdate(name="Written"))
    hidden = "WITH made AS (DELETE FROM workspaces RETURNING id) SELECT id FROM made"
    for statement in (Statement(hidden), Statement("SELECT lo_create(0)")):
        with pytest.raises(PostgresError):
            async with inside.enter(owner, place).reading() as tenant:
                await tenant.all(statement)
    async with inside.enter(owner, place).reading() as tenant:
        assert (await organizations.read(tenant)).name == "Read"


async def test_an_opening_that_only_reads_proves_its_caller_too(inside: Service) -> None:
    owner = (await person(inside, "insider")).user.id
    other = (await person(inside, "outsider")).user.id
    place = await found(inside, owner, "Closed")
    for work in (organizations.read, None):
        with pytest.raises(NotFound):
            async with inside.enter(other, place).reading() as tenant:
                if work is not None:
                    await work(tenant)
                    pytest.fail("an outsider read")


async def test_two_services_on_one_directory_share_its_data(inside: Service) -> None:
    token = await person(inside, "sharer")
    async with tenantry.open(inside.settings) as second, second.act(token.user.id) as actor:
        assert (await identity.read_me(actor)).email == "sharer@inside.test"
    async with inside.act(token.user.id) as actor:
        assert (await identity.read_me(actor)).email == "sharer@inside.test"


async def test_a_closed_service_opens_again_with_everything_there(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", log_level="error")
    async with tenantry.open(settings) as service:
        owner = (await person(service, "keeper")).user.id
        place = await found(service, owner, "Kept")
    async with tenantry.open(settings) as service, service.enter(owner, place) as tenant:
        assert tenant.organization_name == "Kept"
