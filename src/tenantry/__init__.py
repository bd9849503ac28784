"""Tenantry: the tenant layer of a SaaS product.

`create_app()` is the HTTP service, to run or to mount; `open()` is the same in process. Names are
imported when first used, so that `tenantry --help` need not load a web framework.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantry.app import create_app
    from tenantry.audit.events import Event, off, on
    from tenantry.errors import Conflict, TenantryError
    from tenantry.http.fields import Body, Patch
    from tenantry.http.route import Router, serves
    from tenantry.jobs.worker import Worker
    from tenantry.permissions import allow, refuses
    from tenantry.resources.model import Freezable, TenantScoped, WorkspaceScoped
    from tenantry.resources.references import references
    from tenantry.resources.resource import Resource
    from tenantry.resources.schemas import Read
    from tenantry.resources.table import ExistingTable
    from tenantry.service import Service, open
    from tenantry.settings import Settings
    from tenantry.tenancy.actor import Actor, Visitor
    from tenantry.tenancy.caller import Caller
    from tenantry.tenancy.founder import Founder
    from tenantry.tenancy.model import Base
    from tenantry.tenancy.tenant import Tenant

__version__ = "0.1.0"

_HOMES = {
    "Actor": "tenantry.tenancy.actor",
    "Base": "tenantry.tenancy.model",
    "Body": "tenantry.http.fields",
    "Caller": "tenantry.tenancy.caller",
    "Conflict": "tenantry.errors",
    "Event": "tenantry.audit.events",
    "ExistingTable": "tenantry.resources.table",
    "Founder": "tenantry.tenancy.founder",
    "Freezable": "tenantry.resources.model",
    "Patch": "tenantry.http.fields",
    "Read": "tenantry.resources.schemas",
    "Resource": "tenantry.resources.resource",
    "Router": "tenantry.http.route",
    "Service": "tenantry.service",
    "Settings": "tenantry.settings",
    "Tenant": "tenantry.tenancy.tenant",
    "TenantScoped": "tenantry.resources.model",
    "TenantryError": "tenantry.errors",
    "Visitor": "tenantry.tenancy.actor",
    "Worker": "tenantry.jobs.worker",
    "WorkspaceScoped": "tenantry.resources.model",
    "allow": "tenantry.permissions",
    "create_app": "tenantry.app",
    "off": "tenantry.audit.events",
    "on": "tenantry.audit.events",
    "open": "tenantry.service",
    "references": "tenantry.resources.references",
    "refuses": "tenantry.permissions",
    "serves": "tenantry.http.route",
}

__all__ = [
    "Actor",
    "Base",
    "Body",
    "Caller",
    "Conflict",
    "Event",
    "ExistingTable",
    "Founder",
    "Freezable",
    "Patch",
    "Read",
    "Resource",
    "Router",
    "Service",
    "Settings",
    "Tenant",
    "TenantScoped",
    "TenantryError",
    "Visitor",
    "Worker",
    "WorkspaceScoped",
    "allow",
    "create_app",
    "off",
    "on",
    "open",
    "references",
    "refuses",
    "serves",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
