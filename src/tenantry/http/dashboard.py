"""The dashboard at `/`: the files the build wrote, and one page for every address inside it.

The page names its files relative to a base, so it works under any prefix. It carries a nonce for
the style sheets its components add while it runs, and its policy names the hash of the one script
in it: no other inline style or script gets through.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tenantry.errors import NotFound

BUILT = Path(__file__).with_name("static") / "dashboard"
"""Where `make dashboard` puts what it builds."""

PAGES = (
    "account",
    "forgot-password",
    "invitations",
    "join",
    "o",
    "reset-password",
    "sign-in",
    "sign-up",
    "verify-email",
    "welcome",
)
"""First segments of the addresses inside the dashboard; what is below them is its own business."""

_POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_INLINE = re.compile("<script>(.*?)</script>", re.DOTALL)
_CACHED = "public, max-age=31536000, immutable"
"""The files' names carry a hash of their content, so what is cached never goes stale."""
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""What the build wrote beside each file, smallest first."""
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

_MISSING = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Tenantry</title></head>
<body>
<h1>The dashboard is not built</h1>
<p>Run <code>make dashboard</code> in the repository (it needs Node 20.19 or newer), then load this
page again. The API runs without it: see <a href="{base}docs">its documentation</a>.</p>
</body>
</html>
"""


def dashboard(built: Path = BUILT, *, cosmos_chains: str = "") -> list[BaseRoute]:
    """Make the routes of the dashboard; without a build they say how to get one.

    cosmos_chains: as in the settings. A Cosmos wallet has a key for each chain or some chains, so
    the page has to say which one it asks.
    """

    async def page(request: Request) -> Response:
        return _page(request, built, cosmos_chains)

    async def asset(request: Request) -> Response:
        return _asset(request, built / "assets")

    return [
        Route("/", page, include_in_schema=False),
        *(Route(f"/{name}", page, include_in_schema=False) for name in PAGES),
        *(Route(f"/{name}/{{rest:path}}", page, include_in_schema=False) for name in PAGES),
        Route("/assets/{name}", asset, include_in_schema=False),
    ]


def lost(otherwise: ASGIApp, built: Path = BUILT, *, cosmos_chains: str = "") -> ASGIApp:
    """Show a person at an address nobody knows the page that says so; others get their problem.

    It comes after every route, so an application may still add its own.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _for_a_person(request := Request(scope), built):
            return await otherwise(scope, receive, send)
        page = _page(request, built, cosmos_chains)
        page.status_code = 404
        return await page(scope, receive, send)

    return answer


def _for_a_person(request: Request, built: Path) -> bool:
    """Tell who follows a link, or types an address, from who asks the API or for a file."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("accept", "")
        and path.split("/")[1:2] not in (["api"], ["assets"])
        and (built / "index.html").is_file()
    )


def _page(request: Request, built: Path, cosmos_chains: str) -> Response:
    """Answer the one page, told where it is mounted and which nonce its styles carry."""
    base = escape(f"{request.scope.get('root_path', '')}/")
    index = built / "index.html"
    if not index.is_file():
        return HTMLResponse(_MISSING.format(base=base), 404)
    nonce = secrets.token_urlsafe(16)
    html = index.read_text("utf-8").replace("%BASE%", base).replace("%NONCE%", nonce)
    html = html.replace("%COSMOS_CHAINS%", escape(cosmos_chains))
    policy = _POLICY.format(nonce=nonce, scripts=" ".join(map(_source, _INLINE.findall(html))))
    return HTMLResponse(html, headers={"content-security-policy": policy})


def _source(script: str) -> str:
    """Name an inline script as a policy allows it (CSP level 3, hash-source)."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _asset(request: Request, folder: Path) -> Response:
    """Send a file in the smallest form the browser takes; only those the build wrote are there."""
    name = request.path_params["name"]
    file = folder / name
    kind = _TYPES.get(file.suffix)
    if kind is None or file.parent != folder or not file.is_file():
        raise NotFound
    headers = {"cache-control": _CACHED, "vary": "Accept-Encoding"}
    accepted = {
        part.split(";")[0].strip()
        for part in request.headers.get("accept-encoding", "").lower().split(",")
        if not part.replace(" ", "").endswith(";q=0")
    }
    for encoding, suffix in _ENCODINGS:
        smaller = folder / f"{name}{suffix}"
        if encoding in accepted and smaller.is_file():
            return FileResponse(
                smaller, media_type=kind, headers=headers | {"content-encoding": encoding}
            )
    return FileResponse(file, media_type=kind, headers=headers)
