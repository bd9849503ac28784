"""`tenantry plan`: what the operator of a service does with subscriptions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

import typer
from rich.console import Console

from tenantry.errors import NotFound, TenantryError

if TYPE_CHECKING:
    from tenantry.database.pool import Row
    from tenantry.service import Service
    from tenantry.tenancy.actor import Steward

group = typer.Typer(help="Read and change subscriptions, as the operator.", no_args_is_help=True)
_console = Console(highlight=False, soft_wrap=True, markup=False)

Organization = Annotated[str, typer.Argument(help="The organization's id or slug.")]
T = TypeVar("T")


@group.callback()
def _common() -> None: ...


@group.command()
def show(organization: Organization) -> None:
    """Show the subscription of an organization, and how much of it is used."""

    async def nothing(steward: Steward) -> None: ...

    _change(organization, nothing)


@group.command()
def set(
    organization: Organization,
    tier: Annotated[str, typer.Argument(help="The plan to move to.")],
    keep: Annotated[
        list[UUID] | None, typer.Option(help="A workspace or resource that stays active.")
    ] = None,
) -> None:
    """Move an organization to a plan; what it does not admit is frozen."""
    from tenantry.billing import changes
    from tenantry.billing.settle import settle

    async def work(steward: Steward) -> None:
        await settle(steward)
        await changes.change(steward, changes.plan_named(steward.plans, tier), keep)

    _change(organization, work)


@group.command()
def suspend(
    organization: Organization,
    reason: Annotated[str | None, typer.Option(help="Why, for the audit trail.")] = None,
) -> None:
    """Refuse changes in an organization; reading, deleting and billing go on."""
    from tenantry.billing import changes

    _change(organization, lambda steward: changes.suspend(steward, reason))


@group.command()
def resume(organization: Organization) -> None:
    """End a suspension, and take what was owed as paid."""
    from tenantry.billing import changes

    _change(organization, changes.resume)


@group.command()
def grace(
    organization: Organization,
    days: Annotated[int, typer.Option(min=1, max=365, help="Days until it is suspended.")] = 14,
) -> None:
    """Note that a payment has failed: the organization is suspended after some days."""
    from tenantry.billing import changes

    _change(organization, lambda steward: changes.grace(steward, days))


@group.command()
def sweep() -> None:
    """Write down every subscription that has ended; workers do this every few minutes."""
    from tenantry.billing.sweep import sweep as run

    _console.print(f"{_run(run):,} subscriptions had ended.")


@group.command()
def apply() -> None:
    """Freeze and thaw everywhere as the plans are now, after changing TENANTRY_PLANS_FILE."""
    from tenantry.billing.sweep import apply as run

    _console.print(f"{_run(run):,} organizations are as their plans want them.")


def _change(organization: str, work: Callable[[Steward], Awaitable[None]]) -> None:
    """Do something to a subscription in one transaction, and show what it is then."""

    from tenantry.billing.sweep import require_resources

    async def run(service: Service) -> list[str]:
        await require_resources(service)
        organization_id = await _find(service, organization)
        async with service.door.tend(organization_id, "operator") as steward:
            await work(steward)
        return await _describe(service, organization_id)

    _console.print("\n".join(_run(run)))


async def _find(service: Service, organization: str) -> UUID:
    from tenantry.billing import queries

    async with service.visit() as visitor:
        found: UUID | None = await visitor.value(queries.FIND, wanted=organization)
    if found is None:
        raise NotFound(f"There is no organization {organization}: name one by its id or slug.")
    return found


async def _describe(service: Service, organization_id: UUID) -> list[str]:
    from tenantry.billing import queries
    from tenantry.billing.limits import LIMITED

    async with service.door.tend(organization_id, "operator") as steward:
        row = await steward.one(queries.subscription(tuple(LIMITED.values())))
    ends = f", until {row['ends_at']:%Y-%m-%d %H:%M} UTC" if row["ends_at"] else ""
    first = f"{row['name']}: {row['subscription_tier']}, {row['subscription_status']}{ends}"
    return [first, *_used(service, row)]


def _used(service: Service, row: Row) -> list[str]:
    counted = {**row["metered"], **row["counted"]}
    limits = service.plans.of(row["subscription_tier"]).limits
    return [
        f"  {name}: {counted.get(name, 0):,} of "
        f"{'unlimited' if admits is None else format(admits, ',')}"
        for name, admits in limits.items()
    ]


def _run(work: Callable[[Service], Awaitable[T]]) -> T:
    import tenantry
    from tenantry.settings import read_settings

    async def run() -> T:
        async with tenantry.open(read_settings()) as service:
            return await work(service)

    try:
        return asyncio.run(run())
    except TenantryError as error:
        Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(
            f"tenantry: {error.detail}"
        )
        raise typer.Exit(1) from None
