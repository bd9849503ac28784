"""The outbox: where mail goes that no mail server is set for, one file each."""

from __future__ import annotations

import os
from pathlib import Path

from tenantry.mail.writing import Mail


def keep(data_dir: Path, id: str, mail: Mail) -> Path:
    """Write a mail into the outbox, whole or not at all; the names sort by time."""
    folder = data_dir / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, fresh = folder / f"{id}.eml", folder / f".{id}.part"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(mail.content)
    fresh.replace(path)
    return path
