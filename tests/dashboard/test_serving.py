"""The dashboard as the server hands it out: its policy, its files, its prefix."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

import tenantry
from tenantry.http.dashboard import BUILT, PAGES, dashboard

FOLDER = Path(__file__).parents[2] / "dashboard"


@pytest.fixture
async def around(built: None, base_url: str):
    async with httpx.AsyncClient(base_url=base_url) as client:
        yield client


async def test_every_address_of_the_dashboard_is_its_page(around) -> None:
    for path in ("/", *(f"/{name}" for name in PAGES), "/o/acme/w/support", "/invitations/a.b"):
        answer = await around.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"


PERSON = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_person_at_an_unknown_address_gets_the_page_that_says_so(around) -> None:
    for path in ("/nowhere", "/orgs/acme", "/settings", "/favicon.ico.html"):
        answer = await around.get(path, headers=PERSON)
        assert (answer.status_code, answer.headers["content-type"]) == (
            404,
            "text/html; charset=utf-8",
        )
        assert "content-security-policy" in answer.headers and 'id="root"' in answer.text


async def test_programs_and_the_api_get_a_problem_for_an_unknown_address(around) -> None:
    answers = [await around.get(path) for path in ("/nowhere", "/api/v1/nowhere")]
    for path in ("/api", "/api/v1/nowhere", "/assets/nowhere.js", "/assets/no/where.js"):
        answers.append(await around.get(path, headers=PERSON))
    answers.append(await around.post("/nowhere", headers=PERSON))
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), answer.url


def test_the_server_and_the_router_know_the_same_pages() -> None:
    router = (FOLDER / "src/app/router.tsx").read_text()
    roots = {path.split("/")[0] for path in re.findall(r'path: "([a-z][^"]*)"', router)}
    inside = {"members", "settings", "plan", "audit", "workspaces", "chatbots", "w", "security"}
    assert roots - inside == set(PAGES)


async def test_the_policy_lets_no_inline_script_or_style_and_no_other_host_in(around) -> None:
    first, second = await around.get("/"), await around.get("/")
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    (inline,) = re.findall(r"<script>(.*?)</script>", first.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    nonces = [
        re.search(r"'nonce-([^']+)'", one.headers["content-security-policy"])
        for one in (first, second)
    ]
    assert nonces[0] and nonces[1] and nonces[0][1] != nonces[1][1]
    assert f'nonce="{nonces[0][1]}"' in first.text
    assert re.findall(r"<script(?!>|[^>]* src=)|<style|\sstyle=|\son\w+=", first.text) == []


async def test_the_theme_is_on_before_anything_can_be_painted(around) -> None:
    """What a browser paints while it waits for a file is of the right theme already."""
    head = (await around.get("/")).text.partition("</head>")[0]
    before, inline, _ = re.split(r"<script>(.*?)</script>", head, flags=re.DOTALL)
    assert "tenantry.theme" in inline
    assert re.findall("<script|stylesheet", before) == []


async def test_the_page_is_told_which_cosmos_chains_may_sign_in(
    around, service: tenantry.Service
) -> None:
    assert f'content="{service.settings.cosmos_chains}"' in (await around.get("/")).text


async def test_files_come_compressed_and_are_cached_for_good(around) -> None:
    page = (await around.get("/")).text
    script = re.search(r'src="\./(assets/[^"]+\.js)"', page)
    assert script
    sizes = {}
    for encoding in ("br", "gzip", "identity"):
        answer = await around.get(f"/{script[1]}", headers={"accept-encoding": encoding})
        assert answer.status_code == 200
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["vary"] == "Accept-Encoding"
        sizes[encoding] = int(answer.headers["content-length"])
    assert sizes["br"] < sizes["gzip"] < sizes["identity"]


async def test_nothing_but_built_files_is_handed_out(around) -> None:
    for name in ("nowhere.js", "..%2findex.html", "%2e%2e%2fdocs.js", "index.html", "", "a%00.js"):
        answer = await around.get(f"/assets/{name}")
        assert answer.status_code == 404, name


@pytest.mark.parametrize("part", ["entrance", "inside"])
def test_the_first_page_is_small(built: None, part: str) -> None:
    """All that is loaded before sign-in or a workspace's dashboard can be seen, in English."""
    page = (BUILT / "index.html").read_text()
    named = re.findall(r'(?:src|href)="\./assets/([^"]+\.(?:js|css))"', page)
    files = set(named) | {file.name for name in (part, "en") for file in chunks(name)}
    while more := {name for one in files for name in imports(one)} - files:
        files |= more
    sizes = {name: (BUILT / f"assets/{name}.gz").stat().st_size for name in sorted(files)}
    assert sum(sizes.values()) < 165_000, sizes
    assert len(files) <= 8, f"each file costs a round trip: {sizes}"


