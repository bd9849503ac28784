"""Hooks: an application's own rules, inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeAlias, TypeVar

from tenantry.http.fields import Body
from tenantry.resources.schemas import Read
from tenantry.tenancy.tenant import Tenant

R = TypeVar("R", bound=Read)
C = TypeVar("C", bound=Body)

Creating: TypeAlias = Callable[[Tenant, C], Awaitable[C]]
Updating: TypeAlias = Callable[[Tenant, R, dict[str, Any]], Awaitable[dict[str, Any]]]
Deleting: TypeAlias = Callable[[Tenant, R], Awaitable[None]]


class Hooks(Generic[R, C]):
    """The hooks of one resource, run in the order they were declared.

    They run after permission and quota and before the statement; what one raises refuses the whole
    change.
    """

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._creating: list[Creating[C]] = []
        self._updating: list[Updating[R]] = []
        self._deleting: list[Deleting[R]] = []

    def before_create(self, hook: Creating[C]) -> Creating[C]:
        """Have a function look at what is to be created, and give what is created instead."""
        self._creating.append(hook)
        return hook

    def before_update(self, hook: Updating[R]) -> Updating[R]:
        """Have a function look at what is, locked, and at the fields to set; it gives those set."""
        self._updating.append(hook)
        return hook

    def before_delete(self, hook: Deleting[R]) -> Deleting[R]:
        """Have a function look at what is to be deleted, locked."""
        self._deleting.append(hook)
        return hook

    @property
    def updating_any(self) -> bool:
        """Whether a change has to be shown what is."""
        return bool(self._updating)

    @property
    def deleting_any(self) -> bool:
        """Whether a deletion has to be shown what is."""
        return bool(self._deleting)

    async def creating(self, tenant: Tenant, body: C) -> C:
        """Run the hooks of creation."""
        for hook in self._creating:
            body = await hook(tenant, body)
        return body

    async def updating(self, tenant: Tenant, current: R, changes: dict[str, Any]) -> dict[str, Any]:
        """Run the hooks of a change."""
        for hook in self._updating:
            changes = await hook(tenant, current, changes)
        return changes

    async def deleting(self, tenant: Tenant, current: R) -> None:
        """Run the hooks of a deletion."""
        for hook in self._deleting:
            await hook(tenant, current)
