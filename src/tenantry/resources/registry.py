"""Which resources there are: Tenantry's own, and those of the modules an application names."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantry.resources.resource import Resource
    from tenantry.settings import Settings

_OWN = ("tenantry.chatbots.resource",)
_resources: list[Resource[Any, Any, Any]] = []
_served = False


def register(resource: Resource[Any, Any, Any]) -> None:
    """Take a resource in; too late or a second time is an error where it is declared."""
    if _served:
        raise RuntimeError(
            f"{resource.plural} is declared after an application was built: import its module "
            "before create_app(), or name it in TENANTRY_RESOURCES."
        )
    if any(known.plural == resource.plural for known in _resources):
        raise ValueError(f"There are two resources named {resource.plural}.")
    _resources.append(resource)


def resources() -> tuple[Resource[Any, Any, Any], ...]:
    """List the resources declared so far."""
    return tuple(_resources)


def seal() -> tuple[Resource[Any, Any, Any], ...]:
    """List the resources for an application that serves them: from now on there are no others."""
    global _served
    _served = True
    return resources()


def load(settings: Settings) -> None:
    """Import every module that declares resources. Raises SettingsError for one that fails."""
    from tenantry.settings import SettingsError

    for name in _OWN:
        importlib.import_module(name)
    here = str(Path.cwd())
    if settings.resources and here not in sys.path:
        sys.path.append(here)
    for name in settings.resources:
        try:
            importlib.import_module(name)
        except Exception as error:
            raise SettingsError(
                f"TENANTRY_RESOURCES: {name} cannot be imported ({type(error).__name__}: {error})"
            ) from error
