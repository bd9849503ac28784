"""A resource that cannot work is refused where it is declared, not at its first request."""

from __future__ import annotations

import subprocess
import sys
from textwrap import indent

import pytest

HEAD = """
import enum
from datetime import datetime
from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column
import tenantry
from tenantry import Base, Body, Freezable, Patch, Read, Resource, WorkspaceScoped

class Color(enum.Enum):
    RED = "red"

class Note(WorkspaceScoped, Freezable, Base):
    __tablename__ = "{table}"
    title: Mapped[str]
{columns}

class NoteRead(Read):
    title: str

class NoteCreate(Body):
    title: str

class NoteUpdate(Patch):
    title: str | None = None

def declare(**options):
    return Resource(Note, read=NoteRead, create=NoteCreate, update=NoteUpdate, **options)
"""


def declared(body: str, table: str = "notes", columns: str = "") -> str:
    """Run a module in a process of its own, as declaring is for good; gives its last words."""
    program = HEAD.format(table=table, columns=indent(columns, "    ")) + body
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    return done.stderr.splitlines()[-1] if done.returncode else "declared"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("declare(limit='notes')", "declared"),
        ("declare()\ndeclare()", "ValueError: There are two resources named notes."),
        (
            "tenantry.create_app()\ndeclare()",
            "RuntimeError: notes is declared after an application was built",
        ),
        (
            "declare(singular='workspace')",
            "ValueError: There are permissions of workspace already: choose another singular.",
        ),
        ("declare(permissions={'read': 'boss'})", "ValueError: note:read is for one of admin,"),
        ("declare(limit='workspaces')", "ValueError: there are two tables limited as workspaces"),
        ("declare(limit='messages')", "ValueError: The limit messages counts something else"),
        ("declare(limit='members')", "ValueError: The limit members counts something else"),
    ],
)
def test_what_clashes_is_refused(body: str, says: str) -> None:
    assert declared(body).startswith(says)


def test_what_was_refused_is_not_limited_either() -> None:
    body = """
from tenantry.billing.limits import LIMITED
tenantry.create_app()
try:
    declare(limit="notes")
except RuntimeError:
    assert "notes" not in LIMITED
"""
    assert declared(body) == "declared"


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("order: Mapped[int | None]", "declared"),
        ("color: Mapped[Color]", "TypeError: notes.color: JSON carries values"),
        (
            "made: Mapped[datetime] = mapped_column(default=func.now())",
            "TypeError: notes.made: a default in SQL is a `server_default`.",
        ),
        (
            "seen: Mapped[datetime] = mapped_column(onupdate=func.now())",
            "TypeError: notes.seen: `onupdate` is not run",
        ),
        ("sort_key: Mapped[str]", "TypeError: Note: 'sort_key' is taken"),
        ("door_found: Mapped[str]", "TypeError: Note: 'door_found' is taken"),
        ("Title: Mapped[str]", "TypeError: Note: 'Title' must be lower_case."),
    ],
)
def test_a_column_that_would_not_be_kept_is_refused(column: str, says: str) -> None:
    assert declared("declare()", columns=column).startswith(says)
