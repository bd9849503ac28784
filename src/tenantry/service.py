"""The service in process: what HTTP, the CLI, the demo and an application's own code all stand on.

async with tenantry.open(settings) as service:
    async with service.enter(user_id, organization_id) as tenant:
        await workspaces.create(tenant, WorkspaceCreate(name="Support"))
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from tenantry.attempts.limiter import Attempts
from tenantry.billing.providers import PROVIDERS, Provider
from tenantry.chatbots.completions import Completions
from tenantry.database.boot import boot
from tenantry.database.pool import Database
from tenantry.identity.factors.vault import load_vault
from tenantry.identity.keys import load_keys
from tenantry.identity.passwords import Passwords
from tenantry.identity.tokens import Tokens
from tenantry.mail.server import sender_of
from tenantry.plans import read_plans
from tenantry.settings import Settings, read_settings
from tenantry.tenancy.actor import Actor, Visitor
from tenantry.tenancy.caller import Caller
from tenantry.tenancy.door import Door
from tenantry.tenancy.founder import Founder
from tenantry.tenancy.opening import Opening
from tenantry.tenancy.tenant import Tenant
from tenantry.usage.meter import Meter


class Service:
    """An open Tenantry: its settings, database and keys, and the door to every organization."""

    def __init__(self, settings: Settings, database: Database, app_url: str) -> None:
        self.settings = settings
        self.database = database
        self.app_url = app_url
        """Where the database is, as the unprivileged role."""
        self.plans = read_plans(settings.plans_file)
        self.billing: Provider = PROVIDERS[settings.billing]()
        self.door = Door(database, self.plans)
        self.attempts = Attempts(settings, self.door)
        self.meter = Meter(self.door, self.plans)
        self.completions = Completions(settings)
        self.passwords = Passwords(settings.password_threads, sender_of(settings)[0])
        self.vault = load_vault(settings)
        self.tokens = Tokens(
            load_keys(settings),
            issuer=settings.base_url,
            audience=settings.token_audience,
            minutes=settings.access_token_minutes,
        )

    def visit(self) -> Opening[Visitor]:
        """Open a transaction bound to nobody."""
        return self.door.visit()

    def act(self, user: UUID | Caller) -> Opening[Actor]:
        """Open a transaction as a user, outside any organization."""
        return self.door.act(_caller(user))

    def found(self, user: UUID | Caller) -> Opening[Founder]:
        """Open a transaction in which a user creates an organization."""
        return self.door.found(_caller(user))

    def enter(
        self, user: UUID | Caller, organization_id: UUID, workspace_id: UUID | None = None
    ) -> Opening[Tenant]:
        """Open a transaction as a member inside an organization, and in one of its workspaces.

        A UUID is the application's own word for who acts; a Caller comes from a token, and its
        session has to be alive. Raises NotFound where they are no member, or not in the workspace.
        """
        return self.door.enter(_caller(user), organization_id, workspace_id)


def _caller(user: UUID | Caller) -> Caller:
    return user if isinstance(user, Caller) else Caller(user)


@asynccontextmanager
async def open(settings: Settings | None = None) -> AsyncIterator[Service]:
    """Open the service: boot the embedded PostgreSQL where none is set, migrate, connect.

    Raises SettingsError and DatabaseError with one sentence that says what to do.
    """
    settings = settings or read_settings()
    booted = await boot(settings)
    try:
        database = await Database.open(
            booted.app_url, size=settings.pool_size, statement_timeout=settings.statement_timeout
        )
        try:
            service = Service(settings, database, booted.app_url)
            try:
                yield service
            finally:
                await service.completions.close()
                await service.meter.close()
                service.passwords.close()
        finally:
            await database.close()
    finally:
        await booted.close()
