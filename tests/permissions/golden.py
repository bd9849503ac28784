"""Renders the matrix as a table that a person reads in a diff."""

from __future__ import annotations

from pathlib import Path

from tests.permissions.requests import Outcome
from tests.permissions.table import DEMANDS, ROLES

GOLDEN = Path(__file__).with_name("matrix.txt")
REGENERATE = "WRITE_MATRIX"

_HEAD = f"""\
# Who gets what: every operation of the API, asked over HTTP by everyone.
# The last three columns are members of the organization with that role in the workspace;
# `member` is in no workspace. A change of this file is a change of policy: review it as one.
# Regenerate with: {REGENERATE}=1 make test (or pytest tests/permissions), then read the diff.
"""
_SHORT = {
    "401 not_authenticated": "401",
    "403 permission_denied": "403",
    "404 not_found": "404",
}
"""The refusals of the rules; any other shows its code."""


def render(outcomes: dict[tuple[str, str], Outcome]) -> str:
    """Lay the outcomes out, a row an operation and a column a role."""
    table = [["operation", "demands", *ROLES]]
    for operation, demand in DEMANDS.items():
        cells = [str(outcomes[operation, role]) for role in ROLES]
        table.append([operation, demand, *(_SHORT.get(cell, cell) for cell in cells)])
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return "\n".join([_HEAD, *lines, ""])
