"""What few requests need is not loaded with the application."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tenantry.late import late

HEAVY = (
    "alembic",
    "eth_keys",
    "httpx",
    "jinja2",
    "openai",
    "pyotp",
    "segno",
    "sqlalchemy",
    "webauthn",
    "zxcvbn",
)
_ASK = """
import sys
import tenantry.app
import tenantry.serve
tenantry.app.create_app()
loaded = (name for name in {names} if name in sys.modules)
print(*(n for n in loaded if type(sys.modules[n]).__name__ != "_LazyModule"))
"""


def test_the_application_starts_without_what_few_requests_need() -> None:
    asked = [sys.executable, "-c", _ASK.format(names=HEAVY)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == []


def test_a_late_module_is_whole_at_its_first_use() -> None:
    sys.modules.pop("colorsys", None)
    colors = late("colorsys")
    assert "rgb_to_hsv" not in object.__getattribute__(colors, "__dict__")
    assert colors.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert late("colorsys") is colors


def test_a_module_that_is_not_there_is_missed_at_once() -> None:
    with pytest.raises(ModuleNotFoundError):
        late("no_such_module_of_ours")
