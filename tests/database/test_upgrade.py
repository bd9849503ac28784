"""Upgrading a database in use: what was there at the first revision is there at the last."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import tenantry
from tenantry.database.connect import connect, connected
from tenantry.database.embedded import EmbeddedServer
from tenantry.database.migrate import head_revision, migrate
from tenantry.database.provision import provision
from tenantry.database.statements import Statement
from tenantry.database.urls import with_login
from tenantry.doctor import examine
from tenantry.identity import service as identity
from tenantry.migrations import configure
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationQuery
from tenantry.settings import Settings

from .conftest import Names
from .test_migrate import Place


async def go_to(place: Place, names: Names, revision: str) -> None:
    """Bring a database to a revision, forwards or backwards, as its owner."""

    def change(connection: Connection) -> None:
        config = configure(connection, names.app_role)
        move = command.upgrade if revision == "0001" else command.downgrade
        move(config, revision)

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: connect(place.owner_url), poolclass=NullPool
    )
    async with engine.begin() as connection:
        await connection.run_sync(change)
    await engine.dispose()


async def organization_at_first(place: Place, status: str, trial: str) -> tuple[UUID, UUID]:
    """Write an organization as the first revision had it; return it and its owner."""
    user_id, organization_id = uuid4(), uuid4()
    async with connected(place.admin_url) as admin, admin.transaction():
        await admin.execute(
            "INSERT INTO users (id, email) VALUES ($1, $2)", user_id, f"{user_id}@example.test"
        )
        await admin.execute(
            "INSERT INTO organizations (id, name, slug, subscription_tier, subscription_status,"
            f" trial_ends_at, created_by) VALUES ($1, 'Old', $2, 'pro', $3, {trial}, $4)",
            organization_id,
            f"old-{organization_id.hex[:8]}",
            status,
            user_id,
        )
        await admin.execute(
            "INSERT INTO organization_members (organization_id, id, user_id, role)"
            " VALUES ($1, $2, $3, 'owner')",
            organization_id,
            uuid4(),
            user_id,
        )
        await admin.execute(
            "INSERT INTO workspaces (organization_id, id, name, slug, is_default, created_by)"
            " VALUES ($1, $2, 'Default', 'default', true, $3)",
            organization_id,
            uuid4(),
            user_id,
        )
    return user_id, organization_id


@pytest.mark.parametrize(
    ("status", "trial", "now"),
    [
        ("trial", "now() + interval '9 days'", "trial"),
        ("active", "NULL", "active"),
        ("past_due", "NULL", "active"),
        ("cancelled", "now() - interval '9 days'", "active"),
        ("suspended", "NULL", "suspended"),
    ],
)
async def test_an_organization_of_the_first_revision_is_whole_at_the_last(
    server: EmbeddedServer, names: Names, status: str, trial: str, now: str
) -> None:
    await provision(server.admin_url, **asdict(names))
    place = Place(server, names)
    await go_to(place, names, "0001")
    user_id, organization_id = await organization_at_first(place, status, trial)
    assert await migrate(place.owner_url, place.app_url) == head_revision()
    settings = Settings(
        data_dir=server.data_dir, database_url=place.owner_url, app_database_url=place.app_url
    )
    async with tenantry.open(settings) as service, service.act(user_id) as actor:
        assert (await identity.read_me(actor)).organization_count == 1
        mine = await organizations.list_mine(actor, OrganizationQuery())
        assert [entry.name for entry in mine.organizations] == ["Old"]
    async with (
        tenantry.open(settings) as service,
        service.enter(user_id, organization_id) as tenant,
    ):
        assert (tenant.organization_name, tenant.organization_role) == ("Old", "owner")
        assert tenant.subscription_status == now
        tenant.record("organization.updated", organization_id, "Old")
    async with connected(place.admin_url) as admin:
        counts = "SELECT member_count, workspace_count FROM organizations"
        assert tuple(await admin.fetchrow(counts)) == (1, 1)
        assert await admin.fetchval("SELECT sequence FROM audit_heads") == 1
    await go_to(place, names, "0002")
    async with connected(place.admin_url) as admin:
        assert await admin.fetchval("SELECT slug FROM workspaces") == "default"


async def test_a_database_handed_to_another_owner_shows_people_their_organizations_again(
    server: EmbeddedServer, names: Names
) -> None:
    await provision(server.admin_url, **asdict(names))
    place, heir = Place(server, names), f"{names.owner}_heir"
    await go_to(place, names, "0001")
    user_id, _ = await organization_at_first(place, "active", "NULL")
    await migrate(place.owner_url, place.app_url)
    async with connected(place.admin_url) as admin:
        await admin.execute(f"CREATE ROLE {heir} LOGIN")
        await admin.execute(f"REASSIGN OWNED BY {names.owner} TO {heir}")
    own, settings = (
        Statement("SELECT name FROM own_organizations"),
        Settings(
            data_dir=server.data_dir,
            database_url=with_login(place.owner_url, heir, None),
            app_database_url=place.app_url,
        ),
    )

    async def seen(settings: Settings) -> list[str]:
        async with tenantry.open(settings) as service, service.act(user_id) as actor:
            return [row["name"] for row in await actor.all(own)]

    said = {finding.what: finding.well for finding in await examine(settings)}
    assert said["owner"] is False
    assert await seen(settings.model_copy(update={"migrate_on_start": False})) == []
    assert await seen(settings) == ["Old"]
    said = {finding.what: finding.well for finding in await examine(settings)}
    assert said["owner"] is said["views"] is said["row-level security"] is True


async def test_the_app_role_has_no_more_rights_than_it_uses(
    server: EmbeddedServer, names: Names
) -> None:
    await provision(server.admin_url, **asdict(names))
    place = Place(server, names)
    await go_to(place, names, "0001")
    await organization_at_first(place, "active", "NULL")
    await migrate(place.owner_url, place.app_url)
    refused = (
        "UPDATE audit_events SET hash = ''",
        "DELETE FROM audit_events",
        "DELETE FROM account_events",
        "UPDATE account_events SET ip = NULL",
        "INSERT INTO audit_heads SELECT",
        "UPDATE audit_heads SET sequence = 0",
        "DELETE FROM audit_heads",
        "UPDATE wallets SET user_id = user_id",
        "DELETE FROM wallets",
        "SELECT seal_audit_event()",
    )
    async with connected(place.app_url) as app:
        for statement in refused:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.execute(statement)
