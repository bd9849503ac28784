"""The documents as tests read them: fenced blocks, tables, links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS]

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language and what is in it."""

    language: str
    text: str


def section(page: Path, heading: str) -> str:
    """Cut out what is under a second-level heading."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page.read_text(), re.DOTALL | re.MULTILINE
    )
    assert found, f"{page.name} has no section {heading}"
    return found[1]


def blocks(text: str) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(text)]


def without_blocks(text: str) -> str:
    return _BLOCK.sub("", text)


def file_in(page: Path, name: str) -> str:
    """Find the Python example that names itself in its first line."""
    for block in blocks(page.read_text()):
        if block.language == "python" and block.text.startswith(f"# {name}\n"):
            return block.text
    raise AssertionError(f"{page.name} has no example {name}")


def rows(text: str) -> list[list[str]]:
    """Read the cells of every table row, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines
    ]
    rules = {number for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    heads = {number - 1 for number in rules}
    return [row for number, row in enumerate(cells) if number not in rules | heads]


def anchors(page: Path) -> set[str]:
    """Make the anchors of a page's headings, as GitHub does."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
