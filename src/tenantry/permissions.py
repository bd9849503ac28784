"""Who may do what: one table of data, its inverse, and the one decorator that applies it."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar, cast, get_args

from tenantry.errors import TenantryError

OrganizationRole = Literal["owner", "admin", "member"]
WorkspaceRole = Literal["admin", "editor", "viewer"]

ORGANIZATION_ROLES: tuple[OrganizationRole, ...] = get_args(OrganizationRole)
"""From most to least: a role may grant those from itself on."""
WORKSPACE_ROLES: tuple[WorkspaceRole, ...] = get_args(WorkspaceRole)

_OWNER = frozenset({"owner"})
_ADMINS = _OWNER | {"admin"}
_ANYONE = _ADMINS | {"member"}

_WORKSPACE_ADMINS = frozenset({"admin"})
_EDITORS = _WORKSPACE_ADMINS | {"editor"}
_VIEWERS = _EDITORS | {"viewer"}

ORGANIZATION_MATRIX: dict[str, frozenset[str]] = {
    "org:read": _ANYONE,
    "org:update": _ADMINS,
    "org:delete": _OWNER,
    "org:transfer": _OWNER,
    "billing:read": _ADMINS,
    "billing:manage": _OWNER,
    "member:read": _ANYONE,
    "member:invite": _ADMINS,
    "member:update": _ADMINS,
    "member:remove": _ADMINS,
    "workspace:create": _ADMINS,
    "audit:read": _ADMINS,
    "api_key:manage": _ADMINS,
}

WORKSPACE_MATRIX: dict[str, frozenset[str]] = {
    "workspace:read": _VIEWERS,
    "workspace:update": _WORKSPACE_ADMINS,
    "workspace:delete": _WORKSPACE_ADMINS,
    "workspace_member:read": _VIEWERS,
    "workspace_member:manage": _WORKSPACE_ADMINS,
    "usage:read": _VIEWERS,
}


@functools.cache
def permissions_of(
    organization_role: OrganizationRole, workspace_role: WorkspaceRole | None
) -> frozenset[str]:
    """Invert the matrix: all that these two roles together allow."""
    return frozenset(
        [name for name, roles in ORGANIZATION_MATRIX.items() if organization_role in roles]
        + [name for name, roles in WORKSPACE_MATRIX.items() if workspace_role in roles]
    )


def declare(noun: str, least: Mapping[str, str], *, workspace: bool) -> None:
    """Add the permissions of a resource to the matrix: verb → the least role that has it.

    Raises ValueError where the noun is taken or a role does not exist.
    """
    if any(name.startswith(f"{noun}:") for name in (*ORGANIZATION_MATRIX, *WORKSPACE_MATRIX)):
        raise ValueError(f"There are permissions of {noun} already: choose another singular.")
    roles: tuple[str, ...] = WORKSPACE_ROLES if workspace else ORGANIZATION_ROLES
    for verb, role in least.items():
        if role not in roles:
            raise ValueError(f"{noun}:{verb} is for one of {', '.join(roles)}, not for {role}.")
    matrix = WORKSPACE_MATRIX if workspace else ORGANIZATION_MATRIX
    for verb, role in least.items():
        matrix[f"{noun}:{verb}"] = frozenset(roles[: roles.index(role) + 1])
    permissions_of.cache_clear()


class Demanding(Protocol):
    """Whatever acts in an organization and refuses what may not be done there: a Tenant."""

    def demand(self, permission: str) -> None: ...

    def demand_change(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Policy:
    """What a service function demands and refuses; its route reads the same object."""

    permission: str | None = None
    raises: tuple[type[TenantryError], ...] = ()
    reads: bool = False
    """Its first statement is a read, which can bring the proof along."""
    frees: bool = False
    """It only takes away, so that neither a suspension nor a freeze stands against it."""

    @property
    def changes(self) -> bool:
        """Whether a suspended subscription and a frozen workspace refuse it."""
        return self.permission is not None and not (self.reads or self.frees)


def policy_of(function: Callable[..., Any]) -> Policy:
    """Read what `allow` or `refuses` declared of a service function."""
    policy = getattr(function, "policy", None)
    return policy if isinstance(policy, Policy) else Policy()


_Tenant = TypeVar("_Tenant", bound=Demanding)
_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")
_Service = Callable[Concatenate[_Tenant, _Params], Awaitable[_Result]]


def allow(
    permission: str,
    *,
    raises: tuple[type[TenantryError], ...] = (),
    reads: bool = False,
    frees: bool = False,
) -> Callable[[_Service[_Tenant, _Params, _Result]], _Service[_Tenant, _Params, _Result]]:
    """Demand a permission of the tenant, over HTTP and in process alike.

    It stands on the service function, so no caller gets around it; the route that serves the
    function reads the same permission and errors, for the door and for OpenAPI. With `reads` the
    function's first statement is a read, and the door's question travels with it: one round trip
    less, and roles that only SQL knows until then. What neither reads nor only `frees` (deletes,
    removes, settles the bill) is a change, which a suspended subscription and a frozen workspace
    refuse.
    """
    if permission not in ORGANIZATION_MATRIX and permission not in WORKSPACE_MATRIX:
        raise LookupError(f"{permission} is not in the permission matrix")
    policy = Policy(permission, raises, reads, frees)

    def decorate(
        function: _Service[_Tenant, _Params, _Result],
    ) -> _Service[_Tenant, _Params, _Result]:
        @functools.wraps(function)
        def guarded(
            tenant: _Tenant, *args: _Params.args, **kwargs: _Params.kwargs
        ) -> Awaitable[_Result]:
            tenant.demand(permission)
            if policy.changes:
                tenant.demand_change()
            return function(tenant, *args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        return cast("_Service[_Tenant, _Params, _Result]", guarded)

    return decorate


_Function = TypeVar("_Function", bound=Callable[..., Any])


def refuses(*raises: type[TenantryError], reads: bool = False) -> Callable[[_Function], _Function]:
    """Name the errors of a service function that needs no permission; `reads` as in `allow`."""

    def decorate(function: _Function) -> _Function:
        function.policy = Policy(None, raises, reads)  # type: ignore[attr-defined]
        return function

    return decorate
