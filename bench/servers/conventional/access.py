"""Who asks and what they may: a token, a user, a membership, a role."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import joinedload

from bench.servers.conventional import SECRET
from bench.servers.conventional.models import Member, User

PERMISSIONS = {
    "owner": {"org:read", "member:update"},
    "admin": {"org:read", "member:update"},
    "member": {"org:read"},
}

_url = os.environ.get("BENCH_URL", "postgresql:///").replace("postgresql", "postgresql+asyncpg", 1)
engine = create_async_engine(_url, pool_size=32, max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)
bearer = HTTPBearer()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]
Credentials = Annotated[HTTPAuthorizationCredentials, Depends(bearer)]


async def get_user(session: Session, credentials: Credentials) -> User:
    try:
        claims = jwt.decode(credentials.credentials, SECRET, algorithms=["HS256"])
        user = await session.get(User, uuid.UUID(claims["sub"]))
    except (jwt.PyJWTError, KeyError, ValueError):
        raise HTTPException(401, "The token is not valid.") from None
    if user is None:
        raise HTTPException(401, "The user is gone.")
    return user


CurrentUser = Annotated[User, Depends(get_user)]


def member_with(permission: str) -> Callable[..., Any]:
    """Make the dependency that lets in members whose role has a permission."""

    async def get_member(org_id: uuid.UUID, session: Session, user: CurrentUser) -> Member:
        member = await session.scalar(
            select(Member)
            .where(Member.organization_id == org_id, Member.user_id == user.id)
            .options(joinedload(Member.organization))
        )
        if member is None:
            raise HTTPException(404, "There is no such organization.")
        if permission not in PERMISSIONS[member.role]:
            raise HTTPException(403, "Your role does not allow this.")
        return member

    return get_member
