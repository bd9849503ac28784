"""The routes of a resource: six thin ones, compiled from what it declares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import Query

from tenantry.http.parameters import CurrentTenant, CurrentWorkspace, ExpectedVersions
from tenantry.http.route import Router, serves

if TYPE_CHECKING:
    from tenantry.resources.resource import Resource


def router_of(resource: Resource[Any, Any, Any]) -> Router:
    """Make the router of a resource."""
    one, many = resource.singular, resource.plural
    noun, nouns = f"{_article(one)} {one.replace('_', ' ')}", many.replace("_", " ")
    router = Router(prefix=resource.path, tags=[many])
    item, row = f"/{{{resource.id_name}}}", {resource.id_name: UUID}
    query = {"query": Annotated[resource.Query, Query()]}
    versions = {"versions": ExpectedVersions}
    whole, part, found = resource.Create, resource.Update, resource.Read

    def add(
        method: str, path: str, verb: str, doc: str, takes: dict[str, Any], gives: Any, status: int
    ) -> None:
        service = getattr(resource, verb)
        tenant = CurrentWorkspace if resource.in_workspace else CurrentTenant
        hints = {"tenant": tenant, **takes, "return": gives}
        name = f"{verb}_{many if verb == 'list' else one}"
        endpoint = _endpoint(name, f"{doc}.", service, resource.id_name, hints)
        router.add_api_route(
            path, endpoint, methods=[method], status_code=status, **serves(service)
        )

    add("GET", "", "list", f"List {nouns}", query, resource.Page, 200)
    add("POST", "", "create", f"Create {noun}", {"body": whole}, found, 201)
    add("GET", item, "read", f"Read {noun}", row, found, 200)
    replaces = f"Replace all that can be changed of {noun}"
    add("PUT", item, "replace", replaces, {**row, "body": whole, **versions}, found, 200)
    changes = f"Change some of {noun}; what is left out stays"
    add("PATCH", item, "update", changes, {**row, "body": part, **versions}, found, 200)
    add("DELETE", item, "delete", f"Delete {noun}", row, None, 204)
    return router


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _endpoint(
    name: str,
    doc: str,
    service: Callable[..., Awaitable[Any]],
    id_name: str,
    hints: dict[str, Any],
) -> Callable[..., Awaitable[Any]]:
    """Make a handler with the annotations that an operation is compiled from."""

    async def endpoint(tenant: Any, **given: Any) -> Any:
        if id_name in given:
            given["id"] = given.pop(id_name)
        return await service(tenant, **given)

    endpoint.__name__ = endpoint.__qualname__ = name
    endpoint.__doc__ = doc
    endpoint.__annotations__ = hints
    takes = [
        Parameter(hint, Parameter.KEYWORD_ONLY, annotation=kind)
        for hint, kind in hints.items()
        if hint != "return"
    ]
    endpoint.__signature__ = Signature(  # type: ignore[attr-defined]
        takes, return_annotation=hints["return"]
    )
    return endpoint
