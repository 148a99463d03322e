"""The command `uba demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from uba.errors import UBAError

DEFAULT_OUT = Path("out/demo")
_WIDTH = 120
"""Characters of a line where no terminal says how many there is room for."""


def register(app: typer.Typer) -> None:
    """Add the command to `uba`."""
    app.command("demo")(demo)


def demo(
    out: Annotated[Path, typer.Option(help="Directory of everything it makes.", file_okay=False)] = DEFAULT_OUT,
    users: Annotated[int, typer.Option(help="People in the organisation.", min=3)] = 60,
    days: Annotated[int, typer.Option(help="Days of logs; the last two are scored over HTTP.", min=4)] = 28,
    seed: Annotated[int, typer.Option(help="Seed of the organisation.", min=0)] = 7,
    port: Annotated[int, typer.Option(help="Port of the service; 0 picks a free one.", min=0, max=65535)] = 0,
) -> None:
    """Do the whole job once on generated data: simulate, replay, train, serve, score over HTTP, report.

    Run again with the same options it takes the organisation and the model from the run before.
    """
    from rich.console import Console

    from serve.demo.options import Options
    from serve.demo.run import run
    from serve.demo.steps import StepFailed

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    try:
        run(Options(out=out, users=users, days=days, seed=seed, port=port), console)
    except StepFailed as failure:
        typer.echo(f"uba demo: {failure}", err=True)
        raise typer.Exit(1) from None
    except UBAError as error:
        typer.echo(f"uba demo: {error}", err=True)
        raise typer.Exit(2) from None
