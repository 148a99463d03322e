"""The one command, `uba`: each group is one module with `register`, light to import.

The groups of the outer folders are loaded by name: a library-only install has none of them, and says what to install.
"""

from __future__ import annotations

import importlib

import typer

_GROUPS = (
    "uba.commands.parse",
    "uba.commands.replay",
    "uba.commands.coverage",
    "training.commands",
    "training.simulate.command",
    "serve.commands",
    "serve.report.command",
    "serve.demo",
)
_ENGINE_ONLY = "This is a library-only install: commands that train, serve and report need a clone (pip install -e .)."


def build() -> typer.Typer:
    """The program with every command group that is installed."""
    app = typer.Typer(
        name="uba",
        help="Learns how users and addresses behave in application logs, and reports what does not fit.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    missing = False
    for name in _GROUPS:
        try:
            group = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if (error.name or "").split(".")[0] not in ("training", "serve"):
                raise
            missing = True
            continue
        group.register(app)
    if missing:
        app.info.epilog = _ENGINE_ONLY
    return app


def main() -> None:
    """Run the program."""
    build()()
