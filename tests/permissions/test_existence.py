"""What is not yours does not exist: an outsider and a wrong id get the same bytes."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from tests.permissions.requests import ask
from tests.permissions.stage import Stage
from tests.permissions.table import DEMANDS, ENTERS_ORGANIZATION

IN_ORGANIZATION = [name for name in DEMANDS if "{org_id}" in name]
IN_WORKSPACE = [name for name in DEMANDS if "{workspace_id}" in name]
OF_MEMBERS = [name for name in DEMANDS if "{member_id}" in name]
SAME = {"X-Request-ID": "one-and-the-same"}


@pytest.fixture
async def same(root: httpx.AsyncClient, base_url: str) -> httpx.AsyncClient:
    """A client whose every request has the same id."""
    client = httpx.AsyncClient(
        base_url=base_url, headers=SAME, timeout=30, event_hooks=root.event_hooks
    )
    yield client
    await client.aclose()


def everything(response: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a response tells, but for the clock."""
    headers = [pair for pair in response.headers.multi_items() if pair[0] != "date"]
    return response.status_code, response.content, headers


@pytest.mark.parametrize("operation", IN_ORGANIZATION)
async def test_an_outsider_and_a_wrong_organization_get_the_same_bytes(
    same: httpx.AsyncClient, stage: Stage, operation: str
) -> None:
    outsider, owner, wrong = stage.cast["outsider"], stage.cast["owner"], str(uuid4())
    refused = everything(await ask(same, operation, stage, outsider))
    assert refused[0] == 404
    assert refused == everything(await ask(same, operation, stage, outsider, org_id=wrong))
    assert refused == everything(await ask(same, operation, stage, owner, org_id=wrong))


@pytest.mark.parametrize("operation", IN_WORKSPACE)
async def test_a_workspace_one_was_not_added_to_and_a_wrong_one_get_the_same_bytes(
    same: httpx.AsyncClient, stage: Stage, operation: str
) -> None:
    member, owner, wrong = stage.cast["member"], stage.cast["owner"], str(uuid4())
    refused = everything(await ask(same, operation, stage, member))
    assert refused[0] == 404
    assert refused == everything(await ask(same, operation, stage, member, workspace_id=wrong))
    assert refused == everything(await ask(same, operation, stage, owner, workspace_id=wrong))
    assert refused == everything(await ask(same, operation, stage, stage.cast["outsider"]))


@pytest.mark.parametrize("operation", OF_MEMBERS)
async def test_a_membership_of_elsewhere_and_a_wrong_one_get_the_same_bytes(
    same: httpx.AsyncClient, stage: Stage, operation: str
) -> None:
    owner, outsider = stage.cast["owner"], stage.cast["outsider"]
    headers = {"Authorization": f"Bearer {outsider.access_token}"}
    globex = (await same.get("/api/v1/switch/current", headers=headers)).json()["organization_id"]
    theirs = await same.get(f"/api/v1/orgs/{globex}/members", headers=headers)
    foreign = theirs.json()["members"][0]["id"]
    refused = everything(await ask(same, operation, stage, owner, member_id=foreign))
    assert refused[0] == 404
    assert refused == everything(await ask(same, operation, stage, owner, member_id=str(uuid4())))


async def test_a_context_one_cannot_enter_and_a_wrong_one_get_the_same_bytes(
    same: httpx.AsyncClient, stage: Stage
) -> None:
    operation = next(name for name in DEMANDS if DEMANDS[name] == ENTERS_ORGANIZATION)
    outsider = stage.cast["outsider"]
    refused = everything(await ask(same, operation, stage, outsider))
    stage.org_id = str(uuid4())
    assert refused[0] == 404
    assert refused == everything(await ask(same, operation, stage, outsider))


@pytest.mark.parametrize("operation", IN_ORGANIZATION)
async def test_existence_is_not_told_to_who_has_no_token(
    same: httpx.AsyncClient, stage: Stage, operation: str
) -> None:
    refused = everything(await ask(same, operation, stage, None))
    assert refused[0] == 401
    assert refused == everything(await ask(same, operation, stage, None, org_id=str(uuid4())))
