"""`tenantry doctor`: what an operator checks before they trust an installation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from tenantry.billing.queries import TIERS
from tenantry.database.boot import Booted, boot
from tenantry.database.connect import connected
from tenantry.database.errors import DatabaseError
from tenantry.database.grants import ASTRAY
from tenantry.database.pool import Connection
from tenantry.database.revisions import current_revision, head_revision
from tenantry.identity.keys import load_keys
from tenantry.jobs.queries import FAILED, LATE
from tenantry.plans import Plans, read_plans
from tenantry.settings import Settings, SettingsError
from tenantry.tenancy.catalog import isolation


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, whether it is well, and what was found or is to be done."""

    what: str
    well: bool
    found: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at keys, database, schema and isolation; what cannot be reached is not guessed."""
    findings = [_keys(settings)]
    try:
        booted = await boot(settings.model_copy(update={"migrate_on_start": False}))
        try:
            async for finding in _database(booted, read_plans(settings.plans_file)):
                findings.append(finding)
        finally:
            await booted.close()
    except DatabaseError as error:
        findings.append(Finding("database", False, str(error)))
    return findings


def _keys(settings: Settings) -> Finding:
    try:
        keys = load_keys(settings)
    except SettingsError as error:
        return Finding("signing keys", False, str(error))
    return Finding("signing keys", True, f"{len(keys)}, signing with {keys[0].kid}")


async def _database(booted: Booted, plans: Plans) -> AsyncIterator[Finding]:
    async with connected(booted.app_url, "TENANTRY_APP_DATABASE_URL") as connection:
        version = connection.get_server_version()
        yield Finding("database", True, f"PostgreSQL {version.major}.{version.minor}")
        revision = await current_revision(connection)
        yield Finding("migrations", revision == head_revision(), f"at revision {revision}")
        found = await isolation(connection)
        yield Finding(
            "role",
            not found.privileges,
            f"{found.role} {' and '.join(found.privileges)}: connect as an unprivileged role"
            if found.privileges
            else f"{found.role} is unprivileged",
        )
        yield Finding(
            "row-level security",
            not found.unprotected and bool(found.tenant_tables),
            f"missing on {', '.join(found.unprotected)}"
            if found.unprotected
            else f"on all {len(found.tenant_tables)} tenant tables",
        )
        yield Finding(
            "views",
            not found.revealing,
            f"{', '.join(found.revealing)} read past the policies: make them WITH "
            "(security_invoker), and tables in place of materialized ones"
            if found.revealing
            else "none reads past the policies",
        )
        astray = await connection.fetch(ASTRAY)
        yield Finding(
            "owner",
            not astray,
            "the tables were handed over without their policies: run `tenantry migrate`"
            if astray
            else "has the policies that its views and functions read by",
        )
        yield await _plans(connection, plans)
        yield await _jobs(connection)


async def _plans(connection: Connection, plans: Plans) -> Finding:
    used = {row["tier"]: row["organizations"] for row in await connection.fetch(TIERS.sql)}
    lost = ", ".join(f"{tier} ({count:,})" for tier, count in used.items() if tier not in plans)
    if lost:
        found = f"organizations have plans that are not offered, and Free's limits: {lost}"
        return Finding("plans", False, f"{found}; move them with `tenantry plan set`")
    return Finding("plans", True, f"{', '.join(plans)}; {sum(used.values()):,} organizations")


async def _jobs(connection: Connection) -> Finding:
    late = await connection.fetchval(LATE.sql)
    if late:
        found = f"{late} have waited for more than 5 minutes: start `tenantry worker`"
        return Finding("jobs", False, found)
    failed = await connection.fetch(FAILED.sql)
    told = "; ".join(f"{row['jobs']} × {row['task']} ({row['error']})" for row in failed)
    return Finding("jobs", not failed, f"failed: {told}" if told else "none failed, none late")
