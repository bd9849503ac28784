"""The schema's history, by Alembic from the SQLAlchemy models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection


def configure(connection: Connection, app_role: str) -> Config:
    """Point Alembic at this package and at an open connection, whose transaction it joins."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "tenantry:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, app_role=app_role)
    return config


def is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """Tell whether the models describe a table; those of the job queue are procrastinate's."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def upgrade(connection: Connection, app_role: str) -> None:
    """Run every migration a database has not seen."""
    from alembic import command

    command.upgrade(configure(connection, app_role), "head")


def write(connection: Connection, app_role: str, name: str) -> None:
    """Write the next migration: what the models have and the database has not."""
    from alembic import command

    from tenantry.database.revisions import head_revision

    number = int(head_revision() or 0) + 1
    command.revision(
        configure(connection, app_role), name, autogenerate=True, rev_id=f"{number:04}"
    )
