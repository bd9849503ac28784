"""The contract, and a client that holds every answer to it."""

from __future__ import annotations

from tests.contract.fixtures import contract, root

__all__ = ["contract", "root"]
