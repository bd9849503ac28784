"""Resource: an application's own table as a tenant's, over HTTP and in process, from one class."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from tenantry.audit.changes import changed
from tenantry.audit.events import Event, on
from tenantry.billing import limits
from tenantry.billing.freezing import hold, refreeze
from tenantry.billing.seats import SEATS
from tenantry.errors import (
    ChangedMeanwhile,
    Conflict,
    Frozen,
    NotFound,
    PlanLimitReached,
    TenantryError,
    ValidationFailed,
)
from tenantry.http.fields import Body, Patch
from tenantry.pagination import ListQuery
from tenantry.permissions import allow, declare
from tenantry.plans import METERED
from tenantry.resources import registry
from tenantry.resources.hooks import Hooks
from tenantry.resources.queries import Queries
from tenantry.resources.refusals import refused
from tenantry.resources.routes import router_of
from tenantry.resources.schemas import Read, ResourcePage, page_of, query_of
from tenantry.resources.table import ExistingTable, table_of
from tenantry.tenancy.tenant import Tenant
from tenantry.tenancy.values import new_id

R = TypeVar("R", bound=Read)
C = TypeVar("C", bound=Body)
U = TypeVar("U", bound=Patch)

_Errors = tuple[type[TenantryError], ...]
_IN_WORKSPACE = {"read": "viewer", "create": "editor", "update": "editor", "delete": "admin"}
_IN_ORGANIZATION = {"read": "member", "create": "admin", "update": "admin", "delete": "admin"}


class Resource(Generic[R, C, U]):
    """A table of tenants' rows: routes, permissions, pages, quota, freezing, audit and events.

    `create`, `list`, `read`, `update`, `replace` and `delete` are what its routes serve; in process
    they take an entered Tenant and refuse the same.
    """

    def __init__(
        self,
        model: type[Any] | ExistingTable,
        *,
        read: type[R],
        create: type[C],
        update: type[U],
        singular: str | None = None,
        label: str | None = None,
        search: Sequence[str] | None = None,
        sort: Sequence[str] = ("created_at",),
        limit: str | None = None,
        permissions: Mapping[str, str] | None = None,
        conflicts: Mapping[str, type[TenantryError]] | None = None,
        raises: Sequence[type[TenantryError]] = (),
    ) -> None:
        """Declare it, once and before the application is built.

        model: a SQLAlchemy model, or an ExistingTable. label: the column people know a row by
        (default `name` or `title`). search: columns `q` is looked for in (default the label).
        sort: columns to sort by, the first is the default. limit: the plans' limit that rows count
        to. permissions: verb → the least role that may; verbs beside read, create, update and
        delete are for routes of your own. conflicts: constraint → what its violation means.
        raises: what hooks refuse with, for OpenAPI.
        """
        self.table = table_of(model, read)
        self.plural, self.singular = self.table.name, singular or _singular(self.table.name)
        self.in_workspace, self.id_name = self.table.in_workspace, f"{self.singular}_id"
        self.Read, self.Create, self.Update = read, create, update
        title = self.table.title
        self.Query: type[ListQuery] = query_of(title, sort)
        self.Page: type[ResourcePage[R]] = page_of(read, title, self.plural)
        self._label = label or next(
            (name for name in ("name", "title") if self.table.has(name)), None
        )
        settable = self._settable()
        self._defaults = self.table.defaults(settable)
        self.columns = self.table.columns_for(read, settable)
        """What its statements ask of the table."""
        self._queries = Queries(
            self.table,
            read,
            inserted=(*settable, *self._defaults),
            updated=self.table.settable(update),
            label=self._label,
            search=(self._label,) if search is None and self._label else search or (),
            sorts=sort,
        )
        self._conflicts, self._raises = dict(conflicts or {}), tuple(raises)
        self._hooks: Hooks[R, C] = Hooks(self.singular)
        self.before_create = self._hooks.before_create
        self.before_update = self._hooks.before_update
        self.before_delete = self._hooks.before_delete
        registry.register(self)
        defaults = _IN_WORKSPACE if self.in_workspace else _IN_ORGANIZATION
        declare(self.singular, {**defaults, **(permissions or {})}, workspace=self.in_workspace)
        self._limit = self._take_limit(limit)
        self._guard()
        self.router = router_of(self)

    def _settable(self) -> tuple[str, ...]:
        created, updated = self.table.settable(self.Create), self.table.settable(self.Update)
        if fixed := set(created) - set(updated):
            raise TypeError(
                f"{self.Update.__name__} lacks {', '.join(sorted(fixed))}, which PUT would change."
            )
        return created

    def _take_limit(self, limit: str | None) -> str | None:
        if limit is None:
            return None
        if not self.table.freezes:
            raise TypeError(f"{self.plural} has a limit: derive its model from tenantry.Freezable.")
        if limit in (*METERED, SEATS):
            raise ValueError(f"The limit {limit} counts something else: choose another name.")
        label = self._label or "id"
        limits.register(limits.Limited(limit, self.plural, label, self.in_workspace))
        return limit

    def _guard(self) -> None:
        stored: _Errors = (Conflict, *self._conflicts.values(), *self._raises)
        frozen: _Errors = (Frozen,) if self.table.freezes else ()
        full: _Errors = (PlanLimitReached, Frozen) if self._limit else ()
        kept: _Errors = (NotFound, ChangedMeanwhile, ValidationFailed, *stored, *frozen)
        self.list = allow(self.permission("read"), reads=True)(self._list)
        self.read = allow(self.permission("read"), raises=(NotFound,), reads=True)(self._read)
        self.create = allow(self.permission("create"), raises=(ValidationFailed, *stored, *full))(
            self._create
        )
        self.update = allow(self.permission("update"), raises=kept)(self._update)
        self.replace = allow(self.permission("update"), raises=kept)(self._replace)
        self.delete = allow(
            self.permission("delete"), raises=(NotFound, Conflict, *self._raises), frees=True
        )(self._delete)

    @property
    def ships_with_tenantry(self) -> bool:
        """Whether its table is in Tenantry's own migrations."""
        return self.table.module.startswith("tenantry.")

    @property
    def path(self) -> str:
        """Where it is, below the API's prefix."""
        place = "/workspaces/{workspace_id}" if self.in_workspace else ""
        return f"/orgs/{{org_id}}{place}/{self.plural.replace('_', '-')}"

    def permission(self, verb: str) -> str:
        """Name a permission of it, for `allow` on a function of your own."""
        return f"{self.singular}:{verb}"

    def after_commit(
        self, listener: Callable[[Event], Awaitable[None]]
    ) -> Callable[[Event], Awaitable[None]]:
        """Have a function hear of what was created, updated and deleted, once it is committed."""
        return on(f"{self.singular}.*")(listener)

    async def _list(self, tenant: Tenant, query: ListQuery | None = None) -> ResourcePage[R]:
        asked = query or self.Query.model_validate({})
        found = await self._queries.list.fetch(tenant, asked)
        return found.shape(self.Page, self.plural)

    async def _read(self, tenant: Tenant, id: UUID) -> R:
        return self._shape(await tenant.one(self._queries.find, row_id=id))

    async def _create(self, tenant: Tenant, body: C) -> R:
        if self._limit is not None:
            await limits.claim(tenant, self._limit)
        body = await self._hooks.creating(tenant, body)
        values = {**self._made(), **body.model_dump()}
        with self._refused():
            row = await tenant.one(self._queries.create, row_id=new_id(), body=values)
        tenant.record(f"{self.singular}.created", row["id"], row["_label"])
        return self._shape(row)

    async def _update(
        self, tenant: Tenant, id: UUID, body: U, versions: list[int] | None = None
    ) -> R:
        return await self._change(tenant, id, body.changes(), versions)

    async def _replace(
        self, tenant: Tenant, id: UUID, body: C, versions: list[int] | None = None
    ) -> R:
        return await self._change(tenant, id, body.model_dump(), versions)

    async def _change(
        self, tenant: Tenant, id: UUID, changes: dict[str, Any], versions: list[int] | None
    ) -> R:
        if self._hooks.updating_any:
            current = self._shape(await tenant.one(self._queries.lock, row_id=id))
            if await tenant.value(self._queries.frozen, row_id=id):
                raise Frozen
            changes = await self._hooks.updating(tenant, current, changes)
        with self._refused():
            row = await tenant.first(
                self._queries.update, row_id=id, changes=changes, versions=versions
            )
        if row is None:
            raise await self._why_not(tenant, id)
        was = {name: row["_was"][name] for name in self.Update.model_fields}
        if differences := changed(was, row["_became"]):
            tenant.record(f"{self.singular}.updated", row["id"], row["_label"], changes=differences)
        return self._shape(row)

    async def _why_not(self, tenant: Tenant, id: UUID) -> TenantryError:
        frozen = await tenant.one(self._queries.frozen, row_id=id)
        return Frozen() if frozen["frozen"] else ChangedMeanwhile()

    async def _delete(self, tenant: Tenant, id: UUID) -> None:
        if self._limit is not None:
            await hold(tenant)
        if self._hooks.deleting_any:
            current = self._shape(await tenant.one(self._queries.lock, row_id=id))
            await self._hooks.deleting(tenant, current)
        with self._refused():
            row = await tenant.one(self._queries.delete, row_id=id)
        tenant.record(f"{self.singular}.deleted", id, row["_label"])
        if self._limit is not None:
            await refreeze(tenant)

    def _made(self) -> dict[str, Any]:
        return {
            name: default.arg(None) if default.is_callable else default.arg
            for name, default in self._defaults.items()
        }

    def _shape(self, row: Any) -> R:
        return self.Read.model_validate(dict(row))

    def _refused(self) -> refused:
        return refused(self.table, self.singular.replace("_", " "), self._conflicts)


def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return f"{plural[:-3]}y"
    if plural.endswith(("sses", "shes", "ches", "xes")):
        return plural[:-2]
    if plural.endswith("s") and not plural.endswith("ss"):
        return plural[:-1]
    raise TypeError(f"{plural}: say what one of them is called, as singular=….")
