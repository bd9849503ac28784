"""FastAPI with its own layers where they have work to do."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp


class Application(FastAPI):
    """A FastAPI whose added middleware goes around FastAPI's own, and not inside.

    Those layers turn exceptions into answers, watch for telemetry and limit bodies. An operation
    does all of it itself, and to pass through them costs it more than to be found does; what no
    operation serves still has them.
    """

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
