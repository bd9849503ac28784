"""Who runs jobs: `tenantry serve` with a database of its own, `tenantry worker` otherwise."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.database.processes import eventually
from tests.http.process import Serving
from tests.people import PASSWORD

COMMAND = [str(Path(sys.executable).with_name("tenantry")), "worker"]


@pytest.fixture
def serving(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Serving]:
    found = Serving(tmp_path, **getattr(request, "param", {}))
    yield found
    if found.process.poll() is None:
        found.stop()


def sign_up(serving: Serving) -> None:
    body = {"email": "ida@example.test", "password": PASSWORD}
    answer = httpx.post(f"{serving.url}/api/v1/auth/signup", json=body, timeout=30)
    assert answer.status_code == 201, answer.text


def mails(directory: Path) -> list[Path]:
    return list((directory / "data" / "outbox").glob("*.eml"))


def test_serving_with_the_embedded_database_sends_mail(serving: Serving, tmp_path: Path) -> None:
    sign_up(serving)
    assert eventually(lambda: len(mails(tmp_path)) == 1, 30), serving.log.read_text()
    assert eventually(lambda: bool(serving.lines("mail written")))
    line = serving.lines("mail written")[0]
    assert line["link"].startswith(f"{serving.url}/verify-email?token=")
    assert mails(tmp_path)[0].stat().st_mode & 0o777 == 0o600
    serving.stop()
    said = [json.loads(line) for line in serving.log.read_text().splitlines() if line[:1] == "{"]
    assert [line for line in said if line["level"] not in ("info", "debug")] == []


@pytest.mark.parametrize("serving", [{"TENANTRY_JOBS": "off"}], indirect=True)
def test_a_worker_beside_the_service_sends_its_mail(serving: Serving, tmp_path: Path) -> None:
    sign_up(serving)
    assert "worker sends mail" in serving.log.read_text()
    assert mails(tmp_path) == []
    settings = {"TENANTRY_DATA_DIR": str(tmp_path / "data"), "TENANTRY_LOG_FORMAT": "json"}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TENANTRY_")}
    log = tmp_path / "worker.log"
    with log.open("w") as file:
        worker = subprocess.Popen(COMMAND, env=inherited | settings, stdout=file, stderr=file)
    assert eventually(lambda: len(mails(tmp_path)) == 1, 30), log.read_text()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0, log.read_text()
    said = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert (said[0], said[-1]) == ("worker started", "worker stopped")
    assert "Traceback" not in log.read_text()
