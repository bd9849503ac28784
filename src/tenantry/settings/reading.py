"""Reading the settings from the environment, with words for what is wrong in it."""

from __future__ import annotations

import functools

from pydantic import ValidationError

from tenantry.settings.model import Settings


class SettingsError(Exception):
    """A setting is wrong; the message names the variable and what it takes."""


@functools.cache
def read_settings() -> Settings:
    """Read the environment once.

    Raises SettingsError with one sentence a person can act on in place of a traceback.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(explain(error)) from None


def explain(error: ValidationError) -> str:
    """Say which variables are wrong, and how, in one line that quotes no secret."""
    return "; ".join(
        f"TENANTRY_{'_'.join(str(part) for part in problem['loc'][:1]).upper()}: "
        f"{problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False, include_input=False)
    )
