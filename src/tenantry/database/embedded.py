"""The embedded PostgreSQL: a real server in the data directory, shared by every process on it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from urllib.parse import quote

from tenantry.database.account import account_for
from tenantry.database.cluster import SUPERUSER, Cluster
from tenantry.database.errors import EmbeddedServerError
from tenantry.database.locks import Holder, exclusive

OWNER = "tenantry_owner"
APP = "tenantry_app"
DATABASE = "tenantry"


class EmbeddedServer:
    """One process's hold on the server of a data directory.

    The first holder starts the server and the last one out stops it. A holder is a shared file
    lock, so one that was killed does not count.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self._cluster: Cluster | None = None
        self._holder: Holder | None = None
        self._turn = threading.Lock()

    def start(self) -> None:
        """Start the server, or attach to it if it runs; blocks, and may be called again."""
        with self._turn:
            if self._holder is not None:
                return
            try:
                mode = 0o711 if os.geteuid() == 0 else 0o700
                self.data_dir.mkdir(mode=mode, parents=True, exist_ok=True)
                self._attach()
            except OSError as error:
                raise EmbeddedServerError(
                    f"The data directory {self.data_dir} cannot be used ({error}): make it "
                    "writable for this user, free some space, or set TENANTRY_DATA_DIR to another."
                ) from error

    def _attach(self) -> None:
        directory = self.data_dir / "postgres"
        with exclusive(self._file("lock")):
            holder = Holder(self._file("users"))
            try:
                self._cluster = Cluster(directory, account_for(directory))
                self._cluster.create()
                if not self._cluster.is_ready():
                    self._cluster.start()
            except BaseException:
                holder.release()
                raise
            self._holder = holder

    def stop(self) -> None:
        """Let go of the server, stopping it if nobody else holds it.

        It waits for a start under way in another thread, which nothing else could undo.
        """
        with self._turn:
            if self._holder is None or self._cluster is None:
                return
            holder, self._holder = self._holder, None
            try:
                with exclusive(self._file("lock")):
                    if holder.is_last():
                        self._cluster.stop()
            finally:
                holder.release()

    @property
    def admin_url(self) -> str:
        """The superuser's URL, for provisioning only."""
        return self._url(SUPERUSER, "postgres")

    @property
    def owner_url(self) -> str:
        """The URL of the role that owns the schema, for migrating only."""
        return self._url(OWNER, DATABASE)

    @property
    def app_url(self) -> str:
        """The URL of the unprivileged role that requests run as."""
        return self._url(APP, DATABASE)

    def _url(self, role: str, database: str) -> str:
        if self._cluster is None:
            raise EmbeddedServerError("Start the embedded server before asking for its URL.")
        folder = quote(str(self._cluster.socket_directory()), safe="/")
        return f"postgresql://{role}@/{database}?host={folder}"

    def _file(self, kind: str) -> Path:
        return self.data_dir / f"postgres.{kind}"
