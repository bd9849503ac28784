"""The columns of a resource: whose it is, who made it, when it changed, whether it is frozen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tenantry.tenancy import model


class Made(model.Versioned):
    """Who made a row. No foreign key: what someone made stays when they leave."""

    created_by: Mapped[UUID] = mapped_column(sort_order=899)


class TenantScoped(model.TenantScoped, Made):
    """A resource of the whole organization, as a SQLAlchemy mixin."""


class WorkspaceScoped(model.WorkspaceScoped, Made):
    """A resource of one workspace, as a SQLAlchemy mixin."""


class Freezable:
    """What a plan limits can be frozen when a smaller plan admits less of it."""

    frozen_at: Mapped[datetime | None] = mapped_column(sort_order=903)
