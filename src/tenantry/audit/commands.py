"""`tenantry audit`: what an operator, or an auditor with nothing but an export, can check."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from tenantry.audit.verify import Verdict

group = typer.Typer(help="Check the audit trail.", no_args_is_help=True)
_console = Console(highlight=False, soft_wrap=True, markup=False)


@group.callback()
def _common() -> None: ...


@group.command()
def verify(
    organization: Annotated[
        str | None, typer.Option(help="Only this organization, by id or slug.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, readable=True, help="An export in place of the database."
        ),
    ] = None,
    expect_head: Annotated[
        str | None, typer.Option(help="A hash noted earlier, which has to be in the chain.")
    ] = None,
) -> None:
    """Check that no event was changed, removed or moved; exits with 1 if one was."""
    from tenantry.audit.verify import verify_file

    if file is None and expect_head is not None and organization is None:
        raise typer.BadParameter("--expect-head needs --organization or --file")
    expected = expect_head.strip().lower() if expect_head else None
    if file is not None:
        whole = _show(verify_file(file, expected))
    else:
        whole = asyncio.run(_verify_database(organization, expected))
    if not whole:
        raise typer.Exit(1)


async def _verify_database(organization: str | None, expected: str | None) -> bool:
    from tenantry.database.boot import boot
    from tenantry.settings import read_settings

    booted = await boot(read_settings().model_copy(update={"migrate_on_start": False}))
    url = booted.owner_url or booted.app_url
    try:
        found = [_show(verdict) async for verdict in _verdicts(url, organization, expected)]
    finally:
        await booted.close()
    if not found and organization is not None:
        _console.print(f"FAIL {organization}: there is no such organization")
    return all(found) and bool(found or organization is None)


async def _verdicts(
    url: str, organization: str | None, expected: str | None
) -> AsyncIterator[Verdict]:
    from tenantry.audit import verify

    if organization is None:
        async for verdict in verify.verify_all(url):
            yield verdict
    elif found := await verify.find(url, organization):
        yield await verify.verify_one(url, *found, expected)


def _show(verdict: Verdict) -> bool:
    if verdict.broken is not None:
        _console.print(f"FAIL {verdict.of}: {verdict.broken}")
        return False
    _console.print(f"ok   {verdict.of}: {verdict.events:,} events, up to {verdict.head}")
    return True
