"""The declarative base, and the columns that make a table a tenant's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from tenantry.tenancy.values import SETTINGS_BYTES, new_id


class Base(DeclarativeBase):
    """All tables, with constraint names the error tree can refer to."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own name)
        datetime: DateTime(timezone=True),
        str: Text,
        dict[str, Any]: JSONB,
    }


class Timestamped:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=900)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=901)


class Versioned(Timestamped):
    """Counts the changes of a row: its ETag, which `If-Match` is compared with."""

    version: Mapped[int] = mapped_column(server_default="1", sort_order=902)


class TenantScoped:
    """A row of one organization: keyed by it, isolated by it, gone with it."""

    @declared_attr
    def organization_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(
            ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True, sort_order=-3
        )

    @declared_attr
    def id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(primary_key=True, default=new_id, sort_order=-2)


class WorkspaceScoped(TenantScoped):
    """A row of one workspace; the composite key makes a cross-tenant reference unwritable.

    It reaches its organization through its workspace, so one foreign key guards both.
    """

    @declared_attr
    def organization_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(primary_key=True, sort_order=-3)

    workspace_id: Mapped[UUID] = mapped_column(sort_order=-1)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        return (workspace_reference(),)


def settings_check() -> CheckConstraint:
    """Bound a settings column; as text JSONB takes up to twice what was sent."""
    return CheckConstraint(
        "jsonb_typeof(settings) = 'object' "
        f"AND octet_length(settings::text) <= {SETTINGS_BYTES * 2}",
        name="settings",
    )


def workspace_reference() -> ForeignKeyConstraint:
    """Point (organization_id, workspace_id) at a workspace of the same organization."""
    return ForeignKeyConstraint(
        ["organization_id", "workspace_id"],
        ["workspaces.organization_id", "workspaces.id"],
        ondelete="CASCADE",
    )
