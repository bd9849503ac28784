"""An organization with nothing in its trail but its own creation."""

from __future__ import annotations

import pytest

from tests.people import Person, Place, found


@pytest.fixture
async def globex(eve: Person) -> Place:
    """A fresh globex in which nothing has happened yet."""
    return await found(eve, "Globex")
