"""The `tenantry` command: serve, worker, migrate, demo, doctor, openapi."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from tenantry import __version__
from tenantry.audit.commands import group as audit
from tenantry.billing.commands import group as plan
from tenantry.database.errors import DatabaseError
from tenantry.identity.commands import group as sessions
from tenantry.settings import SettingsError, read_settings

app = typer.Typer(
    name="tenantry",
    help="The tenant layer of a SaaS product. Settings are environment variables TENANTRY_…; "
    "docs/settings.md lists them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(audit, name="audit")
app.add_typer(plan, name="plan")
app.add_typer(sessions, name="sessions")
_console = Console(highlight=False, soft_wrap=True)


def _version(wanted: bool) -> None:
    if wanted:
        _console.print(f"tenantry {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...


@app.command()
def serve() -> None:
    """Start the service, with its own PostgreSQL unless TENANTRY_DATABASE_URL names one."""
    from tenantry.serve import serve as run

    run(read_settings())


@app.command()
def worker() -> None:
    """Run jobs (mail, sweeps) until stopped; any number of workers may run at once."""
    from tenantry.jobs.process import work

    work(read_settings())


@app.command()
def migrate() -> None:
    """Bring the schema of the database up to date."""
    from tenantry.database.boot import boot

    async def run() -> None:
        settings = read_settings()
        booted = await boot(settings.model_copy(update={"migrate_on_start": True}))
        await booted.close()

    from tenantry.database.revisions import head_revision

    asyncio.run(run())
    _console.print(f"The schema is at revision {head_revision()}.")


@app.command()
def demo(
    password: Annotated[
        str | None, typer.Option(help="The password of everyone in it; the default is random.")
    ] = None,
) -> None:
    """Load two organizations, acme and globex, with people and workspaces to try things on."""
    from pydantic import ValidationError

    from tenantry.demo import DemoExists, load
    from tenantry.errors import WeakPassword

    try:
        cast = asyncio.run(load(read_settings(), password))
    except (DemoExists, WeakPassword) as error:
        _fail(str(error))
    except ValidationError:
        _fail("The password takes 8 to 256 characters.")
    _console.print("\n".join(cast.lines()))


@app.command()
def doctor() -> None:
    """Say what is wrong with this installation; exits with 1 if anything is."""
    from tenantry.doctor import examine

    findings = asyncio.run(examine(read_settings()))
    for finding in findings:
        mark = "[green]ok[/]  " if finding.well else "[red]FAIL[/]"
        _console.print(f"{mark} {finding.what}: ", end="")
        _console.print(finding.found, markup=False)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    from tenantry.app import create_app

    sys.stdout.write(json.dumps(create_app(read_settings()).openapi(), indent=2) + "\n")


def _fail(sentence: str) -> None:
    Console(stderr=True, highlight=False).print(
        f"tenantry: {sentence}", markup=False, soft_wrap=True
    )
    raise SystemExit(1)


def main() -> None:
    """Run the command; what a person can mend is one sentence, not a traceback."""
    try:
        app()
    except (SettingsError, DatabaseError) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
