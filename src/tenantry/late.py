"""Importing late: what few requests need takes no memory of a worker that never serves them."""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import Any


def late(name: str) -> Any:
    """Give a module that is loaded when something in it is first used.

    A type checker is shown the import itself, under TYPE_CHECKING. Raises ModuleNotFoundError
    now, and not only then, where there is no such module.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name=name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
