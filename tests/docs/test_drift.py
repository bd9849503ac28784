"""Documents and product name the same things: what either lacks fails here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tenantry.app import create_app
from tenantry.cli import app as cli
from tenantry.database.server_settings import TRACKED, server_settings
from tenantry.errors import all_errors
from tenantry.permissions import (
    ORGANIZATION_MATRIX,
    ORGANIZATION_ROLES,
    WORKSPACE_MATRIX,
    WORKSPACE_ROLES,
)
from tenantry.settings import Settings
from tests.docs.reading import PAGES, ROOT, anchors, rows, section, without_blocks

DOCS = ROOT / "docs"
VARIABLES = {f"TENANTRY_{name.upper()}": field for name, field in Settings.model_fields.items()}
MATRIX = ORGANIZATION_MATRIX | WORKSPACE_MATRIX
ids = [str(page.relative_to(ROOT)) for page in PAGES]


def first_code(cell: str) -> str:
    found = re.match(r"`([^`]+)`$", cell)
    assert found, f"{cell} is not one thing in backticks"
    return found[1]


def shown(default: Any) -> str:
    if default is None or default in ("", ()):
        return "—"
    return f"`{str(default).lower()}`" if isinstance(default, bool) else f"`{default}`"


def test_settings_lists_every_variable_with_its_default() -> None:
    listed = {
        first_code(variable): default
        for variable, default, _ in rows((DOCS / "settings.md").read_text())
    }
    assert listed == {name: shown(field.default) for name, field in VARIABLES.items()}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_variable_named_exists(page: Path) -> None:
    named = set(re.findall(r"TENANTRY_[A-Z_]+[A-Z]", page.read_text()))
    assert named <= set(VARIABLES)


def test_errors_lists_every_code_with_its_status() -> None:
    listed = {
        first_code(row[0]): int(row[1])
        for row in rows((DOCS / "errors.md").read_text())
        if len(row) == 4
    }
    assert listed == {error.code: error.status for error in all_errors()}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_code_named_after_a_status_exists(page: Path) -> None:
    codes = {(error.status, error.code) for error in all_errors()}
    named = re.findall(r"\b([45]\d\d) `([a-z_]+)`", page.read_text())
    assert {(int(status), code) for status, code in named} <= codes


@pytest.mark.parametrize(
    ("heading", "matrix", "roles"),
    [
        ("In an organization", ORGANIZATION_MATRIX, ORGANIZATION_ROLES),
        ("In a workspace", WORKSPACE_MATRIX, WORKSPACE_ROLES),
    ],
)
def test_permissions_shows_the_matrix(
    heading: str, matrix: dict[str, frozenset[str]], roles: tuple[str, ...]
) -> None:
    listed = {
        first_code(permission): frozenset(
            role for role, mark in zip(roles, marks, strict=True) if mark
        )
        for permission, *marks in rows(section(DOCS / "permissions.md", heading))
    }
    assert listed == matrix


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_permission_named_exists(page: Path) -> None:
    assert set(re.findall(r"[`\"]([a-z_]+:[a-z_]+)[`\"]", page.read_text())) <= set(MATRIX)


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    paths = create_app(Settings()).openapi()["paths"]
    return {
        (method.upper(), path): operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def endpoints() -> dict[tuple[str, str], list[str]]:
    table = rows(section(DOCS / "api.md", "Endpoints"))
    return {(row[0], first_code(row[1])): row[2:] for row in table}


def test_api_lists_every_endpoint() -> None:
    assert set(endpoints()) == set(operations())


def test_api_says_what_each_endpoint_takes_and_answers() -> None:
    documented = operations()
    for key, (takes, answers, _) in endpoints().items():
        operation = documented[key]
        permission = operation.get("x-permission")
        if permission is not None:
            assert takes == f"`{permission}`", key
        else:
            assert takes in (("signed in", "member") if operation.get("security") else ("anyone",))
        assert answers in operation["responses"], key


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_endpoint_named_exists(page: Path) -> None:
    named = re.findall(
        r"\b(GET|POST|PUT|PATCH|DELETE) `?(/[\w/{}.-]*[\w}])", without_blocks(page.read_text())
    )
    known = set(operations())
    short = {(method, path.removeprefix("/api/v1")) for method, path in known}
    assert set(named) <= known | short


def commands() -> set[str]:
    """Name every command, those of a group after it."""
    groups = {
        f"{group.name} {command.callback.__name__}"
        for group in cli.registered_groups
        for command in group.typer_instance.registered_commands
    }
    return {command.callback.__name__ for command in cli.registered_commands} | groups


def test_operations_lists_every_command() -> None:
    named = [row[0] for row in rows((DOCS / "operations.md").read_text())]
    assert {first_code(name).removeprefix("tenantry ") for name in named} == commands()


def test_operations_tells_a_pooler_of_every_setting_our_connections_ask_for() -> None:
    (block,) = re.findall(r"```ini\n(.*?)```", (DOCS / "operations.md").read_text(), re.DOTALL)
    told = {
        name.strip(): set(re.findall(r"\w+", value))
        for name, _, value in (line.partition("=") for line in block.splitlines())
    }
    tracked_anyway = {"timezone"}
    assert told["track_extra_parameters"] - {"IntervalStyle"} == set(TRACKED) - tracked_anyway
    assert told["ignore_startup_parameters"] == set(server_settings(0)) - set(TRACKED)


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_named_exists(page: Path) -> None:
    text = page.read_text()
    named = re.findall(r"(?:`|bin/|^\$ )tenantry ([a-z]+)", text, re.MULTILINE)
    assert set(named) <= {command.partition(" ")[0] for command in commands()}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^\$ |^    )make ([a-z]+)", text, re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_resolves(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_blocks(page.read_text())):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        assert other.exists(), f"{target} is missing"
        assert not anchor or anchor in anchors(other), f"{target} has no such heading"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_source_file_named_exists(page: Path) -> None:
    for name in re.findall(r"`((?:src|tests)/[\w/.]+|[a-z]+/[a-z]+\.py)`", page.read_text()):
        places = (ROOT / name, ROOT / "src/tenantry" / name)
        assert any(place.exists() for place in places), name


def test_python_names_functions_that_exist() -> None:
    import importlib

    for module, names in rows(section(DOCS / "python.md", "Functions")):
        found = importlib.import_module(first_code(module))
        for name in re.findall(r"`(\w+)`", names):
            assert callable(getattr(found, name, None)), f"{module} has no {name}"
        served = {
            name
            for name, value in vars(found).items()
            if not name.startswith("_") and hasattr(value, "policy")
        }
        assert served <= set(re.findall(r"`(\w+)`", names)), module


def test_the_readme_links_every_page() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [page.name for page in DOCS.glob("*.md") if f"(docs/{page.name})" not in readme] == []


def test_every_test_that_answers_a_threat_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "security.md").read_text()))
    sources = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert named and named <= set(re.findall(r"def (test_\w+)", sources))
