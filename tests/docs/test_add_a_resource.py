"""The page on resources does what it says: its file is migrated, served and asked by roles."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from tenantry.database.embedded import EmbeddedServer
from tests.docs.reading import ROOT, blocks, file_in, section
from tests.docs.test_readme import BIN, PASSWORD, environment, running

PAGE = ROOT / "docs/add-a-resource.md"
RESOURCES = {"TENANTRY_RESOURCES": "notes", "TENANTRY_RATE_LIMITS": "off"}


@dataclass
class Office:
    """A served organization whose owner, editor and viewer can be asked."""

    url: str
    directory: Path
    tokens: dict[str, str]
    org_id: str
    workspace_id: str

    @property
    def notes(self) -> str:
        return f"/orgs/{self.org_id}/workspaces/{self.workspace_id}/notes"

    def ask(self, who: str, method: str, path: str, body: object = None, **headers: str):
        return httpx.request(
            method,
            f"{self.url}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.tokens[who]}", **headers},
            timeout=30,
        )


def sign_up(url: str, name: str, **more: str) -> dict:
    body = {"email": f"{name}@example.com", "password": PASSWORD, **more}
    answer = httpx.post(f"{url}/api/v1/auth/signup", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.json()


def furnish(url: str, directory: Path) -> Office:
    owner = sign_up(url, "owner", organization_name="Acme")
    context = owner["context"]
    tokens = {"owner": owner["access_token"]}
    office = Office(url, directory, tokens, context["organization_id"], context["workspace_id"])
    for role in ("editor", "viewer"):
        person = sign_up(url, role)
        tokens[role] = person["access_token"]
        for path, held in (("", "member"), (f"/workspaces/{office.workspace_id}", role)):
            added = office.ask(
                "owner",
                "POST",
                f"/orgs/{office.org_id}{path}/members",
                {"user_id": person["user"]["id"], "role": held},
            )
            assert added.status_code == 201, added.text
    tokens["outsider"] = sign_up(url, "outsider", organization_name="Globex")["access_token"]
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    directory = tmp_path_factory.mktemp("office")
    (directory / "notes.py").write_text(file_in(PAGE, "notes.py"))
    migrate, serve = ([str(BIN / "tenantry"), command] for command in ("migrate", "serve"))
    done = subprocess.run(
        migrate,
        cwd=directory,
        env=environment(directory / "data") | RESOURCES,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    with running(serve, directory, r"ready on (http://\S+)", TENANTRY_PORT="0", **RESOURCES) as url:
        yield furnish(url, directory)


def test_the_commands_of_the_page_are_those_the_test_runs() -> None:
    shown = [block.text for block in blocks(PAGE.read_text()) if block.language == "sh"]
    assert shown == ["export TENANTRY_RESOURCES=notes\ntenantry migrate\ntenantry serve\n"]


def test_roles_have_the_permissions_the_page_names(office: Office) -> None:
    made = office.ask("editor", "POST", office.notes, {"title": " Minutes "})
    assert made.status_code == 201, made.text
    assert (made.json()["title"], made.json()["frozen"]) == ("Minutes", False)
    item = f"{office.notes}/{made.json()['id']}"
    assert office.ask("viewer", "GET", item).json() == made.json()
    assert office.ask("viewer", "POST", office.notes, {"title": "x"}).status_code == 403
    assert office.ask("editor", "DELETE", item).json()["permission"] == "note:delete"
    assert office.ask("outsider", "GET", item).status_code == 404
    assert office.ask("owner", "DELETE", item).status_code == 204
    assert office.ask("owner", "GET", item).status_code == 404
    told = (office.directory / "server.log").read_text()
    assert "note.created Minutes" in told and "note.deleted Minutes" in told


def test_permissions_are_in_the_context(office: Office) -> None:
    context = office.ask(
        "viewer", "POST", "/switch/organization", {"organization_id": office.org_id}
    )
    held = [name for name in context.json()["permissions"] if name.startswith("note:")]
    assert held == ["note:read"]


def test_changes_are_versioned_and_in_the_trail(office: Office) -> None:
    made = office.ask("owner", "POST", office.notes, {"title": "Draft", "text": "a"})
    item, tag = f"{office.notes}/{made.json()['id']}", made.headers["etag"]
    changed = office.ask("owner", "PATCH", item, {"text": "b"}, **{"If-Match": tag})
    assert changed.status_code == 200 and changed.json()["title"] == "Draft"
    assert office.ask("owner", "PATCH", item, {"text": "c"}, **{"If-Match": tag}).status_code == 412
    trail = office.ask("owner", "GET", f"/orgs/{office.org_id}/audit").json()["events"]
    event = next(event for event in trail if event["action"] == "note.updated")
    assert event["changes"] == {"text": {"from": "a", "to": "b"}}
    assert event["target"]["name"] == "Draft"


def test_a_title_taken_is_a_conflict_that_names_it(office: Office) -> None:
    assert office.ask("owner", "POST", office.notes, {"title": "Once"}).status_code == 201
    refused = office.ask("owner", "POST", office.notes, {"title": "Once"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "title" in refused.json()["detail"]


def test_it_is_in_the_document(office: Office) -> None:
    document = httpx.get(f"{office.url}/api/v1/openapi.json").json()
    path = "/api/v1/orgs/{org_id}/workspaces/{workspace_id}/notes"
    created = document["paths"][path]["post"]
    assert created["x-permission"] == "note:create"
    schema = created["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/NoteCreate"}
    assert {"402", "403", "404", "409", "422"} <= set(created["responses"])


async def test_the_doctor_names_a_table_that_is_not_isolated(office: Office) -> None:
    assert "FAIL" not in examined(office)
    server = EmbeddedServer(office.directory / "data")
    server.start()
    owner = await asyncpg.connect(server.owner_url)
    try:
        await owner.execute("CREATE TABLE sketches (organization_id uuid, id uuid)")
        assert "missing on sketches" in examined(office)
        await owner.execute("DROP TABLE sketches")
    finally:
        await owner.close()
        server.stop()


def examined(office: Office) -> str:
    return subprocess.run(
        [str(BIN / "tenantry"), "doctor"],
        cwd=office.directory,
        env=environment(office.directory / "data") | RESOURCES,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout


def test_the_functions_work_in_process(office: Office) -> None:
    example = next(
        block.text for block in blocks(section(PAGE, "In process")) if block.language == "python"
    )
    program = "\n".join(
        (
            "import asyncio, tenantry",
            "from uuid import UUID",
            "from notes import *",
            "async def run(user_id, organization_id, workspace_id):",
            "    async with tenantry.open() as service:",
            textwrap.indent(example, "        "),
            f"asyncio.run(run(UUID('{_owner_id(office)}'), UUID('{office.org_id}'), "
            f"UUID('{office.workspace_id}')))",
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=office.directory,
        env=environment(office.directory / "data") | RESOURCES,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "note.deleted Minutes" in done.stdout


def _owner_id(office: Office) -> str:
    return str(office.ask("owner", "GET", "/auth/me").json()["id"])


def test_a_module_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(BIN / "tenantry"), "migrate"],
        cwd=tmp_path,
        env=environment(tmp_path / "data") | {"TENANTRY_RESOURCES": "nowhere"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("tenantry: TENANTRY_RESOURCES: nowhere cannot be imported")
    assert len(done.stderr.splitlines()) == 1
