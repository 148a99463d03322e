"""The command `uba simulate`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from training.simulate.config import SimulationSummary


def register(app: typer.Typer) -> None:
    """Add the command `simulate` to an application."""
    app.command("simulate")(_simulate)


def _simulate(
    users: Annotated[int, typer.Option(help="People in the directory.", min=3)],
    days: Annotated[int, typer.Option(help="Calendar days.", min=1)],
    seed: Annotated[int, typer.Option(help="Seed; the same seed writes the same bytes.", min=0)],
    out: Annotated[Path, typer.Option(help="Directory to write to.", file_okay=False)],
    start: Annotated[datetime | None, typer.Option(help="First day.", formats=["%Y-%m-%d"])] = None,
    attacks_from: Annotated[
        int | None,
        typer.Option(
            help="Index of the first day with attacks, 0 being the first day; default: the last third, with --rows "
            "two fifths."
        ),
    ] = None,
    no_attacks: Annotated[
        bool, typer.Option("--no-attacks", help="Write the same organisation without attacks.")
    ] = False,
    rows: Annotated[
        bool,
        typer.Option("--rows", help="Write all sources, and attacks and look-alikes of every technique row."),
    ] = False,
    gzip: Annotated[bool, typer.Option("--gzip", help="Write compressed logs.")] = False,
) -> None:
    """Write the logs of a synthetic organisation: native logs, context/ and labels.json."""
    from rich.progress import Progress  # here, not above: `uba --help` must not pay for it

    from training.simulate import SimulationConfig, simulate
    from training.simulate.config import DEFAULT_START
    from uba.errors import ConfigError

    try:
        config = SimulationConfig(
            users=users,
            days=days,
            seed=seed,
            start=start.date() if start else DEFAULT_START,
            attacks_from=attacks_from,
            attacks=not no_attacks,
            compress=gzip,
            rows=rows,
        )
        with Progress(transient=True) as bar:
            task = bar.add_task("Simulating", total=days)
            summary = simulate(config, out, lambda done, total: bar.update(task, completed=done, total=total))
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        typer.echo(
            f"Cannot write to {out}: {error.strerror or error}; free some space or choose another --out.", err=True
        )
        raise typer.Exit(2) from error
    _print(summary)


def _print(summary: SimulationSummary) -> None:
    typer.echo(f"{summary.events:,} events in {summary.out / 'logs'}")
    for source, n in sorted(summary.events_by_source.items()):
        typer.echo(f"  {source:<14} {n:>10,}")
    attacks = ", ".join(f"{n} {b}" for b, n in sorted(summary.attacks_by_behaviour.items())) or "none"
    typer.echo(f"attacks: {attacks}; look-alikes: {summary.lookalikes}; damaged lines: {len(summary.corrupt)}")
    typer.echo(f"context: {summary.out / 'context'}; labels: {summary.out / 'labels.json'}")
