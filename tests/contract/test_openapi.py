"""The OpenAPI document is sound, says all there is to say, and agrees with the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis

import tenantry
from tenantry.errors import all_errors
from tests.contract.declared import PROBLEM, Contract

DOCUMENTED = Path(__file__).parents[2] / "docs" / "errors.md"
_ROW = re.compile(r"^\| `([a-z_]+)` \| (\d{3}) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def schema(service: tenantry.Service) -> dict[str, Any]:
    return tenantry.create_app(service=service).openapi()


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part["$ref"],) if isinstance(part.get("$ref"), str) else ()
        part = list(part.values())
    if isinstance(part, list):
        for child in part:
            yield from references(child)


def test_every_error_is_documented_with_its_status() -> None:
    rows = _ROW.findall(DOCUMENTED.read_text())
    assert sorted(rows) == sorted((error.code, str(error.status)) for error in all_errors())


def test_every_error_has_a_code_of_its_own_and_a_sentence_that_helps() -> None:
    errors = all_errors()
    assert len({error.code for error in errors}) == len(errors)
    for error in errors:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", error.code)
        assert 400 <= error.status < 600
        assert len(error.detail.split()) > 4 and error.detail.endswith(".")


async def test_the_document_is_valid_and_served_as_it_is(
    root: httpx.AsyncClient, schema: dict[str, Any], base_url: str
) -> None:
    schemathesis.openapi.from_dict(schema).validate()
    async with httpx.AsyncClient(base_url=base_url) as client:
        assert (await client.get("/api/v1/openapi.json")).json() == schema


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    found = set(references(schema))
    assert found
    for reference in found:
        part: Any = schema
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        assert part


def test_every_component_is_used(schema: dict[str, Any]) -> None:
    used = set(references(schema))
    for name in schema["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in used, name


def test_every_operation_has_an_id_a_summary_a_tag_and_a_sentence(contract: Contract) -> None:
    ids = [operation["operationId"] for operation in contract.operations.values()]
    assert len(set(ids)) == len(ids)
    for name, operation in contract.operations.items():
        assert operation["summary"] and operation["tags"], name
        assert operation["description"].endswith("."), name


def test_every_refusal_is_a_problem_with_an_example(contract: Contract) -> None:
    codes = {error.code: error.status for error in all_errors()}
    for name, operation in contract.operations.items():
        for status, response in operation["responses"].items():
            if int(status) < 400:
                continue
            content = response["content"][PROBLEM]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert content["examples"], name
            assert {codes[code] for code in content["examples"]} == {int(status)}, name


def test_every_answer_with_a_body_has_a_schema(contract: Contract) -> None:
    for name, operation in contract.operations.items():
        answers = [(s, r) for s, r in operation["responses"].items() if int(s) < 400]
        assert answers, name
        for status, answer in answers:
            schemas = [shown.get("schema") for shown in answer.get("content", {}).values()]
            assert all(schemas) and bool(schemas) == (status not in ("202", "204")), name


def test_every_operation_that_takes_a_token_says_what_happens_without(contract: Contract) -> None:
    for name, operation in contract.operations.items():
        refused = operation["responses"].get("401", {}).get("content", {}).get(PROBLEM, {})
        codes = set(refused.get("examples", ()))
        takes = {"not_authenticated", "token_expired", "session_ended"}
        assert (codes & takes == takes) == bool(operation.get("security")), name
