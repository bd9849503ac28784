"""One line a request: who, where, how it went, how long it took, and no secret."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.database.processes import eventually
from tests.http.process import Serving

SECRET = "correct horse battery staple"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, dict]]:
    """A service that was asked a few things and has stopped, and what it gave out."""
    serving = Serving(tmp_path_factory.mktemp("logged"), TENANTRY_TRUSTED_PROXIES="127.0.0.1")
    with httpx.Client(base_url=f"{serving.url}/api/v1", timeout=30) as http:
        body = {"email": "log@example.test", "password": SECRET, "organization_name": "Logged"}
        token = http.post("/auth/signup", json=body).json()
        signed_in = {"Authorization": f"Bearer {token['access_token']}"}
        place = token["context"]["organization_id"]
        http.get(f"/orgs/{place}", headers=signed_in | {"X-Request-ID": "logged-1"})
        http.get("/orgs", headers=signed_in)
        http.get(f"/orgs/{place}", headers={"X-Request-ID": "logged-2"})
        http.post("/auth/login", json=body | {"password": "wrong one"})
        http.post(
            "/auth/login",
            json={"email": body["email"], "password": SECRET},
            headers={"X-Forwarded-For": "203.0.113.9, 127.0.0.1"},
        )
        sessions = http.get("/auth/sessions", headers=signed_in).json()["sessions"]
    serving.stop()
    yield serving, {"token": token, "place": place, "sessions": sessions}


def test_a_line_says_who_where_what_and_how_long(asked) -> None:
    serving, given = asked
    (line,) = [entry for entry in serving.lines("request") if entry["request_id"] == "logged-1"]
    assert line["user_id"] == given["token"]["user"]["id"]
    assert line["organization_id"] == given["place"]
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert line["path"] == f"/api/v1/orgs/{given['place']}"
    assert 0 < line["ms"] < 60_000
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)


def test_a_line_names_nobody_who_did_not_sign_in(asked) -> None:
    serving, _ = asked
    (line,) = [entry for entry in serving.lines("request") if entry["request_id"] == "logged-2"]
    assert line["status"] == 401
    assert "user_id" not in line
    assert "organization_id" not in line


def test_a_line_outside_an_organization_names_the_user_alone(asked) -> None:
    serving, given = asked
    (line,) = [entry for entry in serving.lines("request") if entry["path"] == "/api/v1/orgs"]
    assert line["user_id"] == given["token"]["user"]["id"]
    assert "organization_id" not in line


def test_every_request_has_its_line(asked) -> None:
    serving, _ = asked
    assert len(serving.lines("request")) == 7


def test_no_secret_is_in_the_log(asked) -> None:
    serving, given = asked
    said = serving.log.read_text()
    for secret in (SECRET, given["token"]["access_token"], given["token"]["refresh_token"]):
        assert secret not in said


def test_a_trusted_proxy_says_where_a_request_came_from(asked) -> None:
    _, given = asked
    assert {session["ip"] for session in given["sessions"]} == {"127.0.0.1", "203.0.113.9"}


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A service that trusts no proxy and writes warnings only."""
    serving = Serving(tmp_path_factory.mktemp("quiet"), TENANTRY_LOG_LEVEL="warning")
    assert serving.url
    yield serving
    serving.stop()


def test_nobody_else_is_believed(quiet: Serving) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    with httpx.Client(base_url=f"{quiet.url}/api/v1", headers=forged, timeout=30) as http:
        body = {"email": "forger@example.test", "password": SECRET}
        token = http.post("/auth/signup", json=body).json()["access_token"]
        listed = http.get("/auth/sessions", headers={"Authorization": f"Bearer {token}"})
    assert [session["ip"] for session in listed.json()["sessions"]] == ["127.0.0.1"]


def test_lines_of_a_level_below_the_setting_are_not_written(quiet: Serving) -> None:
    assert httpx.get(f"{quiet.url}/healthz").status_code == 200
    time.sleep(0.5)
    assert quiet.lines("request") == []


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_line_of_the_last_request_is_written_as_the_service_stops(
    tmp_path: Path, workers: str
) -> None:
    serving = Serving(tmp_path, TENANTRY_WORKERS=workers)
    address = urlsplit(serving.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        client.sendall(
            b"POST /api/v1/auth/refresh HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
        )
        time.sleep(0.3)
        serving.process.terminate()
        time.sleep(0.5)
        client.sendall(b"{}")
        assert client.recv(100).startswith(b"HTTP/1.1 4")
    assert serving.process.wait(timeout=30) == 0
    (line,) = serving.lines("request")
    assert line["path"] == "/api/v1/auth/refresh"


def test_a_line_is_there_soon_after_its_request(tmp_path: Path) -> None:
    serving = Serving(tmp_path)
    assert httpx.get(f"{serving.url}/healthz").status_code == 200
    try:
        assert eventually(lambda: len(serving.lines("request")) == 1, 5)
    finally:
        serving.stop()


def test_a_line_that_cannot_be_written_spoils_no_other(capfdbinary) -> None:
    script = (
        "import structlog; from tenantry.logs import configure; from tenantry.settings import "
        "Settings; configure(Settings(log_format='json')); log = structlog.get_logger(); "
        "loop = []; loop.append(loop); log.info('before', thing=2j); "
        "log.info('round', loop=loop); log.info(chr(0xD800)); log.error('after')"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    said = [json.loads(line) for line in capfdbinary.readouterr().err.splitlines()]
    assert [line["event"] for line in said] == ["before", "round", "\\ud800", "after"]
    assert ["unwritable" in line for line in said] == [False, True, True, False]
    assert said[0]["thing"] == "2j"
