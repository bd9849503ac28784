"""Bodies of every wrong kind are refused with a sentence that helps, and never a 5xx."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from tests.contract.conftest import Home
from tests.contract.declared import problem_of
from tests.contract.hostile import DOCUMENTS, MIB, SETTINGS, STRINGS, UNSTORABLE, VALUES, WRITES

NEEDING = [name for name in WRITES if not name.startswith("PATCH") and "login" not in name]
"""Operations whose body needs the string; sign-in takes any for an email nobody has."""


def filled(template: str, hostile: bytes) -> bytes:
    before, after = template.encode().split(b"{}")
    return before + hostile + after


@pytest.mark.parametrize("string", STRINGS)
@pytest.mark.parametrize("operation", WRITES)
async def test_strings_that_are_none_are_refused(home: Home, operation: str, string: str) -> None:
    answer = await home.send(operation, filled(WRITES[operation], STRINGS[string]))
    problem = problem_of(answer)
    assert (problem["status"], problem["code"]) == (422, "validation_failed")
    assert all(set(error) == {"loc", "msg", "type"} for error in problem["errors"])
    assert problem["errors"][0]["loc"][0] == "body"
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("operation", WRITES)
async def test_documents_that_are_none_are_refused(
    home: Home, operation: str, document: str
) -> None:
    answer = await home.send(operation, DOCUMENTS[document])
    assert problem_of(answer)["code"] == "validation_failed"
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("operation", NEEDING)
async def test_values_of_the_wrong_type_are_refused(home: Home, operation: str, value: str) -> None:
    body = WRITES[operation].replace('"{}"', value)
    assert problem_of(await home.send(operation, body.encode()))["code"] == "validation_failed"


@pytest.mark.parametrize("junk", UNSTORABLE)
@pytest.mark.parametrize("operation", SETTINGS)
async def test_settings_that_cannot_be_stored_are_refused(
    home: Home, operation: str, junk: str
) -> None:
    name = b'"name": "Hostile", ' if operation.startswith("POST") else b""
    answer = await home.send(operation, b"{" + name + b'"settings": ' + UNSTORABLE[junk] + b"}")
    problem = problem_of(answer)
    assert problem["code"] == "validation_failed"
    assert "settings" in problem["detail"] or "JSON" in problem["detail"], problem["detail"]
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("junk", ['{"a": 1e308}', '{"": "\\u0001"}', '{"n": 1e-300}'])
async def test_odd_settings_that_json_allows_come_back_as_they_were(home: Home, junk: str) -> None:
    operation = "PATCH /orgs/{org_id}"
    stored = await home.send(operation, f'{{"settings": {junk}}}'.encode())
    assert stored.status_code == 200
    read = await home.send("GET /orgs/{org_id}")
    assert json.loads(read.text, parse_int=float)["settings"] == json.loads(junk, parse_int=float)


@pytest.mark.parametrize("operation", WRITES)
async def test_a_body_over_a_mebibyte_is_refused(home: Home, operation: str) -> None:
    answer = await home.send(operation, b" " * 2 * MIB)
    assert problem_of(answer)["code"] == "body_too_large"


@pytest.mark.parametrize("operation", WRITES)
async def test_a_body_that_does_not_say_its_length_is_counted(home: Home, operation: str) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * (MIB // 16)

    assert problem_of(await home.send(operation, stream()))["code"] == "body_too_large"


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        ";",
    ],
)
@pytest.mark.parametrize("operation", WRITES)
async def test_a_body_that_does_not_say_it_is_json_is_refused(
    home: Home, operation: str, kind: str
) -> None:
    answer = await home.send(operation, b'{"name": "a"}', {"Content-Type": kind})
    assert problem_of(answer)["code"] == "unsupported_media_type"


@pytest.mark.parametrize("operation", WRITES)
async def test_a_missing_content_type_is_refused(home: Home, operation: str) -> None:
    method, path = operation.split(" ")
    answer = await home.client.request(
        method,
        f"/api/v1{path.format(**home.ids)}",
        content=b'{"name": "a"}',
        headers=home.authorization,
    )
    assert problem_of(answer)["code"] == "unsupported_media_type"


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON"])
async def test_json_is_known_by_its_other_spellings(home: Home, kind: str) -> None:
    answer = await home.send("POST /orgs", b'{"name": "Spelled"}', {"Content-Type": kind})
    assert answer.status_code == 201


async def test_a_refusal_does_not_repeat_what_may_be_a_secret(home: Home) -> None:
    body = b'{"email": "x@example.test", "password": ["hunter2hunter2"]}'
    answer = await home.send("POST /auth/login", body)
    assert problem_of(answer)["errors"][0]["loc"] == ["body", "password"]
    assert "hunter2" not in answer.text
