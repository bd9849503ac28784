"""From a request's path to its operation in a handful of dictionary look-ups.

FastAPI tries its routes one after the other and each included router twice, which costs more than
the rest of a request. What is not an operation (documentation, a wrong method, an unknown path)
goes on to FastAPI, and so does every route added after the first request.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Receive, Scope, Send

from tenantry.http.operation import Operation
from tenantry.http.route import Route


class _Node:
    """One segment of the paths that begin alike."""

    __slots__ = ("literal", "methods", "parameter")

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.methods: dict[str, tuple[Operation, tuple[str, ...]]] = {}

    def add(self, route: Route, path: str) -> None:
        """Enter a route under its path, as `/orgs/{org_id}`."""
        node, names = self, []
        for segment in path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literal.setdefault(segment, _Node())
        for method in route.methods or ():
            node.methods[method] = (route.operation, tuple(names))

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Follow a path; a literal segment goes before a parameter."""
        node, values = self, []
        for segment in path.split("/")[1:]:
            following = node.literal.get(segment)
            if following is None:
                following = node.parameter
                if following is None or not segment:
                    return None
                values.append(segment)
            node = following
        found = node.methods.get(method)
        return None if found is None else (found[0], dict(zip(found[1], values, strict=True)))


class Dispatcher:
    """Middleware that serves operations itself."""

    def __init__(self, app: ASGIApp, routes: FastAPI) -> None:
        self._app = app
        self._routes = routes
        self._root: _Node | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http":
            found = self._find(scope)
            if found is not None:
                operation, scope["path_params"] = found
                return operation(scope, receive, send)
        return self._app(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[Operation, dict[str, Any]] | None:
        if self._root is None:
            self._root = _plant(self._routes)
        path, mount = scope["path"], scope.get("root_path", "")
        if mount and path.startswith(f"{mount}/"):
            path = path[len(mount) :]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        return self._root.find(method, path)


def _plant(app: FastAPI) -> _Node:
    root = _Node()
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Route) and context.path is not None:
            if context.dependencies:
                raise TypeError(f"{context.path}: an operation runs no FastAPI dependencies.")
            root.add(route, context.path)
    return root
