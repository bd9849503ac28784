"""`python -m bench`: what is measured, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from bench import audit, budget, dashboard, endurance, meter, profiling, report, scale, storm
from bench import contestants as kinds
from bench.better_auth import BetterAuth
from bench.browser import LIGHTHOUSE, UNTHROTTLED
from bench.machine import Cores, load
from bench.people import Size
from bench.rounds import compare
from bench.world import opened

_ALL: tuple[kinds.Contestant, ...] = (
    kinds.Floor(),
    kinds.BareFloor(),
    kinds.BoundFloor(),
    kinds.Ours(),
    kinds.Conventional(),
    BetterAuth(),
)

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_console = Console(highlight=False, soft_wrap=True, width=190)
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
        entrants = [(world, contestant) for contestant in chosen]
        outcome = compare(entrants, asked, rounds=rounds, seconds=seconds, progress=_say)
    report.show_outcome(_console, outcome)
    if save:
        about = {contestant.name: contestant.about for contestant in chosen}
        _console.print(f"Kept in {report.save_outcome(outcome, under, about).name}")


@app.command()
def profile(
    operation: Annotated[str, typer.Argument(help="One operation.")],
    seconds: Seconds = 8,
    native: Annotated[bool, typer.Option(help="Show C frames too, with less speed.")] = False,
) -> None:
    """Show where the microseconds of one of our operations go."""
    (chosen,) = _chosen(operation, list(kinds.OPERATIONS))
    found = profiling.profile(chosen, seconds, native=native, progress=_say)
    _console.print(f"{found.request_us:.0f} µs of server CPU a request")
    for title, functions in (("in itself", found.own), ("with all it calls", found.whole)):
        lines = [(name, f"{us:.1f}") for name, us in functions]
        report.show(_console, (f"function, {title}", "µs"), lines)


@app.command("scale")
def measure_scale(
    organizations: Annotated[
        int, typer.Option(min=10_000, help="Organizations of the large database.")
    ] = 1_000_000,
    rounds: Rounds = 3,
    seconds: Seconds = 3,
    save: Save = False,
) -> None:
    """Compare our operations at 1,000 organizations with many, and check every query plan."""
    under = report.conditions(rounds=rounds, seconds=seconds, organizations=organizations)
    outcome, plans, took = scale.run(organizations, rounds=rounds, seconds=seconds, progress=_say)
    report.show(_console, scale.HEADINGS, scale.rows(outcome))
    plan_rows = [row[:-1] for row in scale.plan_rows(plans)]
    report.show(_console, scale.PLAN_HEADINGS[:-1], plan_rows)
    for line in scale.verdict(outcome, plans) or ["Nothing grew beyond 1.3×."]:
        _console.print(line)
    if save:
        content = {"conditions": {**under, "seeded_in": took}, **scale.content(outcome, plans)}
        file = report.save("scale", content, scale.text(outcome, plans))
        _console.print(f"Kept in {file.name}")


@app.command("memory")
def measure_memory(
    requests: Annotated[int, typer.Option(min=endurance.WARM_UP)] = 200_000, save: Save = False
) -> None:
    """Watch the memory of one worker over many requests of every kind."""
    under = report.conditions(requests=requests)
    found = endurance.memory(requests, progress=_say)
    lines = [(f"{served:,}", f"{held / 2**20:.1f}") for served, held in found.points]
    report.show(_console, endurance.MEMORY_HEADINGS, lines[:1] + lines[1:-1:5] + lines[-1:])
    grown = f"{found.growth:+.1%} since {endurance.WARM_UP:,} requests (allowed: +5 %)"
    _console.print(grown)
    if save:
        content = {"conditions": under, "points": found.points, "growth": found.growth}
        report.save(
            "memory", content, f"{report.markdown(endurance.MEMORY_HEADINGS, lines)}\n{grown}"
        )


@app.command("export")
def measure_export(
    events: Annotated[int, typer.Option(min=1)] = 1_000_000, save: Save = False
) -> None:
    """Watch the memory of one worker while it exports a long audit trail."""
    under = report.conditions(events=events)
    rows = audit.rows(audit.export(events, progress=_say))
    report.show(_console, audit.HEADINGS, rows)
    if save:
        content = {"conditions": under, "rows": rows}
        report.save("export", content, report.markdown(audit.HEADINGS, rows))


@app.command("workers")
def measure_workers(
    rounds: Rounds = 3,
    seconds: Seconds = 4,
    operations: Operations = "current,workspaces,create",
    save: Save = False,
) -> None:
    """Compare two workers with one, and say how many cores each side of it used."""
    asked = _chosen(operations, list(kinds.OPERATIONS))
    under = report.conditions(rounds=rounds, seconds=seconds)
    outcome = endurance.workers(asked, rounds=rounds, seconds=seconds, say=_say)
    lines = endurance.worker_rows(outcome)
    report.show(_console, endurance.HEADINGS, lines)
    if save:
        content = {"conditions": under, "rows": lines}
        report.save("workers", content, report.markdown(endurance.HEADINGS, lines))


@app.command("storm")
def measure_storm(rounds: Rounds = 3, seconds: Seconds = 8, save: Save = False) -> None:
    """Compare the latency of steady reads beside 64 logins at once with that of reads alone."""
    under = report.conditions(
        rounds=rounds, seconds=seconds, logins=storm.LOGINS, reads_a_second=storm.READS_A_SECOND
    )
    found = storm.run(rounds=rounds, seconds=seconds, progress=_say)
    lines = storm.rows(found)
    report.show(_console, storm.HEADINGS, lines)
    if save:
        content = {"conditions": under, "rows": lines}
        report.save("storm", content, report.markdown(storm.HEADINGS, lines))


@app.command("meter")
def measure_meter(rounds: Rounds = 3, seconds: Seconds = 5, save: Save = False) -> None:
    """Count how many messages a second one organization can be metered, and whether exactly."""
    under = report.conditions(rounds=rounds, seconds=seconds, claimants=meter.CLAIMANTS)
    cells, durability = meter.run(rounds=rounds, seconds=seconds, progress=_say)
    lines = meter.rows(cells)
    report.show(_console, meter.HEADINGS, lines)
    if save:
        content = {"conditions": under | durability, "rows": lines}
        report.save("meter", content, report.markdown(meter.HEADINGS, lines))


@app.command("dashboard")
def measure_dashboard(
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; the median of them counts.")] = 5,
    save: Save = False,
) -> None:
    """Hold the dashboard in Chromium to its budget; exits with 1 where it is over it."""
    under = report.surroundings(rounds=rounds)
    found, chromium = dashboard.run(rounds=rounds, progress=_say)
    report.show(_console, budget.LOAD_HEADINGS, found.load_rows())
    report.show(_console, budget.CHANGE_HEADINGS, found.change_rows())
    report.show(_console, budget.TASK_HEADINGS, found.task_rows())
    missed = found.missed(profile=LIGHTHOUSE.name, cpu=UNTHROTTLED.name)
    for line in missed or ["Everything is within budget."]:
        _console.print(f"Over budget: {line}" if missed else line)
    if save:
        conditions = {**under, "load_after": round(load(), 2), "chromium": chromium}
        content = {"conditions": conditions, "over_budget": missed, **found.content()}
        file = report.save("dashboard", content, budget.text(found, missed, report.markdown))
        _console.print(f"Kept in {file.name}")
    if missed:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
