"""`tenantry plan`, run as an operator runs it."""

from __future__ import annotations

import asyncio
import os
import sys
from uuid import uuid4

import pytest

from tests.people import Place, found


@pytest.fixture
def plan(settings, embedded):
    """Run the command against the database of the tests."""

    async def run(*arguments: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from tenantry.cli import main; main()",
            "plan",
            *arguments,
            env={**os.environ, "TENANTRY_DATA_DIR": str(settings.data_dir)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        return process.returncode or 0, output.decode()

    return run


async def test_an_operator_sets_suspends_and_resumes(plan, new_person) -> None:
    place: Place = await found(await new_person(), "Customer")
    code, shown = await plan("set", place.slug, "starter")
    assert (code, shown.splitlines()[0]) == (0, "Customer: starter, active")
    assert "  workspaces: 1 of 3" in shown
    code, shown = await plan("grace", place.id, "--days", "3")
    assert code == 0 and "past_due, until" in shown
    code, shown = await plan("suspend", place.slug, "--reason", "Invoice 42")
    assert code == 0 and "suspended" in shown
    answer = await place.owner.patch(place.path, {"name": "Late"})
    assert answer.json()["code"] == "subscription_suspended"
    assert (await plan("resume", place.slug))[0] == 0
    assert (await place.owner.patch(place.path, {"name": "Again"})).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "nobody-here"], "There is no organization nobody-here"),
        (["show", str(uuid4())], "There is no organization"),
        (["set", "{slug}", "gold"], "tier: must be one of free, starter, pro, enterprise."),
        (["set", "{slug}", "free", "--keep", str(uuid4())], "there is no workspace or resource"),
        (["grace", "{slug}"], "nothing is owed"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence(plan, new_person, arguments, says) -> None:
    place = await found(await new_person(), "Customer")
    code, output = await plan(*(argument.format(slug=place.slug) for argument in arguments))
    assert code == 1
    assert says in output and "Traceback" not in output
