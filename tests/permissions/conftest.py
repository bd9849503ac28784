"""The cast of the matrix: one person a role, and everyone's outcome at every operation."""

from __future__ import annotations

import httpx
import pytest_asyncio

import tenantry
from tests.contract.fixtures import contract, root
from tests.people import found, sign_up
from tests.permissions.requests import WEARING, Outcome, ask, outcome
from tests.permissions.stage import Cast, Stage, set_stage
from tests.permissions.table import DEMANDS, ROLES

__all__ = ["contract", "root"]

PEOPLE = (*ROLES[1:], "founder", "target", "stranger", "colleague")


@pytest_asyncio.fixture(scope="session")
async def cast(http: httpx.AsyncClient) -> Cast:
    """Someone for every role, whom no other test knows; the outsider is in a place of their own."""
    people = {role: await sign_up(http, role.replace(" ", "-")) for role in PEOPLE}
    globex = await found(people["outsider"], "Globex")
    await people["outsider"].switch(globex.id)
    return people


@pytest_asyncio.fixture
async def stage(service: tenantry.Service, cast: Cast) -> Stage:
    """A fresh organization with the cast in it."""
    return await set_stage(service, cast)


@pytest_asyncio.fixture(scope="session")
async def outcomes(
    service: tenantry.Service, root: httpx.AsyncClient, http: httpx.AsyncClient, cast: Cast
) -> dict[tuple[str, str], Outcome]:
    """Ask every operation as everyone. What a refusal did not touch serves the next request."""
    stage = await set_stage(service, cast)
    gathered = {}
    for operation in DEMANDS:
        for role in ROLES:
            here = stage
            if operation in WEARING:
                speaker = "viewer" if role == "nobody" else role
                fresh = await sign_up(http, role.replace(" ", "-"))
                here = await set_stage(service, {**cast, speaker: fresh})
            actor = None if role == "nobody" else here.cast[role]
            response = await ask(root, operation, here, actor)
            gathered[operation, role] = outcome(response)
            if response.is_success and not operation.startswith("GET"):
                stage = await set_stage(service, cast)
    return gathered
