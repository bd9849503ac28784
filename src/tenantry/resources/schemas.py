"""What all resources have on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, Literal, TypeVar, cast
from uuid import UUID

from pydantic import create_model

from tenantry.entries import Entries
from tenantry.http.answers import VersionedRead
from tenantry.pagination import ListQuery, Page


class Read(VersionedRead):
    """A resource as it is read; its own fields follow, each a column of its table.

    `workspace_id: UUID` and `frozen: bool` (of it, or of its workspace) may be among them.
    """

    id: UUID
    organization_id: UUID
    created_by: UUID
    created_at: datetime
    updated_at: datetime


R = TypeVar("R", bound=Read)


class ResourcePage(Page, Generic[R]):
    """One page of a resource; on the wire its entries are under their own name."""

    listed_as: ClassVar[str]

    @property
    def entries(self) -> Sequence[R]:
        """What is on the page."""
        return cast("Sequence[R]", getattr(self, self.listed_as))


def page_of(read: type[R], title: str, plural: str) -> type[ResourcePage[R]]:
    """Make the page model of a resource."""
    fields: dict[str, Any] = {plural: (Entries[read], ...)}  # type: ignore[valid-type]
    page = create_model(f"{title}Page", __base__=ResourcePage, __doc__=f"{title}s.", **fields)
    page.listed_as = plural
    return cast("type[ResourcePage[R]]", page)


def query_of(title: str, sorts: Sequence[str]) -> type[ListQuery]:
    """Make the query model of a resource: the orders it can be listed in."""
    orders = tuple(order for name in sorts for order in (name, f"-{name}"))
    fields: dict[str, Any] = {"sort": (Literal[orders], sorts[0])}
    doc = f"How to list {title} entries."
    return create_model(f"{title}Query", __base__=ListQuery, __doc__=doc, **fields)
