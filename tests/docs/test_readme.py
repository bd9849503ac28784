"""The README does what it says: its commands are run and its answers compared."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

import tenantry
from tests.docs.reading import ROOT, blocks, file_in, section
from tests.people import Place

README = ROOT / "README.md"
BIN = Path(sys.executable).parent
PASSWORD = "correct horse battery staple"

_MASKS = (
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "<time>"),
    (re.compile(r"eyJ[\w.…-]+"), "<token>"),
)


def environment(data_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TENANTRY_")}
    return kept | {"TENANTRY_DATA_DIR": str(data_dir), "TENANTRY_LOG_LEVEL": "warning"}


@contextmanager
def running(command: list[str], cwd: Path, found: str, **env: str) -> Iterator[str]:
    """Run a server until the block ends; yields the address it says it has."""
    log = cwd / "server.log"
    with log.open("w") as file:
        server = subprocess.Popen(
            command, cwd=cwd, env=environment(cwd / "data") | env, stdout=file, stderr=file
        )
    try:
        deadline = time.monotonic() + 60
        while (address := re.search(found, log.read_text())) is None:
            assert server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield address[1]
    finally:
        server.terminate()
        server.wait(timeout=40)


def values(text: str) -> list[Any]:
    """Read an answer as the JSON values and status codes it is, ids and times masked."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    decoder, found, text = json.JSONDecoder(), [], text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].lstrip()
    return found


def test_the_walk_gets_the_answers_it_shows(tmp_path: Path) -> None:
    walk = blocks(section(README, "Try it"))
    script = "".join(
        block.text if block.language == "sh" else "echo @@@@\n"
        for block in walk
        if block.language in ("sh", "text")
    )
    answers = [block.text for block in walk if block.language == "text"]
    assert len(answers) >= 7
    assert "http://127.0.0.1:8000" in script
    serve = [str(BIN / "tenantry"), "serve"]
    with running(serve, tmp_path, r"ready on (http://\S+)", TENANTRY_PORT="0") as url:
        done = subprocess.run(
            ["sh", "-eu"],
            input=script.replace("http://127.0.0.1:8000", url),
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    got = done.stdout.split("@@@@\n")[:-1]
    assert [values(answer) for answer in got] == [values(answer) for answer in answers]


def test_the_walk_is_refused_as_the_rules_say() -> None:
    shown = [
        value["status"] if isinstance(value, dict) and "code" in value else value
        for block in blocks(section(README, "Try it"))
        if block.language == "text"
        for value in values(block.text)
    ]
    assert [value for value in shown if isinstance(value, int)] == [
        201, 201, 404, 403, 404, 204, 404, 404
    ]  # fmt: skip


@contextmanager
def example(name: str, cwd: Path) -> Iterator[httpx.Client]:
    (cwd / name).write_text(file_in(README, name))
    command = [str(BIN / "uvicorn"), f"{name.removesuffix('.py')}:app", "--port", "0"]
    with (
        running(command, cwd, r"running on (http://[\d.:]+)", TENANTRY_LOG_LEVEL="info") as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        yield client


def signed_up(client: httpx.Client, prefix: str = "", **more: str) -> tuple[dict[str, str], str]:
    body = {"email": f"{len(more)}@example.com", "password": PASSWORD, **more}
    answer = client.post(f"{prefix}/api/v1/auth/signup", json=body)
    assert answer.status_code == 201, answer.text
    token = answer.json()
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    return bearer, str(token["context"]["organization_id"])


def test_the_mounted_application_lets_members_in_and_nobody_else(tmp_path: Path) -> None:
    with example("shop.py", tmp_path) as client:
        member, org_id = signed_up(client, "/tenants", organization_name="Acme")
        stranger, _ = signed_up(client, "/tenants")
        orders = f"/orgs/{org_id}/orders"
        answer = client.get(orders, headers=member)
        assert answer.json() == {"orders_of": "Acme", "seen_as": "owner"}
        refused = client.get(orders, headers=stranger)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert client.get(orders).status_code == 401
        assert client.get("/tenants/docs").status_code == 200


def test_an_own_route_has_what_ours_have(tmp_path: Path) -> None:
    with example("greetings.py", tmp_path) as client:
        owner, org_id = signed_up(client, organization_name="Acme")
        stranger, _ = signed_up(client)
        path = f"/api/v1/orgs/{org_id}/greeting"
        assert client.get(path, headers=owner).json() == {"text": "Hello owner of Acme"}
        assert client.get(path, headers=stranger).status_code == 404
        assert client.get(path).status_code == 401
        paths = client.get("/api/v1/openapi.json").json()["paths"]
        described = paths["/api/v1/orgs/{org_id}/greeting"]["get"]
        assert described["x-permission"] == "workspace:create"
        assert "403" in described["responses"]


def test_the_program_without_http_prints_what_is_shown(tmp_path: Path) -> None:
    script = tmp_path / "office.py"
    script.write_text(file_in(README, "office.py"))
    done = subprocess.run(
        [sys.executable, str(script)],
        env=environment(tmp_path / "data"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    shown = blocks(section(README, "From Python, without HTTP"))
    assert done.stdout == next(block.text for block in shown if block.language == "text")


@pytest.mark.parametrize("command", ["run", "test"])
def test_the_commands_exist(command: str) -> None:
    assert f"$ make {command}" in README.read_text()
    done = subprocess.run(["make", "-n", command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_demo_signs_in(tmp_path: Path) -> None:
    assert "`.venv/bin/tenantry demo`" in README.read_text()
    serve, demo = ([str(BIN / "tenantry"), command] for command in ("serve", "demo"))
    with running(serve, tmp_path, r"ready on (http://\S+)", TENANTRY_PORT="0") as url:
        done = subprocess.run(
            demo, env=environment(tmp_path / "data"), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        password = done.stdout.strip().rpartition(" ")[2]
        for email in re.findall(r"\S+@\S+", done.stdout):
            body = {"email": email, "password": password}
            assert httpx.post(f"{url}/api/v1/auth/login", json=body).status_code == 200


async def test_the_own_statement_of_the_python_page_runs(
    service: tenantry.Service, acme: Place
) -> None:
    page = section(ROOT / "docs/python.md", "Statements of your own")
    example = next(block.text for block in blocks(page) if block.language == "python")
    body = textwrap.indent(f"{example}return rows\n", "    ")
    names: dict[str, Any] = {}
    exec(f"async def run(service, user_id, organization_id):\n{body}", names)
    rows = await names["run"](service, UUID(acme.owner.id), UUID(acme.id))
    assert [row["name"] for row in rows] == ["Support"]
