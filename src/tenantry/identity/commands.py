"""`tenantry sessions`: what an operator does about someone else's sessions."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from tenantry.errors import UserNotFound

group = typer.Typer(help="End the sessions of a person.", no_args_is_help=True)
_console = Console(highlight=False, soft_wrap=True, markup=False)


@group.callback()
def _common() -> None: ...


@group.command()
def end(email: Annotated[str, typer.Argument(help="The email of their account.")]) -> None:
    """Sign someone out everywhere, at once; their password and second factors stay."""
    try:
        ended = asyncio.run(_end(email))
    except UserNotFound as error:
        Console(stderr=True, markup=False).print(f"tenantry: {error.detail}")
        raise typer.Exit(1) from None
    _console.print(f"Sessions ended: {ended}.")


async def _end(email: str) -> int:
    import tenantry
    from tenantry.identity import sessions

    async with tenantry.open() as service:
        return await sessions.end_all(service, email)
