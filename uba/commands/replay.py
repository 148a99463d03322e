"""`uba replay`: logs through the engine, findings and scores out."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uba.errors import ConfigError, UBAError

if TYPE_CHECKING:
    from uba.engine import Engine
    from uba.replay import ReplaySummary
    from uba.settings import Settings

_BATCH = 20_000


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("replay")(replay)


def replay(
    logs: Annotated[
        list[Path] | None, typer.Argument(help="Files or directories; .gz and .zst are read as they are.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Directory for findings.ndjson, scores.parquet, rejected.ndjson, summary.json.")
    ] = None,
    context: Annotated[Path | None, typer.Option(help="Directory with directory.csv, networks.csv ...")] = None,
    source: Annotated[str | None, typer.Option(help="Read everything as this source.")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="Findings only from this time on (ISO 8601, UTC).")
    ] = None,
    budget: Annotated[float | None, typer.Option(help="Findings a day expected when nothing is wrong.")] = None,
    team_budget: Annotated[
        list[str] | None,
        typer.Option(metavar="TEAM=N", help="The same for one department, as Finance=0.5; may be given several times."),
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Use the champion model found here.")] = None,
    save_state: Annotated[
        bool, typer.Option(help="Leave what was learned in the data directory, for the service to start from.")
    ] = False,
    lateness_hours: Annotated[int, typer.Option(min=0, max=34, help="How late records may come.")] = 24,
    timezone: Annotated[str, typer.Option(help="IANA zone of whoever has none in the directory.")] = "UTC",
    entities: Annotated[int | None, typer.Option(help="Users, addresses, ... remembered, each kind apart.")] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Events at a time; changes no result.")] = _BATCH,
    mappings: Annotated[Path | None, typer.Option(help="Directory of your own mapping files (*.yaml).")] = None,
    rules: Annotated[Path | None, typer.Option(help="Directory of your own Sigma rules (*.yml).")] = None,
    explain: Annotated[
        str | None,
        typer.Option(metavar="UID", help="Decide this event of the service in --data-dir again, and say why."),
    ] = None,
    database_url: Annotated[
        str | None, typer.Option(envvar="UBA_DATABASE_URL", help="PostgreSQL URL of the service; for --explain.")
    ] = None,
) -> None:
    """Replay logs in event time, learning as it goes."""
    if explain is not None:
        raise typer.Exit(_explain(explain, logs, data_dir, context, database_url))
    try:
        if not logs or out is None:
            raise ConfigError("a replay needs LOGS and --out: files or directories to read, a directory for results")
        if save_state and data_dir is None:
            raise ConfigError("--save-state needs --data-dir: the directory the service will use")
        settings = _settings(budget, team_budget or (), lateness_hours, timezone, from_, entities)
        engine = engine_for(settings, context, data_dir, rules)
        summary = run(engine, logs, out, source, batch_size, mappings)
        if save_state and data_dir is not None:
            _save(engine, data_dir)
    except UBAError as error:
        typer.echo(f"uba replay: {error}", err=True)
        raise typer.Exit(2) from None
    except OSError as error:
        place = error.filename or out
        typer.echo(f"uba replay: {place}: {error.strerror or error}; nothing was changed in {out}", err=True)
        raise typer.Exit(2) from None
    _print(summary, out)
    raise typer.Exit(0 if summary.events else 1)


def _settings(
    budget: float | None, teams: Sequence[str], lateness_hours: int, timezone: str, since: str | None, most: int | None
) -> Settings:
    """What the options ask of the engine."""
    from uba.decide.teams import parse
    from uba.settings import Settings

    return Settings(
        budget_per_day=budget,
        team_budgets=parse(teams),
        lateness_hours=lateness_hours,
        timezone=_zone(timezone),
        findings_from=moment(since) if since else 0,
        entities_per_kind=most,
    )


def _save(engine: Engine, data_dir: Path) -> None:
    """Leave what was learned where the service begins."""
    from uba.state.files import write_snapshot

    write_snapshot(data_dir / "state", 0, engine.snapshot())


def _explain(
    uid: str, logs: list[Path] | None, data_dir: Path | None, context: Path | None, database_url: str | None
) -> int:
    """Print a decision of the service, made again; 0 when both are equal to the byte, 1 when not, 2 when unknown."""
    try:
        if data_dir is None or logs:
            raise ConfigError("--explain needs --data-dir, the service's directory, and no LOGS: it reads the journal")
        try:
            # By name: the service is not part of a library-only install.
            command = importlib.import_module("serve.explain.command")
        except ModuleNotFoundError as error:
            raise ConfigError("--explain needs the service, which is not installed: install from a clone") from error
        text, agrees = command.explained(uid, data_dir, context, database_url)
    except UBAError as error:
        typer.echo(f"uba replay: {error}", err=True)
        return 2
    typer.echo(text, nl=False)
    return 0 if agrees else 1


def engine_for(settings: Any, context: Path | None, data_dir: Path | None, rules: Path | None = None) -> Engine:
    """An engine with the context of a directory, the champion of a data directory and all indicators.

    Raises
    ------
    UBAError
        The champion, the rules' directory or a team budget cannot be used. A rule that cannot is reported and left out.
    """
    from uba.context import load_context
    from uba.decide.teams import check
    from uba.engine import Engine
    from uba.features import vector_schema
    from uba.indicators import rules_with
    from uba.kinds import ENTITY_KINDS

    known = load_context(context)
    check(settings.team_budgets, known)
    indicators, problems = rules_with(rules)
    for problem in problems:
        typer.echo(f"uba: rule left out: {problem}", err=True)
    schema = {kind: vector_schema(kind) for kind in ENTITY_KINDS}
    try:
        # By name: the engine's package does not depend on the models', which a library-only install lacks.
        models = importlib.import_module("models.champion")
    except ModuleNotFoundError:
        typer.echo("uba: no models installed; scoring with baselines alone", err=True)
        return Engine(known, settings, rules=indicators)
    champion = models.load_champion(data_dir, schema) if data_dir is not None else None
    if champion is None:
        typer.echo("uba: no champion model; scoring with baselines and online models alone", err=True)
    detectors = models.line_up(ENTITY_KINDS, schema, settings.seed, champion)
    return Engine(known, settings, detectors, rules=indicators)


def run(
    engine: Engine,
    logs: list[Path],
    out: Path,
    source: str | None = None,
    batch_size: int = _BATCH,
    mappings: Path | None = None,
) -> ReplaySummary:
    """Replay logs through an engine into a directory.

    Raises
    ------
    ConfigError
        A path or a mapping file cannot be used.
    """
    from uba.merge import batches, read_merged
    from uba.replay import Replay
    from uba.sources import with_mappings

    return Replay(engine, out).run(batches(read_merged(logs, source, with_mappings(mappings)), batch_size))


def moment(text: str) -> int:
    """Milliseconds since the epoch of an ISO 8601 time; UTC where it has no zone.

    Raises
    ------
    ConfigError
        Not a time.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"--from {text!r} is no time; write it like 2026-03-09 or 2026-03-09T08:00:00+01:00"
        ) from error
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp() * 1000)


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # `Europe` is a directory of the database
        raise ConfigError(f"--timezone {name!r} is no IANA time zone; write it like Europe/Berlin") from error


def _print(summary: ReplaySummary, out: Path) -> None:
    typer.echo(
        f"{summary.events} events ({summary.rejected} lines rejected, {summary.duplicates} duplicates, "
        f"{summary.late} late) in {summary.seconds:.1f} s: {summary.findings} findings; "
        f"asked {summary.budget_per_day:.3g} a day, realised {summary.realised_per_day:.3g}. Results in {out}"
    )
    for team in summary.teams:
        if team.asked_per_day is not None:
            typer.echo(f"{team.team}: asked {team.asked_per_day:.3g} a day, realised {team.realised_per_day:.3g}")
