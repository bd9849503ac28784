"""Alembic's entry: runs inside the transaction of the connection it was given."""

from __future__ import annotations

from alembic import context

import tenantry.models  # noqa: F401 (registers every table)
from tenantry.migrations import is_ours
from tenantry.tenancy.model import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_server_default=True,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
