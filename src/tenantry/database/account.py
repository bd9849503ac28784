"""The system account the embedded PostgreSQL runs as, which is never root."""

from __future__ import annotations

import logging
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tenantry.database.errors import EmbeddedServerError

logger = logging.getLogger(__name__)

CANDIDATES = ("postgres", "tenantry")


class Credentials(TypedDict, total=False):
    """The arguments of subprocess that change the account of a child."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Who owns the cluster and runs its processes."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Tell whether this is the account we run as ourselves."""
        return self.uid == os.geteuid()

    def credentials(self) -> Credentials:
        """Say how to start a child as this account."""
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand over a file or directory, and all below it."""
        if self.is_ours:
            return
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)

    def open_way_to(self, directory: Path) -> None:
        """Let this account pass through to a directory, and read nothing on the way.

        Only the search bit of exactly the directories that block is added, each with a warning.
        """
        if self.is_ours:
            return
        for folder in (*reversed(directory.parents), directory):
            status = folder.stat()
            if not self._may_pass(status):
                logger.warning(
                    "%s is closed to the account the database runs as: adding o+x to it", folder
                )
                folder.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)

    def _may_pass(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def account_for(cluster: Path) -> Account:
    """Choose the account: ourselves, or, as root, the cluster's owner or an unprivileged one."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if cluster.exists() and (status := cluster.stat()).st_uid != 0:
        return Account(status.st_uid, status.st_gid)
    for name in CANDIDATES:
        if found := _find(name):
            return found
    return _create(CANDIDATES[-1])


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _create(name: str) -> Account:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell"]
    try:
        subprocess.run(
            [*command, "/usr/sbin/nologin", name], check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        if found := _find(name):  # made by another process at the same moment
            return found
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root and the system user {name} could not be made "
            f"({getattr(error, 'stderr', None) or error}): run `useradd --system {name}`, "
            "run Tenantry as another user, or set TENANTRY_DATABASE_URL."
        ) from error
    created = _find(name)
    if created is None:
        raise EmbeddedServerError(f"The system user {name} was made but cannot be looked up.")
    return created
