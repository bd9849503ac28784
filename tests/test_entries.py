"""Lists that PostgreSQL writes: the same on the wire as if Python had."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from tenantry.database.statements import Statement
from tenantry.entries import Entries, rows_of, to_json, write, written
from tenantry.members import service as members
from tenantry.members.schemas import MemberQuery


class Thing(BaseModel):
    """One of each kind of column."""

    id: UUID
    name: str | None
    flag: bool
    count: int
    settings: dict[str, str]
    at: datetime | None
    version: int = Field(exclude=True)


class Things(BaseModel):
    total: int
    things: Entries[Thing]


GIVEN = """
    SELECT CAST(:id AS uuid) AS id, CAST(:name AS text) AS name, CAST(:flag AS bool) AS flag,
           CAST(:count AS int) AS count, CAST(:settings AS jsonb) AS settings,
           CAST(:at AS timestamptz) AS at, 7 AS version"""
ROW = Statement(f"SELECT array_agg({write(Thing)}) AS things FROM {rows_of(Thing, GIVEN)}")
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
THINGS = st.builds(
    Thing,
    id=st.uuids(),
    name=st.none() | TEXT,
    flag=st.booleans(),
    count=st.integers(-(2**31), 2**31 - 1),
    settings=st.dictionaries(TEXT, TEXT, max_size=3),
    at=st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
    version=st.just(7),
)


def of_anything(test: Callable[..., object]) -> Callable[..., object]:
    """Run a test with many things, whatever is in them."""
    many = settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    return many(given(thing=THINGS)(test))


@pytest.fixture
def visiting(service):
    return service.visit


@of_anything
async def test_what_postgresql_writes_reads_as_what_python_would_write(visiting, thing) -> None:
    async with visiting() as visitor:
        row = await visitor.one(ROW, **thing.model_dump() | {"version": 7})
    page = Things.model_validate({"total": 1, "things": row["things"]})
    wire = json.loads(to_json(page))
    mine = json.loads(Things(total=1, things=[thing]).model_dump_json())
    for times in (wire["things"][0], mine["things"][0]):
        times["at"] = times["at"] and datetime.fromisoformat(times["at"])
    assert wire == mine
    assert "version" not in wire["things"][0]
    assert page.things[0] == thing and page.things[0].version == 7


@pytest.mark.parametrize("count", [0, 1, 2])
def test_entries_made_in_python_are_a_list_like_any_other(count: int) -> None:
    things = [
        Thing(id=uuid4(), name="a", flag=True, count=n, settings={}, at=None, version=n)
        for n in range(count)
    ]
    page = Things(total=count, things=things)
    assert list(page.things) == things and len(page.things) == count
    assert json.loads(to_json(page)) == json.loads(page.model_dump_json())
    assert json.loads(to_json(page))["things"] == [json.loads(t.model_dump_json()) for t in things]


async def test_a_list_read_in_process_is_typed_and_has_what_the_wire_leaves_out(
    acme, service
) -> None:
    async with service.enter(UUID(acme.owner.id), UUID(acme.id)).reading() as tenant:
        page = await members.list_all(tenant, MemberQuery())
    assert [member.role for member in page.members] == ["owner", "admin", "member", "member"]
    assert all(member.joined_at.tzinfo is not None for member in page.members)


async def test_a_time_reads_alike_in_a_list_and_alone(acme, olivia) -> None:
    alone = (await olivia.get(acme.path)).json()
    listed = (await olivia.get("/orgs", params={"limit": 100, "sort": "-created_at"})).json()
    (same,) = [one for one in listed["organizations"] if one["id"] == acme.id]
    assert {name: alone[name] for name in same} == same


class Detail(Thing):
    """A thing with others in it."""

    things: Entries[Thing]


DETAIL = Statement(f"""
    SELECT {write(Detail)} AS written,
           (SELECT array_agg({write(Thing)}) FROM {rows_of(Thing, GIVEN)}) AS things
    FROM {rows_of(Detail, GIVEN)}""")


@of_anything
async def test_a_whole_that_postgresql_writes_is_the_one_python_would_make(visiting, thing) -> None:
    async with visiting() as visitor:
        row = await visitor.one(DETAIL, **thing.model_dump() | {"version": 7})
    mine = Detail(**thing.model_dump() | {"version": 7, "things": [thing]})
    detail = written(Detail, row)
    wire, expected = json.loads(to_json(detail)), json.loads(to_json(mine))
    assert list(wire) == list(expected)
    for found in (wire, wire["things"][0], expected, expected["things"][0]):
        found["at"] = found["at"] and datetime.fromisoformat(found["at"])
    assert wire == expected
    assert isinstance(detail, Detail)
    assert detail == mine
    assert (detail.version, detail.things[0].version) == (7, 7)
    assert detail.model_dump() == mine.model_dump()
