"""The service functions refuse by themselves: there is no way around the matrix in Python."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

import tenantry
from tenantry.errors import NotFound, PermissionDenied, RoleTooHigh
from tenantry.members import service as members
from tenantry.members.schemas import MemberAdd, MemberUpdate
from tenantry.permissions import policy_of
from tenantry.resources.registry import resources
from tenantry.workspaces import members as workspace_members
from tests.permissions.stage import Stage
from tests.permissions.table import DEMANDS, IN_ORGANIZATION, IN_WORKSPACE, ORGANIZATION, WORKSPACE

Guarded = Callable[..., Awaitable[Any]]


def guarded_functions() -> dict[str, Guarded]:
    """Find every service function that demands a permission."""
    modules = (
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(tenantry.__path__, "tenantry.")
        if found.name.count(".") >= 2 and "migrations" not in found.name
    )
    of_resources = {
        f"{resource.plural}.{verb}": getattr(resource, verb)
        for resource in resources()
        for verb in ("list", "read", "create", "update", "replace", "delete")
    }
    return of_resources | {
        f"{function.__module__}.{function.__name__}": function
        for module in modules
        for function in vars(module).values()
        if callable(function) and policy_of(function).permission
    }


FUNCTIONS = guarded_functions()


def allowed(permission: str, role: str) -> bool:
    if permission in ORGANIZATION:
        return IN_ORGANIZATION[role] in ORGANIZATION[permission].split()
    return IN_WORKSPACE.get(role, "") in WORKSPACE[permission].split()


def test_every_permission_an_operation_demands_stands_on_a_service_function() -> None:
    demanded = {demand for demand in DEMANDS.values() if ":" in demand} - {"member:remove"}
    assert {policy_of(function).permission for function in FUNCTIONS.values()} == demanded


@pytest.mark.parametrize("name", FUNCTIONS)
async def test_a_service_function_refuses_who_lacks_its_permission(
    service: tenantry.Service, stage: Stage, name: str
) -> None:
    permission = str(policy_of(FUNCTIONS[name]).permission)
    refused = []
    for role in IN_ORGANIZATION:
        workspace_id = UUID(stage.workspace_id) if role in IN_WORKSPACE else None
        user_id, organization_id = UUID(stage.cast[role].id), UUID(stage.org_id)
        async with service.enter(user_id, organization_id, workspace_id) as tenant:
            if allowed(permission, role):
                continue
            with pytest.raises(PermissionDenied) as error:
                await FUNCTIONS[name](tenant)
            assert error.value.extra == {"permission": permission}
            refused.append(role)
    assert refused == [role for role in IN_ORGANIZATION if not allowed(permission, role)]


async def test_a_workspace_function_refuses_even_an_owner_who_did_not_enter_one(
    service: tenantry.Service, stage: Stage
) -> None:
    async with service.enter(UUID(stage.cast["owner"].id), UUID(stage.org_id)) as tenant:
        for function in FUNCTIONS.values():
            if policy_of(function).permission in WORKSPACE:
                with pytest.raises(PermissionDenied):
                    await function(tenant)


async def test_removing_others_takes_the_permission_in_process_too(
    service: tenantry.Service, stage: Stage
) -> None:
    editor, org_id = UUID(stage.cast["editor"].id), UUID(stage.org_id)
    async with service.enter(editor, org_id, UUID(stage.workspace_id)) as tenant:
        with pytest.raises(PermissionDenied):
            await members.remove(tenant, UUID(stage.member_id))
        with pytest.raises(PermissionDenied):
            await workspace_members.remove(tenant, UUID(stage.workspace_member_id))


async def test_ranks_hold_in_process_too(service: tenantry.Service, stage: Stage) -> None:
    admin, stranger = UUID(stage.cast["admin"].id), UUID(stage.cast["stranger"].id)
    async with service.enter(admin, UUID(stage.org_id)) as tenant:
        with pytest.raises(RoleTooHigh):
            await members.add(tenant, MemberAdd(user_id=stranger, role="owner"))
        with pytest.raises(RoleTooHigh):
            owner = UUID(stage.member_ids["owner"])
            await members.update(tenant, owner, MemberUpdate(role="member"))


@pytest.mark.parametrize("role", ["outsider", "member"])
async def test_who_is_not_inside_cannot_enter_in_process_either(
    service: tenantry.Service, stage: Stage, role: str
) -> None:
    user_id, workspace_id = UUID(stage.cast[role].id), UUID(stage.workspace_id)
    with pytest.raises(NotFound):
        async with service.enter(user_id, UUID(stage.org_id), workspace_id):
            pass
    with pytest.raises(NotFound):
        async with service.enter(user_id, uuid4()):
            pass
