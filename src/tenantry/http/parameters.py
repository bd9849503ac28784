"""What a handler may ask for beside path, query and body: who acts, where, on which version.

Each is an annotation that FastAPI documents and `Operation` fills; the functions below are what
FastAPI reads the path fields, headers and the security scheme from.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from fastapi import Depends, Header, Path, Security
from fastapi.security import HTTPBearer
from starlette.types import Scope

from tenantry.errors import ChangedMeanwhile
from tenantry.http.inputs import header
from tenantry.service import Service
from tenantry.tenancy.actor import Actor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.founder import Founder
from tenantry.tenancy.record import Origin
from tenantry.tenancy.tenant import Tenant

_bearer = HTTPBearer(
    scheme_name="Bearer",
    bearerFormat="JWT",
    description="The access token of POST /auth/login, /auth/refresh or /switch/….",
    auto_error=False,
)
_Token = Annotated[Any, Security(_bearer)]
_OrganizationId = Annotated[UUID, Path(description="The organization's id.")]
_WorkspaceId = Annotated[UUID, Path(description="The workspace's id.")]


def the_service() -> Any:
    """Document a handler that needs no caller."""


def the_device() -> Any:
    """Document a handler that notes where a request comes from."""


def a_caller(token: _Token) -> Any:
    """Document a handler that opens its transaction itself."""


def an_actor(token: _Token) -> Any:
    """Document a handler for a user outside any organization."""


def a_founder(token: _Token) -> Any:
    """Document a handler that creates an organization."""


def in_organization(token: _Token, org_id: _OrganizationId) -> Any:
    """Document a handler inside the organization of the path."""


def on_the_way_out(token: _Token, org_id: _OrganizationId) -> Any:
    """Document a handler by which a member leaves the organization of the path."""


def in_workspace(token: _Token, org_id: _OrganizationId, workspace_id: _WorkspaceId) -> Any:
    """Document a handler inside the workspace of the path."""


def expected_versions(
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", description="The ETag you read: refuse if it has changed since."),
    ] = None,
) -> Any:
    """Document a handler that changes a versioned thing."""


@dataclass(frozen=True, slots=True)
class Device(Origin):
    """Where a request comes from, as a session remembers it."""

    mount: str = ""
    """The path the application is mounted at, which its cookies are confined to."""
    languages: str | None = None
    """The Accept-Language it sent."""


def device_of(scope: Scope) -> Device:
    """Read the peer's address, as uvicorn gives it after trusted proxies, and its user agent."""
    agent = header(scope, b"user-agent")
    client = scope.get("client")
    return Device(
        ip=_address(client[0]) if client else None,
        user_agent=agent[:500].replace("\0", "") if agent else None,
        request_id=scope["state"]["request_id"],
        mount=scope.get("root_path", ""),
        languages=header(scope, b"accept-language"),
    )


_TAG = re.compile(r'"([0-9]{1,9})"')


@functools.lru_cache(4096)
def _address(host: str) -> str | None:
    """Keep what is an address, without the zone of a link-local one; proxies send other things."""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return None


def versions_of(scope: Scope) -> list[int] | None:
    """Read If-Match (RFC 9110 §13.1.1) as versions; None is no condition."""
    value = header(scope, b"if-match")
    if value is None or value.strip() == "*":
        return None
    tags = (_TAG.fullmatch(tag.strip()) for tag in value.split(","))
    versions = [int(tag[1]) for tag in tags if tag is not None]
    if not versions:
        raise ChangedMeanwhile
    return versions


CurrentService: TypeAlias = Annotated[Service, Depends(the_service)]
CurrentDevice: TypeAlias = Annotated[Device, Depends(the_device)]
CurrentCaller: TypeAlias = Annotated[Caller, Depends(a_caller)]
CurrentActor: TypeAlias = Annotated[Actor, Depends(an_actor)]
CurrentFounder: TypeAlias = Annotated[Founder, Depends(a_founder)]
CurrentTenant: TypeAlias = Annotated[Tenant, Depends(in_organization)]
LeavingTenant: TypeAlias = Annotated[Tenant, Depends(on_the_way_out)]
"""For giving up access alone: it is not asked for the second factor the organization requires."""
CurrentWorkspace: TypeAlias = Annotated[Tenant, Depends(in_workspace)]
ExpectedVersions: TypeAlias = Annotated[list[int] | None, Depends(expected_versions)]
