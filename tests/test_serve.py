"""`tenantry serve` as people run it: a process with an environment, a port and signals."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from fastapi import FastAPI

from tenantry.serve import _ended_by

from .database.processes import eventually, postmaster

COMMAND = [str(Path(sys.executable).with_name("tenantry")), "serve"]


class Service:
    """One `tenantry serve`, its URL once it greets, and what it said."""

    def __init__(self, data_dir: Path, log: Path, **environment: str) -> None:
        self.log = log
        with log.open("w") as file:
            self.process = subprocess.Popen(
                COMMAND,
                env=inherited()
                | {"TENANTRY_DATA_DIR": str(data_dir), "TENANTRY_PORT": "0"}
                | environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_ready(self) -> Service:
        ready = eventually(lambda: self._url() is not None or self.process.poll() is not None, 30)
        assert ready, self.said
        assert self.process.poll() is None, self.said
        return self

    def _url(self) -> str | None:
        found = re.search(r"ready on (http://\S+)", self.said)
        return found[1] if found else None

    def health(self) -> int:
        with urllib.request.urlopen(f"{self._url()}/readyz", timeout=10) as answer:
            return int(answer.status)

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=40)


def inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TENANTRY_")}


Start = Callable[..., Service]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def start(data_dir: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[Service] = []

    def _start(**environment: str) -> Service:
        log = tmp_path / f"serve-{len(started)}.log"
        started.append(Service(data_dir, log, **environment))
        return started[-1]

    yield _start
    for service in started:
        if service.process.poll() is None:
            service.end()


def refusal(service: Service) -> str:
    assert service.process.wait(timeout=30) != 0
    lines = [line for line in service.said.splitlines() if line.strip()]
    assert len(lines) == 1, service.said
    return lines[0]


def test_a_taken_port_is_one_sentence(start: Start, data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal(start(TENANTRY_PORT=str(port)))
    assert (
        f"Port {port} on 127.0.0.1 is taken by another program; set TENANTRY_PORT to a free one."
        in said
    )
    assert not data_dir.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TENANTRY_PORT", "eighty"),
        ("TENANTRY_WORKERS", "0"),
        ("TENANTRY_DATABASE_URL", "mysql://host/db"),
        ("TENANTRY_HOST", "203.0.113.7"),
    ],
)
def test_a_wrong_setting_is_one_sentence(start: Start, name: str, value: str) -> None:
    assert name in refusal(start(**{name: value}))


def test_an_unreachable_database_is_one_sentence(start: Start) -> None:
    said = refusal(start(TENANTRY_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/db"))
    assert "No PostgreSQL answers" in said
    assert "secret" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_service_and_then_its_database(
    start: Start, data_dir: Path, number: int
) -> None:
    service = start().wait_ready()
    assert service.health() == 200
    assert service.end(number) == 0
    assert postmaster(data_dir) is None


def test_a_signal_during_the_start_leaves_nothing_running(start: Start, data_dir: Path) -> None:
    service = start()
    assert eventually(lambda: (data_dir / "postgres.new").exists(), 20)
    assert service.end() == 0
    assert postmaster(data_dir) is None


def is_alive(process: psutil.Process) -> bool:
    """Leave zombies out: who reaps orphans is the container's business."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_several_workers_share_one_database(start: Start, data_dir: Path) -> None:
    service = start(TENANTRY_WORKERS="2").wait_ready()
    assert {service.health() for _ in range(10)} == {200}
    workers = psutil.Process(service.process.pid).children(recursive=True)
    assert service.end() == 0
    assert eventually(lambda: not any(map(is_alive, workers)))
    assert postmaster(data_dir) is None


def test_a_killed_service_starts_again_on_its_port(start: Start, data_dir: Path) -> None:
    first = start(TENANTRY_WORKERS="2").wait_ready()
    url = first._url()
    assert url is not None
    first.process.kill()
    first.process.wait()
    second = start(TENANTRY_PORT=url.rsplit(":", 1)[1]).wait_ready()
    assert second.health() == 200
    assert second.end() == 0
    assert eventually(lambda: postmaster(data_dir) is None)


def test_the_second_start_makes_nothing_anew(start: Start, data_dir: Path) -> None:
    start().wait_ready().end()
    keys = [*(data_dir / "keys").glob("*.pem"), data_dir / "keys" / "secret.key"]
    made = [data_dir / "postgres" / "PG_VERSION", *keys]
    before = [file.stat().st_mtime_ns for file in made]
    start().wait_ready()
    assert [file.stat().st_mtime_ns for file in made] == before


def test_requests_under_way_finish(start: Start) -> None:
    service = start().wait_ready()
    url = service._url() or ""
    host, port = url.removeprefix("http://").split(":")
    body = json.dumps({"email": "late@example.com", "password": "correct horse battery"}).encode()
    with socket.create_connection((host, int(port)), timeout=10) as client:
        head = f"POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        client.sendall((head + kind).encode())
        time.sleep(0.2)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        client.sendall(body)
        assert client.recv(100).startswith(b"HTTP/1.1 4")
    assert service.process.wait(timeout=30) == 0


async def test_what_the_log_holds_is_written_after_all_that_a_lifespan_ends_with() -> None:
    """A supervised worker ends by signal within its event loop, and nothing comes after."""
    done: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        yield {"opened": "yes"}
        done.append("closed")

    async with _ended_by(lambda: done.append("written"), lifespan)(FastAPI()) as state:
        assert (state, done) == ({"opened": "yes"}, [])
    assert done == ["closed", "written"]
