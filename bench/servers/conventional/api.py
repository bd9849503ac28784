"""The routes."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from slugify import slugify
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload
from uuid_utils.compat import uuid7

from bench.servers.conventional.access import CurrentUser, Session, member_with
from bench.servers.conventional.models import Member, Organization, Workspace, WorkspaceMember
from bench.servers.conventional.schemas import (
    MemberRead,
    MemberUpdate,
    OrganizationCreate,
    OrganizationDetail,
    OrganizationPage,
    OrganizationRead,
    WorkspacePage,
    WorkspaceRead,
)

app = FastAPI()

Reader = Annotated[Member, Depends(member_with("org:read"))]
Manager = Annotated[Member, Depends(member_with("member:update"))]
PageNumber = Annotated[int, Query(ge=1)]
Limit = Annotated[int, Query(ge=1, le=100)]


def _facts(total: int, page: int, limit: int, size: int) -> dict[str, Any]:
    return {
        "total": total,
        "page": page,
        "page_size": size,
        "total_pages": -(-total // limit),
        "has_next": page * limit < total,
        "has_previous": page > 1,
    }


def _organization(organization: Organization, role: str) -> dict[str, Any]:
    fields = {name: getattr(organization, name) for name in _ORGANIZATION}
    return {**fields, "user_role": role}


_ORGANIZATION = [name for name in OrganizationRead.model_fields if name != "user_role"]
_WORKSPACE = [n for n in WorkspaceRead.model_fields if n not in ("frozen", "user_role")]


def _workspace(workspace: Workspace, role: str) -> WorkspaceRead:
    fields = {name: getattr(workspace, name) for name in _WORKSPACE}
    return WorkspaceRead(**fields, frozen=workspace.frozen_at is not None, user_role=role)


def _member(member: Member) -> MemberRead:
    return MemberRead(
        id=member.id,
        user_id=member.user_id,
        username=member.user.username,
        email=member.user.email,
        display_name=member.user.display_name,
        role=member.role,
        invited_by=member.invited_by,
        joined_at=member.joined_at,
        created_at=member.created_at,
    )


def _enterable(member: Member) -> Select[*tuple[Any, ...]]:
    """Select the workspaces a member can enter, with their role: all for owners and admins."""
    if member.role != "member":
        return select(Workspace).where(Workspace.organization_id == member.organization_id)
    return (
        select(Workspace, WorkspaceMember.role)
        .join(
            WorkspaceMember,
            (WorkspaceMember.organization_id == Workspace.organization_id)
            & (WorkspaceMember.workspace_id == Workspace.id),
        )
        .where(
            WorkspaceMember.organization_id == member.organization_id,
            WorkspaceMember.user_id == member.user_id,
        )
    )


async def _workspaces(
    session: AsyncSession, member: Member, offset: int, limit: int
) -> tuple[list[WorkspaceRead], int]:
    query = _enterable(member)
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = query.order_by(Workspace.created_at, Workspace.id).offset(offset).limit(limit)
    rows = await session.execute(page)
    found = [_workspace(row[0], row[1] if len(row) > 1 else "admin") for row in rows]
    return found, total


@app.get("/orgs")
async def list_organizations(
    session: Session, user: CurrentUser, page: PageNumber = 1, limit: Limit = 20
) -> OrganizationPage:
    mine = select(Member).where(Member.user_id == user.id)
    total = await session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    found = await session.scalars(
        mine.join(Member.organization)
        .options(joinedload(Member.organization))
        .order_by(Organization.created_at, Organization.id)
        .offset((page - 1) * limit)
        .limit(limit)
    )
    organizations = [OrganizationRead(**_organization(m.organization, m.role)) for m in found]
    facts = _facts(total, page, limit, len(organizations))
    return OrganizationPage(organizations=organizations, **facts)


@app.get("/orgs/{org_id}")
async def read_organization(session: Session, member: Reader) -> OrganizationDetail:
    people = await session.scalars(
        select(Member)
        .where(Member.organization_id == member.organization_id)
        .options(joinedload(Member.user))
        .order_by(Member.joined_at, Member.id)
        .limit(50)
    )
    workspaces, total = await _workspaces(session, member, 0, 50)
    return OrganizationDetail(
        **_organization(member.organization, member.role),
        members=[_member(one) for one in people],
        member_count=member.organization.member_count,
        workspaces=workspaces,
        workspace_count=total,
    )


@app.get("/orgs/{org_id}/workspaces")
async def list_workspaces(
    session: Session, member: Reader, page: PageNumber = 1, limit: Limit = 20
) -> WorkspacePage:
    workspaces, total = await _workspaces(session, member, (page - 1) * limit, limit)
    return WorkspacePage(workspaces=workspaces, **_facts(total, page, limit, len(workspaces)))


@app.post("/orgs", status_code=201)
async def create_organization(
    session: Session, user: CurrentUser, body: OrganizationCreate
) -> OrganizationRead:
    slug = slugify(body.name)
    if await session.scalar(select(Organization.id).where(Organization.slug == slug)):
        raise HTTPException(409, "The slug is taken.")
    organization = Organization(
        id=uuid7(), **body.model_dump(), slug=slug, trial_ends_at=None, created_by=user.id
    )
    session.add(organization)
    await session.flush()
    session.add(Member(organization_id=organization.id, user_id=user.id, role="owner"))
    workspace = Workspace(
        organization_id=organization.id,
        id=uuid7(),
        slug="default",
        name="Default",
        is_default=True,
        created_by=user.id,
    )
    session.add(workspace)
    await session.flush()
    session.add(
        WorkspaceMember(
            organization_id=organization.id,
            workspace_id=workspace.id,
            user_id=user.id,
            role="admin",
            added_by=user.id,
        )
    )
    await session.commit()
    return OrganizationRead(**_organization(organization, "owner"))


@app.put("/orgs/{org_id}/members/{member_id}")
async def update_member(
    member_id: uuid.UUID, session: Session, manager: Manager, body: MemberUpdate
) -> MemberRead:
    """Change a role under a lock of the owners, as the last of them must stay."""
    organization_id = manager.organization_id
    locked = await session.scalars(
        select(Member)
        .where(
            Member.organization_id == organization_id,
            (Member.role == "owner") | (Member.id == member_id),
        )
        .order_by(Member.id)
        .options(joinedload(Member.user, innerjoin=True))
        .with_for_update(of=Member)
    )
    members = {member.id: member for member in locked}
    target = members.get(member_id)
    if target is None:
        raise HTTPException(404, "There is no such member.")
    if "owner" in (target.role, body.role) and manager.role != "owner":
        raise HTTPException(403, "This role is above yours.")
    owners = sum(member.role == "owner" for member in members.values())
    if target.role == "owner" and body.role != "owner" and owners == 1:
        raise HTTPException(409, "An organization keeps one owner.")
    target.role = body.role
    await session.commit()
    return _member(target)
