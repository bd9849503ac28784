"""What an operator sets, how it is read, and what each kind of value has to be."""

from __future__ import annotations

from tenantry.settings.model import Settings
from tenantry.settings.reading import SettingsError, explain, read_settings

__all__ = ["Settings", "SettingsError", "explain", "read_settings"]
