"""The command line, as a person runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TENANTRY = str(Path(sys.executable).with_name("tenantry"))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TENANTRY_")}
    return subprocess.run(
        [TENANTRY, *arguments],
        env=inherited | {"COLUMNS": "200", "TENANTRY_LOG_LEVEL": "error"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A data directory with the demo in it."""
    return str(tmp_path_factory.mktemp("cli") / "data")


@pytest.fixture(scope="module")
def loaded(data_dir: str) -> subprocess.CompletedProcess[str]:
    return run("demo", "--password", "a demo password", TENANTRY_DATA_DIR=data_dir)


def test_help_names_every_command() -> None:
    for arguments in (["--help"], []):
        said = run(*arguments)
        for command in ("serve", "migrate", "demo", "doctor", "openapi"):
            assert command in said.stdout, said.stdout + said.stderr
    assert run("--help").returncode == 0


def test_the_version_is_the_packages() -> None:
    import tenantry

    assert run("--version").stdout == f"tenantry {tenantry.__version__}\n"


def test_an_unknown_command_is_refused() -> None:
    said = run("frobnicate")
    assert said.returncode == 2
    assert "frobnicate" in said.stderr


def test_the_demo_says_how_to_sign_in(loaded) -> None:
    assert loaded.returncode == 0, loaded.stderr
    for email in ("olivia", "adam", "mia", "vera"):
        assert f"{email}@acme.test" in loaded.stdout
    assert "eve@globex.test" in loaded.stdout
    assert "Their password is a demo password" in loaded.stdout


def test_the_demo_loads_once(loaded, data_dir: str) -> None:
    again = run("demo", TENANTRY_DATA_DIR=data_dir)
    assert again.returncode == 1
    assert again.stdout == ""
    assert again.stderr.count("\n") == 1
    assert "The demo is loaded already" in again.stderr


def test_the_demo_makes_a_password_of_its_own(tmp_path: Path) -> None:
    said = run("demo", TENANTRY_DATA_DIR=str(tmp_path / "data"))
    found = re.search(r"Their password is (\S+)\n", said.stdout)
    assert found and len(found[1]) >= 16


def test_the_doctor_finds_a_sound_installation_well(loaded, data_dir: str) -> None:
    said = run("doctor", TENANTRY_DATA_DIR=data_dir)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "FAIL" not in said.stdout
    for what in ("signing keys", "database", "migrations", "role", "row-level security"):
        assert re.search(rf"^ok +{what}: ", said.stdout, re.MULTILINE), said.stdout


def test_the_doctor_says_what_is_wrong() -> None:
    said = run("doctor", TENANTRY_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/db")
    assert said.returncode == 1
    assert "FAIL database: No PostgreSQL answers" in said.stdout
    assert "secret" not in said.stdout + said.stderr


def test_migrating_says_at_which_revision_the_schema_is(loaded, data_dir: str) -> None:
    said = run("migrate", TENANTRY_DATA_DIR=data_dir)
    assert said.returncode == 0, said.stderr
    assert re.search(r"at revision \d+", said.stdout)


def test_the_openapi_document_is_printed_without_a_database(tmp_path: Path) -> None:
    said = run("openapi", TENANTRY_DATA_DIR=str(tmp_path / "none"))
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    assert document["openapi"].startswith("3.")
    assert "/api/v1/orgs" in document["paths"]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("password1", "very common password"), ("short", "takes 8 to 256 characters")],
)
def test_a_demo_with_a_weak_password_is_one_sentence(
    tmp_path: Path, password: str, sentence: str
) -> None:
    said = run("demo", "--password", password, TENANTRY_DATA_DIR=str(tmp_path / "data"))
    assert said.returncode == 1
    assert sentence in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "demo", "doctor", "openapi"])
def test_a_wrong_setting_is_one_sentence(command: str) -> None:
    said = run(command, TENANTRY_POOL_SIZE="many")
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.startswith("tenantry: TENANTRY_POOL_SIZE: ")
    assert said.stderr.count("\n") == 1


def test_an_operator_signs_someone_out_everywhere(data_dir, loaded) -> None:
    email = re.search(r"\S+@\S+", loaded.stdout)
    assert email
    said = run("sessions", "end", email[0], TENANTRY_DATA_DIR=data_dir)
    assert said.returncode == 0 and said.stdout.startswith("Sessions ended: "), said.stderr
    unknown = run("sessions", "end", "nobody@example.test", TENANTRY_DATA_DIR=data_dir)
    assert unknown.returncode == 1
    assert "No user has the email nobody@example.test" in unknown.stderr
