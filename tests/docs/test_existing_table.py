"""A table of one's own migrations becomes a resource as the page says, without a model of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import asyncpg
import httpx
import pytest

from tenantry.database.embedded import EmbeddedServer
from tests.docs.reading import blocks, file_in, section
from tests.docs.test_add_a_resource import PAGE, sign_up
from tests.docs.test_readme import BIN, environment, running

RESOURCES = {"TENANTRY_RESOURCES": "tickets", "TENANTRY_RATE_LIMITS": "off"}
TABLE = next(
    block.text
    for block in blocks(section(PAGE, "A table you already have"))
    if block.language == "sql"
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("desk")
    (directory / "tickets.py").write_text(file_in(PAGE, "tickets.py"))
    return directory


@pytest.fixture(scope="module")
def tenantry(directory: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(command: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(BIN / "tenantry"), command],
            cwd=directory,
            env=environment(directory / "data") | env,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


async def as_owner(directory: Path, sql: str) -> None:
    server = EmbeddedServer(directory / "data")
    server.start()
    owner = await asyncpg.connect(server.owner_url)
    try:
        await owner.execute(sql)
    finally:
        await owner.close()
        server.stop()


async def test_a_table_that_is_not_there_is_named(tenantry) -> None:
    refused = tenantry("migrate", **RESOURCES)
    assert refused.returncode != 0
    assert "make them by a migration of your own" in refused.stderr and "tickets" in refused.stderr
    assert tenantry("migrate").returncode == 0


async def test_it_is_isolated_and_served_like_any_other(directory, tenantry) -> None:
    await as_owner(directory, TABLE)
    done = tenantry("migrate", **RESOURCES)
    assert done.returncode == 0, done.stderr
    serve = [str(BIN / "tenantry"), "serve"]
    with running(serve, directory, r"ready on (http://\S+)", TENANTRY_PORT="0", **RESOURCES) as url:
        token = sign_up(url, "owner", organization_name="Desk")
        stranger = sign_up(url, "stranger", organization_name="Elsewhere")
        context = token["context"]
        place = f"/orgs/{context['organization_id']}/workspaces/{context['workspace_id']}/tickets"
        async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=30) as desk:
            headers = {"Authorization": f"Bearer {token['access_token']}"}
            outside = {"Authorization": f"Bearer {stranger['access_token']}"}
            made = [
                await desk.post(place, json={"subject": name, "priority": rank}, headers=headers)
                for rank, name in ((2, "Later"), (1, "Now"))
            ]
            assert [answer.status_code for answer in made] == [201, 201]
            first = made[0]
            one = f"{place}/{first.json()['id']}"

            async def listed(**params: object) -> dict:
                return (await desk.get(place, params=params, headers=headers)).json()

            page = await listed(sort="priority", limit=1)
            rest = await listed(sort="priority", limit=1, cursor=page["next_cursor"])
            subjects = [ticket["subject"] for ticket in (*page["tickets"], *rest["tickets"])]
            assert subjects == ["Now", "Later"]
            assert (await listed(q="lat"))["total"] == 1
            assert (await desk.get(one, headers=outside)).status_code == 404
            tag = {"If-Match": first.headers["etag"]}
            changed = await desk.patch(one, json={"priority": 3}, headers=headers | tag)
            assert (changed.status_code, changed.json()["priority"]) == (200, 3)
            late = await desk.patch(one, json={"priority": 4}, headers=headers | tag)
            assert late.status_code == 412
            assert (await desk.delete(one, headers=headers)).status_code == 204


async def test_a_column_that_is_not_there_is_named(directory, tenantry) -> None:
    await as_owner(directory, "ALTER TABLE tickets DROP COLUMN priority")
    refused = tenantry("serve", TENANTRY_PORT="0", **RESOURCES)
    assert refused.returncode != 0
    assert "tickets.priority" in refused.stderr and "migration of your own" in refused.stderr
