"""The canonical form: PostgreSQL, Python and jq write the same bytes, whatever they are given."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenantry.audit.changes import canonical, changed
from tests.audit.trail import exported, sealed

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.from_regex(r"[a-z][a-z_]{0,10}", fullmatch=True)
CHANGES = st.dictionaries(NAMES, st.fixed_dictionaries({"from": VALUES, "to": VALUES}), max_size=4)

HOSTILE = [
    "".join(map(chr, range(1, 160))),
    "\u2028\u2029\u202e\ufeff\ufffe\uffff",
    "😀𝕬\U0010ffff\ue000",
    '"\\/</script>\\u0041',
    "e\u0301é",
    "a" * 5000,
]


@pytest.fixture(scope="module")
async def diary(new_person):
    """Somebody's organization, to write anything into the trail of."""
    from tests.people import found

    return await found(await new_person("dora"), "Diary")


async def record(service, diary, name: str, changes: dict) -> str:
    """Record something, and give its line of the export, the last."""
    async with service.enter(UUID(diary.owner.id), UUID(diary.id)) as tenant:
        tenant.record("thing.named", uuid4(), name, changes=changes)
    return (await exported(diary.owner, diary))[-1]


async def test_what_postgresql_hashes_is_what_python_computes(service, diary) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=80, deadline=None)
    @given(TEXTS, CHANGES)
    def run(name: str, changes: dict) -> None:
        recording = record(service, diary, name, changes)
        line = asyncio.run_coroutine_threadsafe(recording, loop).result()
        event = json.loads(line)
        assert event["target"]["name"] == name
        assert event["hash"] == sealed(line)
        again = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert again == line

    await asyncio.to_thread(run)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_texts_are_kept_as_they_are(service, diary, text: str) -> None:
    line = await record(service, diary, text, {"name": {"from": text, "to": text + text}})
    event = json.loads(line)
    assert event["target"]["name"] == text
    assert event["changes"]["name"] == {"from": text, "to": text + text}
    assert event["hash"] == sealed(line)


async def test_jq_and_sha256_agree(service, diary) -> None:
    assert shutil.which("jq"), "run 'apt-get install jq' as root, or tests/programs"
    name = "".join(map(chr, [*range(1, 127), *range(0xA0, 0x200)])) + "\u2028😀"
    line = await record(service, diary, name, {"n": {"from": 2**53 - 1, "to": 2**70}})
    jq = await asyncio.create_subprocess_exec(
        "jq", "-cjS", "del(.hash)", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    written, _ = await jq.communicate(line.encode())
    assert hashlib.sha256(written).hexdigest() == json.loads(line)["hash"]


def test_changes_are_written_in_kinds_that_everybody_writes_alike() -> None:
    day = {"b": [1.5, {"z": None, "a": "é"}], "a": 1e300}
    changes = {
        "settings": {"from": {}, "to": day},
        "count": {"from": 2**53 - 1, "to": 2**53},
        "open": {"from": True, "to": None},
        "rate": {"from": 0.1, "to": -0.0},
        "owner": {"from": UUID(int=1), "to": "x"},
    }
    assert canonical(changes) == (
        '{"count":{"from":9007199254740991,"to":"9007199254740992"},'
        '"open":{"from":true,"to":null},'
        '"owner":{"from":"00000000-0000-0000-0000-000000000001","to":"x"},'
        '"rate":{"from":"0.1","to":"-0.0"},'
        '"settings":{"from":"{}","to":"{\\"a\\":1e+300,\\"b\\":[1.5,{\\"a\\":\\"é\\",\\"z\\":null}]}"}}'
    )


def test_only_what_differs_is_a_change() -> None:
    was = {"name": "a", "settings": {"x": 1}, "slug": "s"}
    now = {"name": "b", "settings": {"x": 1}, "slug": "s", "version": 2}
    assert changed(was, now) == {"name": {"from": "a", "to": "b"}}
