"""FastAPI with its own layers where they have work to do."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class Application(FastAPI):
    """A FastAPI whose added middleware goes around FastAPI's own, and not inside.

    Those layers turn exceptions into answers, watch for telemetry and limit bodies. An operation
    does all of it itself, and to pass through them costs it more than to be found does; what no
    operation serves still has them.
    """

    def __init__(self, *, observed: bool, **options: Any) -> None:
        """Make an application; `observed` has FastAPI emit OpenTelemetry of each request."""
        telemetry: TelemetryConfig = {"tracing": observed, "metrics": observed, "logs": observed}
        super().__init__(telemetry=telemetry, **options)
        self._observed = observed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; FastAPI itself sees it first only where it has something to add."""
        app = self.middleware_stack
        if app is None or self._observed or self.root_path or scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await app(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Build FastAPI's stack without added middleware, then wrap that around it."""
        added, self.user_middleware = self.user_middleware, []
        try:
            app = super().build_middleware_stack()
        finally:
            self.user_middleware = added
        if isinstance(app, ServerErrorMiddleware):
            app = app.app  # its bare 500 would be sent before the boundary's problem could be
        for factory, args, kwargs in reversed(added):
            app = factory(app, *args, **kwargs)
        return app
