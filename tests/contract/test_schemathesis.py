"""What OpenAPI promises, held against requests made up from it, sound ones and broken ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import tenantry
from tenantry.chatbots.resource import ChatbotCreate, chatbots
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.workspaces import service as workspaces
from tenantry.workspaces.schemas import WorkspaceCreate
from tests.people import Person, sign_up
from tests.permissions.table import DEMANDS, UNANSWERED

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = hypothesis_settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


async def make_home(service: tenantry.Service, person: Person) -> dict[str, str]:
    """Give someone an organization and a workspace that an operation may do away with."""
    async with service.found(UUID(person.id)) as founder:
        body = OrganizationCreate(name="Fuzzed")
        organization = await organizations.create(founder, service.settings, body)
    async with service.enter(UUID(person.id), organization.id) as tenant:
        workspace = await workspaces.create(tenant, WorkspaceCreate(name="Fuzzed"))
    async with service.enter(UUID(person.id), organization.id, workspace.id) as inside:
        chatbot = await chatbots.create(inside, ChatbotCreate(name="Fuzzed"))
    return {
        "org_id": str(organization.id),
        "workspace_id": str(workspace.id),
        "chatbot_id": str(chatbot.id),
    }


def examine(operation: APIOperation, ask: Callable[[Case], None], ids: dict[str, str]) -> None:
    """Ask with made-up requests, half of them sound, and half at addresses that exist.

    A made-up If-Match would answer every change with 412, so it is left out.
    """
    modes = [operation.as_strategy(generation_mode=GenerationMode.POSITIVE)]
    if operation.body or operation.query:
        modes.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))

    @EXAMPLES
    @given(case=st.one_of(modes), at_home=st.booleans())
    def run(case: Case, at_home: bool) -> None:
        if at_home:
            known = {name: ids[name] for name in case.path_parameters if name in ids}
            case.path_parameters.update(known)
        case.headers.pop("If-Match", None)
        ask(case)

    run()


@pytest.mark.parametrize("name", DEMANDS)
async def test_made_up_requests_get_what_the_document_promises(
    service: tenantry.Service, http: httpx.AsyncClient, base_url: str, name: str
) -> None:
    person = await sign_up(http, "fuzz")
    ids = await make_home(service, person)
    method, path = name.split(" ")
    schema = schemathesis.openapi.from_dict(tenantry.create_app(service=service).openapi())
    headers = {"Authorization": f"Bearer {person.access_token}"}
    asked: list[int] = []
    unanswered = UNANSWERED.get(name, "")
    checks = [check for check in CHECKS if not unanswered or check is not not_a_server_error]

    def ask(case: Case) -> None:
        response = case.call(base_url=base_url, headers=headers)
        case.validate_response(response, checks=checks, headers=headers)
        asked.append(response.status_code)

    await asyncio.to_thread(examine, schema[path][method], ask, ids)
    assert asked and {status for status in asked if status >= 500} <= {int(unanswered[:3] or 0)}
