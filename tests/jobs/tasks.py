"""Tasks for the tests: what an application's own would look like."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar
from uuid import UUID

from tenantry import Service, jobs
from tenantry.database.statements import Statement

NAME = Statement("SELECT name FROM organizations WHERE id = :organization_id")


class Ran:
    """Which tasks were run, in order, with what."""

    calls: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def of(self, name: str) -> list[dict[str, Any]]:
        return [arguments for task, arguments in self.calls if task == name]


@jobs.task("tests.note")
async def note(service: Service, /, **arguments: Any) -> None:
    Ran.calls.append(("note", arguments))


@jobs.task("tests.name_organization")
async def name_organization(service: Service, organization_id: str) -> None:
    """Enter the tenant again by the id that the job carries."""
    async with service.door.tend(UUID(organization_id)) as steward:
        Ran.calls.append(("name_organization", {"name": await steward.value(NAME)}))


@jobs.task("tests.fail_twice")
async def fail_twice(service: Service, key: str) -> None:
    Ran.calls.append(("fail_twice", {"key": key}))
    if len([call for call in Ran.calls if call == ("fail_twice", {"key": key})]) < 3:
        raise ConnectionError("not yet")


@jobs.task("tests.fail", attempts=2, secrets=("token",))
async def fail(service: Service, token: str, about: str) -> None:
    Ran.calls.append(("fail", {"about": about}))
    raise ConnectionError(f"nothing there for {about}")


@jobs.task("tests.give_up", secrets=("token",))
async def give_up(service: Service, token: str) -> None:
    Ran.calls.append(("give_up", {}))
    raise jobs.GiveUp("no such thing")


@jobs.task("tests.hang")
async def hang(service: Service, key: str) -> None:
    Ran.calls.append(("hang", {"key": key}))
    await asyncio.Event().wait()


@jobs.task("tests.slow")
async def slow(service: Service, key: str) -> None:
    Ran.calls.append(("slow began", {"key": key}))
    await asyncio.sleep(0.3)
    Ran.calls.append(("slow ended", {"key": key}))
