"""`python -m bench`: what is measured, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from bench import contestants as kinds
from bench import report
from bench.better_auth import BetterAuth
from bench.machine import Cores
from bench.people import Size
from bench.rounds import compare
from bench.world import opened

_ALL: tuple[kinds.Contestant, ...] = (
    kinds.Floor(),
    kinds.BoundFloor(),
    kinds.Ours(),
    kinds.Conventional(),
    BetterAuth(),
)

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_console = Console(highlight=False, soft_wrap=True, width=170)
_progress = Console(stderr=True, highlight=False, soft_wrap=True)

Rounds = Annotated[int, typer.Option(min=1, help="Rounds; the median of them counts.")]
Seconds = Annotated[float, typer.Option(min=1, help="Seconds of load a measurement.")]
Save = Annotated[bool, typer.Option("--save", help="Keep the result in bench/results.")]
Only = Annotated[str, typer.Option(help="Contestants, separated by commas.")]
Operations = Annotated[str, typer.Option(help="Operations, separated by commas.")]


def _say(text: str) -> None:
    _progress.print(f"[dim]{text}[/]")


def _chosen(given: str, known: list[str]) -> list[str]:
    names = [name.strip() for name in given.split(",") if name.strip()] or known
    if unknown := set(names) - set(known):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose from {', '.join(known)}")
    return names


@app.callback(invoke_without_command=True)
def speed(
    context: typer.Context,
    rounds: Rounds = 3,
    seconds: Seconds = 4,
    only: Only = "",
    operations: Operations = "",
    save: Save = False,
) -> None:
    """Measure every operation beside the floors, the conventional stack and Better Auth."""
    if context.invoked_subcommand:
        return
    names = _chosen(only, [contestant.name for contestant in _ALL])
    chosen = [contestant for contestant in _ALL if contestant.name in names]
    asked = _chosen(operations, list(kinds.OPERATIONS))
    under = report.conditions(rounds=rounds, seconds=seconds)
    with opened(Size(10_000), Cores.split()) as world:
        outcome = compare(world, chosen, asked, rounds=rounds, seconds=seconds, progress=_say)
    report.show_outcome(_console, outcome)
    if save:
        about = {contestant.name: contestant.about for contestant in chosen}
        _console.print(f"Kept in {report.save_outcome(outcome, under, about).name}")


if __name__ == "__main__":
    app()
