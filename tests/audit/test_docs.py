"""docs/audit.md does what it says: its procedures agree, and find what was changed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tenantry.audit.chain import seal
from tests.audit.trail import exported
from tests.docs.reading import ROOT, blocks

BLOCKS = {block.language: block.text for block in blocks((ROOT / "docs/audit.md").read_text())}


@pytest.fixture
async def lines(eve, globex) -> list[str]:
    for name in ("Initech", "Ünïtéch 😀", 'Q"uo\\te'):
        assert (await eve.patch(globex.path, {"name": name})).status_code == 200
    return await exported(eve, globex)


def write(directory: Path, lines: list[str]) -> None:
    (directory / "export.ndjson").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def check(directory: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """Run the documented program, without any of our packages in reach."""
    write(directory, lines)
    (directory / "check.py").write_text(BLOCKS["python"])
    return subprocess.run(
        [sys.executable, "-I", "-S", "check.py", "export.ndjson"],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_has_the_hash_it_shows() -> None:
    event = json.loads(BLOCKS["json"])
    assert seal(event) == event["hash"]


async def test_the_documented_program_agrees_with_an_export(tmp_path, lines) -> None:
    ran = check(tmp_path, lines)
    head = json.loads(lines[-1])["hash"]
    assert (ran.returncode, ran.stdout) == (0, f"4 events, up to {head}\n"), ran.stderr


async def test_the_documented_program_names_what_was_changed(tmp_path, lines) -> None:
    changed = check(tmp_path, [lines[0], lines[1].replace("Initech", "Other"), *lines[2:]])
    assert (changed.returncode, changed.stderr) == (1, "event 2 was changed\n")
    for moved in ([lines[0], *lines[2:]], [lines[0], lines[2], lines[1], lines[3]]):
        ran = check(tmp_path, moved)
        assert (ran.returncode, ran.stderr) == (1, "event 2 is missing or was moved\n")


async def test_the_documented_commands_give_the_same_hash(tmp_path, lines) -> None:
    assert shutil.which("jq"), "run 'apt-get install jq' as root, or tests/programs"
    write(tmp_path, lines[1:])
    ran = subprocess.run(  # noqa: ASYNC221 (nothing else runs in this test)
        ["sh", "-ec", BLOCKS["sh"]], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    computed, shown = ran.stdout.splitlines()
    assert computed.split()[0] == shown == json.loads(lines[1])["hash"]


def test_every_event_is_documented() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "src/tenantry").rglob("*.py"))
    recorded = set(re.findall(r'\brecord\(\s*"([a-z_]+\.[a-z_]+)"', sources))
    page = (ROOT / "docs/audit.md").read_text()
    told_only = {"organization.deleted", "user.deleted"}
    assert [event for event in sorted(recorded - told_only) if f"`{event}`" not in page] == []
