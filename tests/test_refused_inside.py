"""What happens in process, and to an application's own routes, where something is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from fastapi import Depends, HTTPException

import tenantry
from tenantry.billing import queries as billing
from tenantry.billing.limits import LIMITED
from tenantry.errors import AlreadyMember, PermissionDenied, SlugTaken, Undone
from tenantry.http.parameters import CurrentService
from tenantry.http.probes import Health
from tenantry.members import service as members
from tenantry.members.schemas import MemberAdd
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.tenancy.proof import ENTER, by_itself
from tenantry.workspaces import queries as workspaces_queries
from tenantry.workspaces import service as workspaces
from tenantry.workspaces.schemas import WorkspaceCreate, WorkspaceQuery
from tests.people import Person, Place


async def test_a_refusal_caught_inside_its_transaction_is_not_lost_in_silence(
    service: tenantry.Service, acme: Place, mia: Person
) -> None:
    with pytest.raises(Undone):
        async with service.enter(UUID(acme.owner.id), UUID(acme.id)) as tenant:
            await workspaces.create(tenant, WorkspaceCreate(name="Never stored"))
            with pytest.raises(AlreadyMember):
                await members.add(tenant, MemberAdd(user_id=UUID(mia.id), role="member"))
    async with service.enter(UUID(acme.owner.id), UUID(acme.id)) as tenant:
        found = await workspaces.list_mine(tenant, WorkspaceQuery(q="never stored"))
    assert found.total == 0


async def test_a_permission_refused_once_is_refused_again_in_a_reading_block(
    service: tenantry.Service, acme: Place, mia: Person
) -> None:
    with pytest.raises(PermissionDenied):
        async with service.enter(UUID(mia.id), UUID(acme.id)).reading() as tenant:
            tenant.demand("billing:read")
            with pytest.raises(PermissionDenied):
                await tenant.one(billing.subscription(tuple(LIMITED.values())))
            await tenant.one(billing.subscription(tuple(LIMITED.values())))


async def test_a_slug_that_is_taken_costs_no_trial(
    service: tenantry.Service, acme: Place, new_person: Any
) -> None:
    nora: Person = await new_person("nora")
    async with service.found(UUID(nora.id)) as founder:
        with pytest.raises(SlugTaken):
            taken = OrganizationCreate(name="Nora's", slug=acme.slug)
            await organizations.create(founder, service.settings, taken)
        free = OrganizationCreate(name="Nora's")
        made = await organizations.create(founder, service.settings, free)
    assert made.subscription_status == "trial"


async def test_nothing_of_a_read_runs_for_a_stranger(
    app_connection: Any, acme: Place, eve: Person
) -> None:
    page = workspaces_queries.MINE._statements["created_at", False, False]
    read = by_itself(("caller_id", "organization_id"), ENTER[False], page)
    values = {
        "organization_id": f"'{acme.id}'",
        "caller_id": f"'{eve.id}'",
        "limit": "20",
        "offset": "0",
    }
    await app_connection.execute(f"PREPARE stranger AS {read.sql}")
    arguments = ", ".join(values[name] for name in read.names)
    plan = await app_connection.fetch(f"EXPLAIN (ANALYZE, COSTS OFF) EXECUTE stranger({arguments})")
    lines = [row[0] for row in plan if " on workspaces" in row[0]]
    assert lines and all("never executed" in line for line in lines), lines


def test_a_guard_that_would_not_run_is_refused_at_import() -> None:
    router = tenantry.Router()

    async def guarded(service: CurrentService) -> Health:
        return Health()

    with pytest.raises(TypeError, match="dependencies"):
        router.get("/guarded", dependencies=[Depends(lambda: None)])(guarded)


def test_a_result_that_could_not_be_answered_is_refused_at_import() -> None:
    router = tenantry.Router()

    async def loose(service: CurrentService) -> dict[str, str]:
        return {}

    with pytest.raises(TypeError, match="must return"):
        router.get("/loose")(loose)


async def test_an_http_exception_of_a_handler_is_a_problem(service: tenantry.Service) -> None:
    from httpx import ASGITransport, AsyncClient

    router = tenantry.Router()

    @router.get("/gone")
    async def gone(service: CurrentService) -> Health:
        raise HTTPException(404, "Nothing of that name.")

    app = tenantry.create_app(service=service)
    app.include_router(router)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://own.test") as client:
        answer = await client.get("/gone")
        head = await client.head("/healthz")
    assert (answer.status_code, answer.json()["detail"]) == (404, "Nothing of that name.")
    assert head.status_code == 200


async def test_creating_the_app_leaves_the_hosts_logging_alone(service: tenantry.Service) -> None:
    import logging

    before = (list(logging.getLogger().handlers), logging.getLogger().level)
    tenantry.create_app(service=service)
    assert (logging.getLogger().handlers, logging.getLogger().level) == before


def test_an_unknown_trial_tier_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="free, starter, pro, enterprise"):
        tenantry.Settings(trial_tier="gold")
