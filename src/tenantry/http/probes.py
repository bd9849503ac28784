"""What surrounds the API: whether it lives, whether it can serve, and the keys of its tokens."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from tenantry.database.revisions import head_revision
from tenantry.database.statements import Statement
from tenantry.errors import Unavailable
from tenantry.http.parameters import CurrentService
from tenantry.http.route import Router, serves
from tenantry.permissions import refuses
from tenantry.service import Service

router = Router(tags=["operations"])

_REVISION = Statement("SELECT version_num FROM alembic_version")


class Health(BaseModel):
    """The process answers."""

    status: str = "alive"


class Readiness(BaseModel):
    """The database answers, and its schema is the one this version knows."""

    status: str = "ready"
    revision: str


class KeySet(BaseModel):
    """A JSON Web Key Set (RFC 7517 §5)."""

    keys: list[dict[str, Any]]


@refuses(Unavailable)
async def ready(service: Service) -> Readiness:
    """Ask the database for its revision; Unavailable where it is down or not migrated."""
    async with service.visit().reading() as visitor:
        revision = await visitor.value(_REVISION)
    if revision != head_revision():
        raise Unavailable(
            f"The schema is at revision {revision}, this version needs {head_revision()}: "
            "run `tenantry migrate`."
        )
    return Readiness(revision=revision)


@router.get("/healthz")
async def healthz(tenantry: CurrentService) -> Health:
    """Say that the process is alive."""
    return Health()


@router.get("/readyz", **serves(ready))
async def readyz(tenantry: CurrentService) -> Readiness:
    """Say that requests can be served."""
    return await ready(tenantry)


@router.get("/.well-known/jwks.json")
async def jwks(tenantry: CurrentService) -> KeySet:
    """Publish the public keys that verify access tokens."""
    return KeySet(keys=tenantry.tokens.jwks["keys"])
