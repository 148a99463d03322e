"""The command `uba report`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serve.commands import DEFAULT_DATA_DIR, DatabaseUrl, DataDir
from uba.errors import ConfigError, UBAError

if TYPE_CHECKING:
    from serve.report.report import Report
    from serve.store import Store
    from uba.statistics import Statistics


class Format(StrEnum):
    """What the report is written as."""

    HTML = "html"
    MD = "md"
    JSON = "json"
    PDF = "pdf"


def register(app: typer.Typer) -> None:
    """Add the command to `uba`."""
    app.command("report")(report)


def report(
    week: Annotated[str, typer.Option(help="ISO week, as in 2026-W47.")],
    form: Annotated[Format, typer.Option("--format", help="PDF needs Chromium.")] = Format.HTML,
    out: Annotated[Path | None, typer.Option(help="File to write; standard output when left out.")] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    database_url: DatabaseUrl = None,
) -> None:
    """Write the weekly report: findings against budget, who is at risk and why, what went quiet."""
    try:
        if form is Format.PDF and out is None and sys.stdout.isatty():
            raise ConfigError("a PDF cannot be shown on a terminal: give --out FILE")
        write(render(make(week, data_dir, database_url), form), out)
    except UBAError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


def make(week: str, data_dir: Path, database_url: str | None) -> Report:
    """Report on a week from the stored findings and the newest snapshot; changes nothing.

    Raises
    ------
    uba.errors.ConfigError
        The week cannot be read, or there is nothing in the data directory.
    uba.errors.StateError
        The database or the snapshot is damaged.
    """
    import msgspec

    from serve.report import weekly_report
    from serve.report.week import Week
    from serve.store import findings, open_store

    until = Week.parse(week).end_ms
    if database_url is None and not (data_dir / "uba.db").is_file():
        raise ConfigError(f"there is no database in {data_dir}: name the service's directory with --data-dir")
    store = open_store(data_dir, database_url)
    try:
        with store.read() as connection:
            documents = findings.every(connection, findings.FindingFilter(until=until))
        statistics = newest_statistics(data_dir, store)
    finally:
        store.close()
    told: list[dict[str, Any]] = [msgspec.json.decode(document) for document in documents]
    return weekly_report(told, statistics, week)


def newest_statistics(data_dir: Path, store: Store) -> Statistics:
    """Return the engine's statistics as of the newest snapshot; say so on stderr when the journal has gone on since.

    Raises
    ------
    uba.errors.ConfigError
        There is no snapshot that can be read.
    """
    from serve import snapshots
    from serve.engines import ConfiguredEngines
    from serve.store import journal
    from uba.context import load_context
    from uba.settings import Settings

    context = data_dir / "context"
    engines = ConfiguredEngines(data_dir, load_context(context if context.is_dir() else None), Settings())
    with store.read() as connection:
        head = journal.head(connection)
    found = snapshots.newest_good(data_dir, engines, head)
    if found is None:
        raise ConfigError(
            f"there is no snapshot in {snapshots.directory(data_dir)}: start `uba serve` once on {data_dir}"
        )
    seq, engine = found
    if seq < head:
        typer.echo(
            f"note: counts are as of journal entry {seq} of {head}; a running service has them to the moment: "
            "GET /v1/report/weekly",
            err=True,
        )
    return engine.statistics()


def render(report: Report, form: Format) -> bytes:
    """Write a report in one of its forms."""
    match form:
        case Format.HTML:
            return report.html().encode()
        case Format.MD:
            return report.markdown().encode()
        case Format.JSON:
            return report.json()
        case Format.PDF:
            return report.pdf()


def write(body: bytes, out: Path | None) -> None:
    """Put a report into a file, whole or not at all, or on standard output.

    Raises
    ------
    uba.errors.ConfigError
        The file cannot be written.
    """
    if out is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    temporary = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(body)
        temporary.replace(out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ConfigError(f"{out} cannot be written ({error.strerror}): name another file with --out") from error
    typer.echo(f"wrote {out}", err=True)
