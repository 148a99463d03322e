"""The commands of training: `uba train`, `uba evaluate`, `uba benchmark`, `uba models`.

Heavy libraries load inside the functions: `uba --help` must answer at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uba.errors import ConfigError, UBAError
from uba.settings import DEFAULT_DATA_DIR

if TYPE_CHECKING:
    from training.evaluate import Evaluation
    from training.labels import Labels

Logs = Annotated[list[Path], typer.Argument(help="Files or directories; .gz and .zst are read as they are.")]
DataDir = Annotated[Path, typer.Option(help="Directory of state, models and runs.", envvar="UBA_DATA_DIR")]
ContextDir = Annotated[Path | None, typer.Option("--context", help="Directory of the context files.")]
Budget = Annotated[float | None, typer.Option(help="Findings a day when nothing is wrong; default 1 per 1,000 users.")]
TrackingUri = Annotated[
    str | None, typer.Option(envvar="MLFLOW_TRACKING_URI", help="MLflow; default: SQLite in the data directory.")
]

models_app = typer.Typer(no_args_is_help=True, help="The registered models: list, promote, roll back.")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("train")(train)
    app.command("evaluate")(evaluate)
    app.command("benchmark")(benchmark)
    app.add_typer(models_app, name="models")


@contextmanager
def _plainly(command: str) -> Iterator[None]:
    """End the program with a sentence and exit code 2 for every error that is raised on purpose, or by the disk."""
    try:
        yield
    except (UBAError, OSError) as error:
        typer.echo(f"uba {command}: {error}", err=True)
        raise typer.Exit(2) from None


def train(
    logs: Logs,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    context: ContextDir = None,
    source: Annotated[str | None, typer.Option(help="Read everything as this source.")] = None,
    promote: Annotated[bool, typer.Option(help="Make the new version the champion.")] = True,
    labels: Annotated[Path | None, typer.Option(help="Known attacks, for the measures alone; never fitted on.")] = None,
    budget: Budget = None,
    tracking_uri: TrackingUri = None,
) -> None:
    """Fit models on a history, record the run in MLflow, register the version and make it champion."""
    from training import registry, tracking
    from training.history import History
    from training.labels import read_labels
    from training.train import collect, save_candidate
    from training.train import train as fit_and_measure
    from uba.context import load_context
    from uba.settings import Settings

    with _plainly("train"):
        known = read_labels(labels) if labels else None
        history = History(logs, source)
        data = collect(history, load_context(context), Settings(budget_per_day=budget))
        typer.echo(f"{history.events:,} events read, {history.rejected:,} records set aside")
        users = data.created_from.entities.get("user", 0)
        trained = fit_and_measure(data, known, budget or max(1, users) / 1000)
        for kind, line in trained.report.items():
            typer.echo(f"  {kind}: {line.rows:,} days, " + (f"skipped: {line.skipped}" if line.skipped else "fitted"))
        for name, value in trained.models.metrics.items():
            typer.echo(f"  {name} = {value:.4g}")
        client = tracking.connect(data_dir, tracking_uri)
        candidate = save_candidate(trained, data_dir)
        run_id, version = tracking.record(client, trained.models, candidate, trained.parameters, trained.figures)
        typer.echo(f"MLflow run {run_id}, registered as {tracking.MODEL_NAME} version {version}")
        if promote:
            registry.promote(client, version, data_dir)
            typer.echo(f"champion: version {version}")


def evaluate(
    logs: Logs,
    labels: Annotated[Path, typer.Option(help="labels.json of the history.")],
    context: ContextDir = None,
    source: Annotated[str | None, typer.Option(help="Read everything as this source.")] = None,
    budget: Budget = None,
    since: Annotated[
        str | None,
        typer.Option("--from", help="Judge from this time on (ISO 8601, UTC); default: the day of the first attack."),
    ] = None,
    model: Annotated[
        str, typer.Option(help="champion, none, null, random, or the directory of a saved model.")
    ] = "none",
    data_dir: DataDir = DEFAULT_DATA_DIR,
    json: Annotated[Path | None, typer.Option(help="Write the result here as JSON, too.")] = None,
) -> None:
    """Replay a labelled history and say which attacks were found, and at what price."""
    import msgspec

    from training.backtest import choose_detectors, replay
    from training.evaluate import as_text
    from training.evaluate import evaluate as judge
    from training.history import History
    from training.labels import read_labels
    from uba.context import load_context
    from uba.settings import Settings

    with _plainly("evaluate"):
        known = read_labels(labels)
        settings = Settings(budget_per_day=budget, findings_from=_since(since, known))
        detectors = choose_detectors(model, data_dir, settings.seed)
        evaluation = judge(replay(History(logs, source), load_context(context), settings, detectors), known)
        typer.echo(as_text(evaluation))
        if json is not None:
            json.write_bytes(msgspec.json.format(msgspec.json.encode(evaluation), indent=2) + b"\n")


def benchmark(
    out: Annotated[Path, typer.Option(help="Markdown file to write; with --rows, the page that has the marks.")],
    seeds: Annotated[str, typer.Option(help="Seeds, separated by commas.")] = "101,102,103,104,105",
    users: Annotated[int, typer.Option(min=3, help="People in each organisation.")] = 100,
    days: Annotated[int, typer.Option(min=2, help="Days of each history; attacks happen in the last third.")] = 21,
    budget: Budget = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="All sources and every technique row; attacks in the last two fifths.")
    ] = False,
    histories: Annotated[
        Path | None, typer.Option(help="Keep the simulated histories here, and use those that are there.")
    ] = None,
) -> None:
    """Simulate organisations, replay and judge them, and write the table of detection quality."""
    from training.benchmark import benchmark as run
    from training.benchmark_page import page
    from training.row_page import renewed

    with _plainly("benchmark"):
        try:
            numbers = [int(seed) for seed in seeds.split(",")]
        except ValueError:
            raise ConfigError(f"--seeds {seeds}: expected whole numbers separated by commas, as in 101,102") from None
        before = out.read_text(encoding="utf-8") if rows else ""
        judged: dict[int, Evaluation] = {}

        def note(seed: int, evaluation: Evaluation) -> None:
            """Write the page with the seeds that are done: what is stopped halfway says what it has."""
            judged[seed] = evaluation
            typer.echo(f"seed {seed}: {evaluation.found} attacks found")
            done = ",".join(map(str, judged))
            command = (
                f"uba benchmark{' --rows' if rows else ''} --seeds {done} --users {users} --days {days} --out {out}"
            )
            if budget is not None:
                command += f" --budget {budget:g}"
            several = "s" if len(judged) > 1 else ""
            setup = f"{len(judged)} simulated organisation{several} of {users} people over {days} days."
            out.parent.mkdir(parents=True, exist_ok=True)
            text = renewed(before, judged, command, setup) if rows else page(judged, command, setup)
            out.write_text(text, encoding="utf-8")

        run(numbers, users, days, budget, note, rows=rows, histories=histories)
        typer.echo(f"written: {out}")


@models_app.command("list")
def list_models(data_dir: DataDir = DEFAULT_DATA_DIR, tracking_uri: TrackingUri = None) -> None:
    """List the registered versions, newest first."""
    from training import registry, tracking

    with _plainly("models list"):
        listed = registry.versions(tracking.connect(data_dir, tracking_uri))
        for version in listed:
            made = datetime.fromtimestamp(version.created_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
            mark = "champion" if version.is_champion else ""
            typer.echo(f"{version.version:>5}  {made}  run {version.run_id}  {mark}".rstrip())
        if not listed:
            typer.echo("no models yet: `uba train LOGS…` makes one")


@models_app.command("promote")
def promote_model(version: str, data_dir: DataDir = DEFAULT_DATA_DIR, tracking_uri: TrackingUri = None) -> None:
    """Make a version the champion, here and in the registry."""
    from training import registry, tracking

    with _plainly("models promote"):
        registry.promote(tracking.connect(data_dir, tracking_uri), version, data_dir)
        typer.echo(f"champion: version {version}")


@models_app.command("rollback")
def rollback_model(data_dir: DataDir = DEFAULT_DATA_DIR, tracking_uri: TrackingUri = None) -> None:
    """Make the champion before this one the champion again."""
    from training import registry, tracking

    with _plainly("models rollback"):
        typer.echo(f"champion: version {registry.rollback(tracking.connect(data_dir, tracking_uri), data_dir)}")


def _since(text: str | None, labels: Labels) -> int:
    from training.backtest import first_labelled_midnight
    from uba.commands.replay import moment

    return first_labelled_midnight(labels) if text is None else moment(text)
