"""create_app(): the wiring, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from tenantry import __version__
from tenantry.audit.routes import router as audit
from tenantry.billing.routes import router as billing
from tenantry.chatbots.messages.routes import router as messages
from tenantry.context.routes import router as context
from tenantry.errors import all_errors
from tenantry.http.answers import of_http, problem
from tenantry.http.application import Application
from tenantry.http.boundary import Boundary
from tenantry.http.dashboard import dashboard, lost
from tenantry.http.dispatch import Dispatcher
from tenantry.http.docs import docs
from tenantry.http.lifecycle import Lifecycle
from tenantry.http.probes import router as probes
from tenantry.http.route import Problem, Router, example
from tenantry.identity.factors.routes import router as factors
from tenantry.identity.routes import router as identity
from tenantry.identity.wallets.routes import router as wallets
from tenantry.invitations.routes import router as invitations
from tenantry.members.routes import router as members
from tenantry.organizations.routes import router as organizations
from tenantry.resources.registry import load, seal
from tenantry.service import Service
from tenantry.settings import Settings, read_settings
from tenantry.usage.routes import router as usage
from tenantry.workspaces.routes import router as workspaces

API = "/api/v1"
_FEATURES = (
    identity,
    wallets,
    factors,
    organizations,
    members,
    invitations,
    workspaces,
    context,
    billing,
    audit,
    usage,
    messages,
)


def create_app(settings: Settings | None = None, *, service: Service | None = None) -> FastAPI:
    """Build the application, to be served as it is or mounted inside another.

    A service that is open already is used and left open; otherwise the application opens its own.
    """
    settings = settings or (service.settings if service else read_settings())
    load(settings)
    lifecycle = Lifecycle(settings, service)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await lifecycle.service()
        try:
            yield
        finally:
            await lifecycle.close()

    app = Application(
        title="Tenantry",
        version=__version__,
        summary="The tenant layer of a SaaS product.",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        observed=settings.telemetry,
    )
    app.state.tenantry = lifecycle
    api = Router(prefix=API)
    for feature in _FEATURES:
        api.include_router(feature)
    for resource in seal():
        api.include_router(resource.router)
    app.include_router(api)
    app.include_router(probes)
    app.router.routes.extend(
        docs("Tenantry", openapi=f"{API}/openapi.json"[1:], release=__version__)
    )
    app.router.routes.extend(dashboard(cosmos_chains=settings.cosmos_chains))
    app.router.default = lost(app.router.default, cosmos_chains=settings.cosmos_chains)
    app.add_exception_handler(HTTPException, _problem)
    app.add_middleware(Dispatcher, routes=app)
    if settings.cors_origins:
        app.add_middleware(CORSMiddleware, **_cors(settings))
    app.add_middleware(Boundary, root_path=settings.root_path)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _cors(settings: Settings) -> dict[str, Any]:
    return {
        "allow_origins": list(settings.cors_origins),
        "allow_credentials": "*" not in settings.cors_origins,
        "allow_methods": ["GET", "POST", "PUT", "PATCH", "DELETE"],
        "allow_headers": ["Authorization", "Content-Type", "Idempotency-Key", "If-Match"],
        "expose_headers": ["ETag", "X-Request-ID", "Retry-After", "Idempotency-Replayed"],
        "max_age": 600,
    }


async def _problem(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses as the problem it is."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    headers = dict(getattr(error, "headers", None) or {})
    if status == 405:
        headers["Allow"] = ", ".join(_methods_at(request))
    reply = problem(of_http(status), request.state.request_id)
    return Response(
        reply.body, reply.status, {**headers, "content-type": "application/problem+json"}
    )


def _methods_at(request: Request) -> list[str]:
    """Gather the methods of an address; FastAPI has a route for each and names only the first's."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path is not None and compile_path(route.path)[0].match(path):
            found |= set(route.methods or ())
    return sorted(found | {"HEAD"} if "GET" in found else found)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Describe the API once, with the shape of its errors."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            routes=app.routes,
            servers=app.servers,
        )
        schema["components"]["examples"] = {
            error.code: {"value": example(error)} for error in all_errors()
        }
        schemas = schema["components"]["schemas"]
        schemas["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = schema
    return app.openapi_schema
