"""A page of 20 of 100,000 members reads the same through cursors, first or last."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest

from tenantry import Service
from tenantry.database.connect import connect, literal
from tenantry.members import service as members
from tenantry.members.schemas import MemberPage, MemberQuery
from tests.members.crowd import crowd
from tests.people import Person, Place, found

MEMBERS = 100_000


class Explaining:
    """A connection that keeps the plan of every statement, and runs it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.plans: list[dict[str, Any]] = []

    async def explain(self, sql: str, arguments: tuple[Any, ...]) -> None:
        """Prepare it as requests have it prepared, so that this is the plan they get."""
        given = ", ".join("NULL" if value is None else literal(str(value)) for value in arguments)
        await self.connection.execute(f"PREPARE explained AS {sql}")
        explained = await self.connection.fetchval(
            f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE explained ({given})"
        )
        await self.connection.execute("DEALLOCATE explained")
        self.plans.append(explained[0]["Plan"])

    async def fetch(self, sql: str, *arguments: Any) -> Any:
        await self.explain(sql, arguments)
        return await self.connection.fetch(sql, *arguments)

    async def fetchrow(self, sql: str, *arguments: Any) -> Any:
        await self.explain(sql, arguments)
        return await self.connection.fetchrow(sql, *arguments)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through what was executed."""
    if plan["Actual Loops"]:
        yield plan
        for child in plan.get("Plans", ()):
            yield from nodes(child)


def rows_read(plan: dict[str, Any]) -> int:
    """Add up what every scan gave or threw away."""
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes(plan)
        if "Scan" in node["Node Type"]
    )


def buffers(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


@pytest.fixture(scope="module")
async def metropolis(olivia: Person, service: Service, embedded: Any) -> AsyncIterator[Place]:
    """An organization of 100,000."""
    place = await found(olivia, "Metropolis")
    admin = await connect(embedded.owner_url.replace("tenantry_owner@", "postgres@"))
    await crowd(admin, place, MEMBERS - 1)
    await admin.execute("ANALYZE users, organization_members, organizations")
    yield place
    await admin.execute("DELETE FROM organizations WHERE id = $1", place.id)
    await admin.close()


async def explain(
    service: Service, place: Place, person: Person, **asked: Any
) -> tuple[dict[str, Any], MemberPage]:
    """List members as a request does, and keep the plan of the one statement it takes."""
    async with service.enter(UUID(person.id), UUID(place.id)).reading() as tenant:
        explaining = tenant.connection = Explaining(tenant.connection)
        page = await members.list_all(tenant, MemberQuery(**asked))
    (plan,) = explaining.plans
    return plan, page


@pytest.mark.parametrize("sort", ["joined_at", "-joined_at"])
async def test_the_last_page_through_a_cursor_reads_what_the_first_does(
    service, metropolis, olivia, sort: str
) -> None:
    first, page = await explain(service, metropolis, olivia, sort=sort)
    _, before = await explain(service, metropolis, olivia, sort=sort, page=MEMBERS // 20 - 1)
    last, end = await explain(service, metropolis, olivia, sort=sort, cursor=before.next_cursor)
    assert (len(page.members), page.total, page.has_next) == (20, MEMBERS, True)
    assert (len(end.members), end.total, end.has_next) == (20, MEMBERS, False)
    for plan in (first, last):
        kinds = {node["Node Type"] for node in nodes(plan)}
        assert not kinds & {"Seq Scan", "Sort", "Incremental Sort"}, kinds
        assert rows_read(plan) < 100
        assert buffers(plan) < 200
    assert abs(rows_read(first) - rows_read(last)) <= 4


async def test_the_same_page_by_its_number_reads_all_that_it_skips(
    service, metropolis, olivia
) -> None:
    """The measure above can tell."""
    plan, _ = await explain(service, metropolis, olivia, page=MEMBERS // 20)
    assert rows_read(plan) > MEMBERS
    assert buffers(plan) > 200


async def test_real_pages_go_on_from_one_another(metropolis, olivia) -> None:
    path = f"{metropolis.path}/members"
    seen, cursor = set(), None
    for _ in range(10):
        params = {"limit": 20} | ({"cursor": cursor} if cursor else {})
        page = (await olivia.get(path, params=params)).json()
        seen |= {member["id"] for member in page["members"]}
        cursor = page["next_cursor"]
        assert page["total"] == MEMBERS
    assert len(seen) == 200
