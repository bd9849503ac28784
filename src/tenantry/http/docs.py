"""/docs: Swagger UI from our own address, under a policy that lets no other script run.

The page names its files relative to itself, so it works under any prefix: behind a proxy that
strips one, and mounted inside another application.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CACHED = "public, max-age=31536000, immutable"
"""The files' addresses carry a version, so what is cached never goes stale."""
_BUNDLE = "fastapi-offline"

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css?v={version}">
<link rel="stylesheet" href="docs/page.css?v={version}">
</head>
<body>
<div id="docs" data-openapi="{openapi}"></div>
<noscript>This page needs scripts; <a href="{openapi}">the OpenAPI document</a> does not.</noscript>
<script src="docs/swagger-ui-bundle.js?v={version}"></script>
<script src="docs/page.js?v={version}"></script>
</body>
</html>
"""


def docs(title: str, openapi: str, release: str) -> list[BaseRoute]:
    """Make the routes of /docs. `openapi` is the document's address, seen from the page's own."""
    bundle = _folder("fastapi_offline")
    own = Path(__file__).with_name("static")
    files = {
        "swagger-ui.css": bundle / "swagger-ui.css",
        "swagger-ui-bundle.js": bundle / "swagger-ui-bundle.js",
        "page.css": own / "docs.css",
        "page.js": own / "docs.js",
    }
    page = _PAGE.format(title=title, openapi=openapi, version=f"{release}-{version(_BUNDLE)}")

    async def read(request: Request) -> Response:
        return Response(page, media_type="text/html", headers={"content-security-policy": _POLICY})

    return [
        Route("/docs", read, include_in_schema=False),
        *(_file(f"/docs/{name}", file) for name, file in files.items()),
    ]


def _file(path: str, file: Path) -> BaseRoute:
    async def read(request: Request) -> Response:
        return FileResponse(file, headers={"cache-control": _CACHED})

    return Route(path, read, include_in_schema=False)


def _folder(package: str) -> Path:
    """Find a package's static files without importing what is around them."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package}, which holds the files of /docs, is not installed")
    return Path(spec.origin).with_name("static")
