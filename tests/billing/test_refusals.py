"""What a suspension and a freeze refuse, asked of every operation there is."""

from __future__ import annotations

import httpx
import pytest

import tenantry
from tests.contract.fixtures import contract, root
from tests.permissions.conftest import cast
from tests.permissions.requests import ask, outcome
from tests.permissions.stage import Cast, Stage, set_stage
from tests.permissions.table import DEMANDS, expected

__all__ = ["cast", "contract", "root"]

_FREES = {
    "DELETE /api/v1/orgs/{org_id}",
    "PUT /api/v1/orgs/{org_id}/subscription",
    "POST /api/v1/orgs/{org_id}/subscription/preview",
    "POST /api/v1/orgs/{org_id}/leave",
    "DELETE /api/v1/orgs/{org_id}/members/{member_id}",
}
"""What is neither a read nor a delete, and stays possible: leaving and the bill."""
_HERE = [operation for operation in DEMANDS if "/orgs/{org_id}" in operation]
_CHANGES = [
    operation
    for operation in _HERE
    if operation.split()[0] not in ("GET", "DELETE") and operation not in _FREES
]
_REST = [operation for operation in _HERE if operation not in _CHANGES]
_IN_WORKSPACE = [operation for operation in _CHANGES if "{workspace_id}" in operation]
_REST_IN_WORKSPACE = [operation for operation in _REST if "{workspace_id}" in operation]
_OF_CHATBOT = [operation for operation in _IN_WORKSPACE if "{chatbot_id}" in operation]


@pytest.fixture
async def stage(service: tenantry.Service, cast: Cast) -> Stage:
    return await set_stage(service, cast)


async def _suspend(admin, stage: Stage) -> None:
    await admin.execute("UPDATE organizations SET suspended_at = now() WHERE id = $1", stage.org_id)


async def _freeze(admin, stage: Stage, table: str, id: str) -> None:
    await admin.execute(
        f"UPDATE {table} SET frozen_at = now() WHERE organization_id = $1 AND id = $2",
        stage.org_id,
        id,
    )


async def _asked(root: httpx.AsyncClient, operation: str, stage: Stage) -> str:
    return outcome(await ask(root, operation, stage, stage.cast["owner"])).verdict


def test_there_is_something_to_refuse() -> None:
    assert len(_CHANGES) > 10 and len(_IN_WORKSPACE) > 5 and len(_OF_CHATBOT) >= 3


@pytest.mark.parametrize("operation", _CHANGES)
async def test_a_suspended_organization_refuses_every_change(
    root, stage, admin_connection, operation: str
) -> None:
    await _suspend(admin_connection, stage)
    assert await _asked(root, operation, stage) == "402 subscription_suspended"


@pytest.mark.parametrize("operation", _REST)
async def test_a_suspended_organization_reads_deletes_and_pays(
    root, stage, admin_connection, operation: str
) -> None:
    await _suspend(admin_connection, stage)
    assert await _asked(root, operation, stage) == expected(operation, "owner")


@pytest.mark.parametrize("operation", _IN_WORKSPACE)
async def test_a_frozen_workspace_refuses_every_change(
    root, stage, admin_connection, operation: str
) -> None:
    await _freeze(admin_connection, stage, "workspaces", stage.workspace_id)
    assert await _asked(root, operation, stage) == "402 frozen"


@pytest.mark.parametrize("operation", _REST_IN_WORKSPACE)
async def test_a_frozen_workspace_is_read_listed_and_deleted(
    root, stage, admin_connection, operation: str
) -> None:
    await _freeze(admin_connection, stage, "workspaces", stage.workspace_id)
    assert await _asked(root, operation, stage) == expected(operation, "owner")


@pytest.mark.parametrize("operation", _OF_CHATBOT)
async def test_a_frozen_chatbot_refuses_every_change(
    root, stage, admin_connection, operation: str
) -> None:
    await _freeze(admin_connection, stage, "chatbots", stage.chatbot_id)
    assert await _asked(root, operation, stage) == "402 frozen"


@pytest.mark.parametrize(
    "operation", [operation for operation in _REST if "{chatbot_id}" in operation]
)
async def test_a_frozen_chatbot_is_read_listed_and_deleted(
    root, stage, admin_connection, operation: str
) -> None:
    await _freeze(admin_connection, stage, "chatbots", stage.chatbot_id)
    assert await _asked(root, operation, stage) == "ok"
