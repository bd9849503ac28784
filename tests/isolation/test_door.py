"""The door binds what it was given as ids, and nothing a client typed reaches the binding."""

from __future__ import annotations

import inspect
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import tenantry
from tenantry.database.statements import Statement
from tenantry.errors import NotFound, SessionEnded, UserNotFound
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.proof import ENTER, ENTER_WORKSPACE, Proof, by_itself

HOSTILE = [
    "'; DROP TABLE organizations; --",
    "' OR '1'='1",
    "x'||(SELECT version())||'",
    "00000000-0000-0000-0000-000000000000'; COMMIT; --",
]


@pytest.mark.parametrize("value", HOSTILE)
async def test_an_organization_id_that_looks_like_sql_is_refused_before_the_database(
    service, olivia, value: str
) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        async with service.enter(UUID(olivia.id), value):
            pytest.fail("the door took a text")
    refused = await olivia.get("/orgs/" + value.replace("/", "%2F"))
    assert refused.status_code == 422
    assert refused.json()["code"] == "validation_failed"
    switched = await olivia.post("/switch/organization", {"organization_id": value})
    assert switched.status_code == 422


@pytest.mark.parametrize("value", HOSTILE)
async def test_a_user_id_that_looks_like_sql_is_refused_too(service, acme, value: str) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        async with service.enter(value, UUID(acme.id)):
            pytest.fail("the door took a text")


async def test_the_binding_is_exactly_the_ids(service, olivia, acme) -> None:
    async with service.enter(UUID(olivia.id), UUID(acme.id)) as tenant:
        bound = await tenant.connection.fetchrow(
            "SELECT current_organization_id() AS organization, current_user_id() AS person"
        )
    assert (str(bound["organization"]), str(bound["person"])) == (acme.id, olivia.id)


def test_only_the_door_binds() -> None:
    source = Path(inspect.getfile(tenantry)).parent
    texts = {p.relative_to(source).as_posix(): p.read_text() for p in source.rglob("*.py")}
    writers = [
        name
        for name, text in texts.items()
        if "SET LOCAL" in text or "set_config" in text
        if "SETTING" in text or "tenantry.organization_id" in text
    ]
    assert writers == ["tenancy/binding.py"]
    askers = {name for name, text in texts.items() if "tenancy.binding import" in text}
    door = {"tenancy/proof.py", "tenancy/steps.py", "tenancy/transaction.py"}
    assert askers == door | {"audit/verify.py"}, "the operator's proof of a chain asks too"


@pytest.mark.parametrize("kind", [ENTER, ENTER_WORKSPACE])
async def test_a_read_that_binds_itself_is_unbound_again_after_it(
    app_connection, olivia, acme, kind: dict[bool, Proof]
) -> None:
    alone = by_itself(("caller_id", "organization_id"), kind[False], None)
    known = {
        "caller_id": UUID(olivia.id),
        "organization_id": UUID(acme.id),
        "workspace_id": UUID(acme.default_id),
    }
    for _ in range(8):  # generic plan and custom ones
        row = await app_connection.fetchrow(alone.sql, *alone.bind(known))
        assert row["door_admits"] and row["door_organization_name"] == "Acme"
        assert await app_connection.fetchval("SELECT count(*) FROM organizations") == 0
        assert await app_connection.fetchval("SELECT current_organization_id()") is None


async def test_a_read_that_binds_itself_sees_nothing_past_its_organization(
    app_connection, olivia, acme, globex
) -> None:
    everything = Statement("SELECT id FROM organizations UNION ALL SELECT id FROM workspaces")
    read = by_itself(("organization_id",), None, everything)
    for place in (acme, globex, acme):
        rows = await app_connection.fetch(read.sql, *read.bind({"organization_id": UUID(place.id)}))
        assert {str(row["id"]) for row in rows} == {place.id, *place.workspaces.values()}


async def test_a_reading_of_several_statements_proves_with_each(service, mia, acme) -> None:
    name = Statement("SELECT name FROM organizations")
    with pytest.raises(NotFound):
        async with service.enter(UUID(mia.id), UUID(acme.id)).reading() as tenant:
            assert await tenant.value(name) == "Acme"
            removed = await acme.owner.delete(acme.member("mia"))
            assert removed.status_code == 204
            await tenant.value(name)


async def test_an_outsider_and_an_unknown_organization_are_the_same(service, eve, acme) -> None:
    for organization_id in (UUID(acme.id), uuid4()):
        with pytest.raises(NotFound):
            async with service.enter(UUID(eve.id), organization_id):
                pytest.fail("the door opened")


async def test_a_workspace_of_another_organization_does_not_open(
    service, olivia, acme, globex
) -> None:
    with pytest.raises(NotFound):
        async with service.enter(UUID(olivia.id), UUID(acme.id), UUID(globex.default_id)):
            pytest.fail("the door opened")


async def test_a_member_does_not_enter_a_workspace_they_were_not_added_to(
    service, mia, acme
) -> None:
    with pytest.raises(NotFound):
        async with service.enter(UUID(mia.id), UUID(acme.id), UUID(acme.default_id)):
            pytest.fail("the door opened")


async def test_somebody_elses_session_proves_nothing(service, olivia, eve, acme) -> None:
    session = service.tokens.authenticate(f"Bearer {eve.access_token}").session_id
    with pytest.raises(SessionEnded):
        async with service.enter(Caller(UUID(olivia.id), session), UUID(acme.id)):
            pytest.fail("the door opened")


async def test_an_unknown_user_does_not_enter(service, acme) -> None:
    with pytest.raises(UserNotFound):
        async with service.enter(uuid4(), UUID(acme.id)):
            pytest.fail("the door opened")


async def test_stepping_into_another_organization_leaves_the_first(
    service, new_person, acme, globex
) -> None:
    from tenantry.tenancy.steps import step_inside

    nora = await new_person()
    await acme.add(nora, "member")
    await globex.add(nora, "member")
    async with service.enter(UUID(nora.id), UUID(acme.id)) as tenant:
        inside = await step_inside(tenant, UUID(globex.id))
        seen = await inside.connection.fetch("SELECT name FROM organizations")
    assert [row["name"] for row in seen] == ["Globex"]