def test_what_few_pages_need_comes_after_the_first_page(built: None) -> None:
    page = (BUILT / "index.html").read_text()
    for name in ("overlay", "chart", "parts", "de"):
        (file,) = chunks(name)
        assert file.name not in page
        for first in ("boot", "router", "react-dom", "base", "entrance", "inside"):
            assert all(file.name not in imports(one.name) for one in chunks(first)), (first, name)


def test_nothing_but_the_drawing_waits_for_react_dom(built: None) -> None:
    """The largest file arrives last; page and data are looked for meanwhile."""
    (largest,) = chunks("react-dom")
    for name in ("boot", "router", "base", "entrance", "inside"):
        assert all(largest.name not in imports(one.name) for one in chunks(name)), name


def chunks(name: str) -> list[Path]:
    """The built scripts of a name, whatever the hash in it."""
    found = [one for one in (BUILT / "assets").glob("*.js") if one.name[:-12] == name]
    assert found, f"nothing is built that is named {name}"
    return found


def imports(name: str) -> set[str]:
    """What a built script imports before it runs."""
    if not name.endswith(".js"):
        return set()
    text = (BUILT / "assets" / name).read_text()
    return set(re.findall(r'(?:\bfrom|\bimport)\s*"\./([^"]+\.js)"', text))


async def test_it_works_below_a_prefix(built: None, service: tenantry.Service) -> None:
    outer = FastAPI()
    outer.mount("/tenants", tenantry.create_app(service=service))
    transport = httpx.ASGITransport(outer)
    async with httpx.AsyncClient(transport=transport, base_url="http://here.test") as client:
        lost = await client.get("/tenants/nowhere", headers=PERSON)
        assert lost.status_code == 404 and '<base href="/tenants/"' in lost.text
        page = await client.get("/tenants/o/acme/members")
        assert '<base href="/tenants/"' in page.text
        for name in re.findall(r'(?:src|href)="\./(assets/[^"]+)"', page.text):
            assert (await client.get(f"/tenants/{name}")).status_code == 200, name


async def test_without_a_build_the_page_says_how_to_get_one(tmp_path: Path) -> None:
    app = FastAPI()
    app.router.routes.extend(dashboard(tmp_path))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here.test") as client:
        answer = await client.get("/")
    assert answer.status_code == 404
    assert "make dashboard" in answer.text


def npm(*command: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["npm", "--prefix", str(FOLDER), "--silent", *command],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


async def test_the_client_is_generated_from_the_api_as_it_is(
    around, base_url: str, tmp_path: Path
) -> None:
    document = (await around.get("/api/v1/openapi.json")).text
    written = tmp_path / "schema.d.ts"
    done = npm(
        "exec", "--", "openapi-typescript", "--alphabetize", "-o", str(written), stdin=document
    )
    assert done.returncode == 0, done.stderr
    kept = FOLDER / "src/api/schema.d.ts"
    assert written.read_text() == kept.read_text(), "run `make client`"


def test_the_components_tests_pass(built: None) -> None:
    done = npm("test")
    assert done.returncode == 0, done.stdout + done.stderr
