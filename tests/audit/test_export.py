"""The export: all of it in order, and not a part more for who may not read it by now."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from uuid import UUID

import httpx
import pytest

from tenantry.audit.schemas import AuditFilters
from tenantry.audit.service import export
from tenantry.audit.verify import verify_file
from tests.audit.trail import events, exported
from tests.people import Place, found

MANY = 60_000
"""More than the buffers of a connection hold."""

LOAD = """
INSERT INTO audit_events (organization_id, id, sequence, at, actor_name, action, target_type,
    target_id, changes, previous_hash, hash)
SELECT $1, gen_random_uuid(), n, now(), 'Loader', 'row.loaded', 'row', gen_random_uuid(), '{}',
    sha256('a'), sha256('b') FROM generate_series(2, $2) AS n"""


@pytest.fixture
async def long(admin_connection, eve, adam) -> Place:
    """An organization with a long trail, whose admin is Adam."""
    place = await found(eve, "Long")
    async with admin_connection.transaction():
        await admin_connection.execute("SET LOCAL session_replication_role = replica")
        await admin_connection.execute(LOAD, place.id, MANY)
        await admin_connection.execute(
            "UPDATE audit_heads SET sequence = $2 WHERE organization_id = $1", place.id, MANY
        )
    await place.add(adam, "admin")
    return place


def asking(person, place) -> dict:
    return {
        "method": "GET",
        "url": f"{place.path}/audit",
        "params": {"format": "ndjson"},
        "headers": {"Authorization": f"Bearer {person.access_token}"},
    }


async def test_all_of_a_long_trail_comes_in_order(http, eve, long) -> None:
    numbers = []
    async with http.stream(**asking(eve, long)) as answer:
        assert answer.headers["content-type"] == "application/x-ndjson"
        assert f"audit-{long.id}.ndjson" in answer.headers["content-disposition"]
        async for line in answer.aiter_lines():
            numbers.append(json.loads(line)["sequence"])
    assert numbers == list(range(1, MANY + 2))


@pytest.mark.parametrize("end", ["removed", "demoted", "signed out"])
async def test_who_may_not_read_any_more_gets_no_further_part(
    base_url, long, eve, adam, new_person, end: str
) -> None:
    reader = await new_person("reader")
    await long.add(reader, "admin")
    lines = 0
    async with httpx.AsyncClient(base_url=f"{base_url}/api/v1", timeout=30) as slow:
        with pytest.raises(httpx.RemoteProtocolError):
            async with slow.stream(**asking(reader, long)) as answer:
                assert answer.status_code == 200
                async for chunk in answer.aiter_bytes():
                    if lines == 0:
                        await _end(end, long, eve, reader)
                    lines += chunk.count(b"\n")
    assert 0 < lines < MANY


async def _end(end: str, long, eve, reader) -> None:
    member = long.member("reader")
    if end == "removed":
        answer = await eve.delete(member)
    elif end == "demoted":
        answer = await eve.put(member, {"role": "member"})
    else:
        answer = await reader.post("/auth/logout")
    assert answer.status_code in (200, 204)


async def test_a_slow_reader_holds_no_connection(service, base_url, long, eve) -> None:
    """More of them read at once than there are connections, and everybody else is served."""
    readers = service.settings.pool_size * 2
    done, begun = asyncio.Event(), asyncio.Semaphore(0)
    limits = httpx.Limits(max_connections=None)
    async with (
        httpx.AsyncClient(base_url=f"{base_url}/api/v1", timeout=30, limits=limits) as slow,
        asyncio.TaskGroup() as group,
    ):

        async def read() -> None:
            async with slow.stream(**asking(eve, long)) as answer:
                assert answer.status_code == 200
                begun.release()
                await done.wait()

        for _ in range(readers):
            group.create_task(read())
        for _ in range(readers):
            await begun.acquire()
        assert (await eve.get(long.path)).status_code == 200
        done.set()


async def test_what_happens_meanwhile_is_in_the_next_export(http, long, eve) -> None:
    lines = 0
    async with http.stream(**asking(eve, long)) as answer:
        async for line in answer.aiter_lines():
            if lines == 0:
                assert (await eve.patch(long.path, {"name": "Longer"})).status_code == 200
            lines += bool(line)
    assert lines == MANY + 1
    assert (await events(eve, long))[0]["action"] == "organization.updated"


async def test_filters_hold_for_the_export(eve, long) -> None:
    assert len(await exported(eve, long, action="row.loaded")) == MANY - 1
    assert [json.loads(line)["action"] for line in await exported(eve, long, actor=eve.id)] == [
        "organization.created",
        "member.added",
    ]
    assert await exported(eve, long, action="no.such") == []


async def test_head_is_answered_without_the_lines(eve, long) -> None:
    path = f"{long.path}/audit?format=ndjson"
    answer = await eve.request("HEAD", path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "application/x-ndjson"


async def test_large_changes_come_in_smaller_parts(service, eve, globex) -> None:
    for number in range(40):
        body = {"settings": {"text": chr(97 + number % 26) * 32_000}}
        assert (await eve.patch(globex.path, body)).status_code == 200
    lines = await exported(eve, globex)
    assert [json.loads(line)["sequence"] for line in lines] == list(range(1, 42))
    parts = [
        len(part) async for part in export(service, UUID(eve.id), UUID(globex.id), AuditFilters())
    ]
    assert len(parts) > 1
    assert max(parts) <= 1024 * 1024 + 64 * 1024


class Exported:
    """An export in a file, to be tampered with."""

    def __init__(self, path, lines: list[str]) -> None:
        self.path = path
        self.lines = lines

    def verify(self, *expected: str):
        self.path.write_text("".join(f"{line}\n" for line in self.lines), encoding="utf-8")
        return verify_file(self.path, *expected)


@pytest.fixture
async def file(tmp_path, eve, globex) -> Exported:
    for number in range(2, 9):
        await eve.patch(globex.path, {"name": f"Name é😀 {number}"})
    return Exported(tmp_path / "export.ndjson", await exported(eve, globex))


async def test_an_export_is_verified_without_a_database(file, globex) -> None:
    head = json.loads(file.lines[-1])["hash"]
    found_there = file.verify(head)
    assert (found_there.of, found_there.events) == (globex.id, 8)
    assert (found_there.head, found_there.broken) == (head, None)


async def test_an_export_that_was_tampered_with_is_named(file) -> None:
    whole = list(file.lines)
    head = json.loads(whole[-1])["hash"]

    file.lines = [*whole[:4], whole[4].replace("Eve", "Mallory"), *whole[5:]]
    assert file.verify().broken.startswith("event 5 (")
    file.lines = [*whole[:4], *whole[5:]]
    assert file.verify().broken.startswith("event 5 was removed or moved")
    file.lines = [*whole[:3], whole[4], whole[3], *whole[5:]]
    assert file.verify().broken.startswith("event 4 was removed or moved")
    file.lines = [*whole[:5], whole[2], *whole[5:]]
    assert file.verify().broken.startswith("event 3 (")
    file.lines = whole[:6]
    assert file.verify().broken is None
    assert f"no event has the hash {head}" in file.verify(head).broken
    file.lines = [*whole[:2], "{}", *whole[3:]]
    assert file.verify().broken == "what comes after event 2 is not an event"
    file.lines = [*whole[:2], "[" * 100_000, *whole[3:]]
    assert file.verify().broken == "what comes after event 2 is not an event"


async def verified(*options: str, **environment: str) -> tuple[int | None, str]:
    """Run the command; give its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from tenantry.cli import main; main()", "audit", "verify", *options,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | environment,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_the_command_verifies_a_file_and_exits_by_what_it_found(file) -> None:
    file.verify()
    code, said = await verified("--file", str(file.path))
    assert (code, said.startswith("ok ")) == (0, True), said
    del file.lines[3]
    file.verify()
    code, said = await verified("--file", str(file.path))
    assert (code, "event 4 was removed or moved" in said) == (1, True), said


async def test_an_empty_file_is_no_trail(file) -> None:
    file.lines.clear()
    file.verify()
    code, said = await verified("--file", str(file.path))
    assert (code, "there is no event in it" in said) == (1, True), said


async def test_the_command_verifies_the_database(settings, eve, globex, admin_connection) -> None:
    here = {"TENANTRY_DATA_DIR": str(settings.data_dir)}
    noted = (await events(eve, globex))[0]["hash"]
    one = ("--organization", globex.slug)
    code, said = await verified(*one, "--expect-head", noted, **here)
    assert (code, said) == (0, f"ok   {globex.slug} ({globex.id}): 1 events, up to {noted}\n")
    code, said = await verified("--organization", "nowhere-at-all", **here)
    assert (code, "there is no such organization" in said) == (1, True), said
    async with admin_connection.transaction():
        await admin_connection.execute("SET LOCAL session_replication_role = replica")
        await admin_connection.execute(
            "UPDATE audit_events SET actor_name = 'Mallory' WHERE organization_id = $1", globex.id
        )
    code, said = await verified(**here)
    assert code == 1
    assert f"FAIL {globex.slug} ({globex.id}): event 1 (organization.created" in said
