"""The command `uba report`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serve.commands import DatabaseUrl, DataDir
from uba.errors import ConfigError, UBAError
from uba.settings import DEFAULT_DATA_DIR

if TYPE_CHECKING:
    from serve.report.report import Report
    from uba.engine import Engine


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
    """Report on a week from the newest snapshot and the stored findings; changes nothing.

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
    from uba.findings.ocsf import to_ocsf

    # No upper end: a finding's time is its last event's, which for one that goes on is after the week.
    stored, head = stored_findings(data_dir, database_url, Week.parse(week).start_ms)
    engine = newest_engine(data_dir, head)
    # What the service has stored is as new as the snapshot or newer; a replay leaves a snapshot alone.
    told: dict[str, dict[str, Any]] = {finding.uid: to_ocsf(finding) for finding in engine.findings.all()}
    for document in stored:
        finding = msgspec.json.decode(document)
        told[finding["finding_info"]["uid"]] = finding
    return weekly_report(list(told.values()), engine.statistics(), week)


def stored_findings(data_dir: Path, database_url: str | None, since_ms: int) -> tuple[list[bytes], int]:
    """Read the findings with events since a time, and the last journal entry; no database is no findings."""
    from serve.store import findings, journal, open_store
    from serve.store.database import FILE_NAME

    if database_url is None and not (data_dir / FILE_NAME).is_file():
        return [], 0
    store = open_store(data_dir, database_url)
    try:
        with store.read() as connection:
            return findings.every(connection, findings.FindingFilter(since=since_ms)), journal.head(connection)
    finally:
        store.close()


def newest_engine(data_dir: Path, head: int) -> Engine:
    """Restore the newest snapshot; say so on stderr when the journal has gone on since.

    Raises
    ------
    uba.errors.ConfigError
        There is no snapshot that can be read.
    """
    from serve import logs, snapshots
    from serve.engines import ConfiguredEngines
    from uba.context import load_context
    from uba.settings import Settings

    logs.configure()
    context = data_dir / "context"
    engines = ConfiguredEngines(data_dir, load_context(context if context.is_dir() else None), Settings())
    found = snapshots.newest_good(data_dir, lambda _seq: engines, head)
    if found is None:
        raise ConfigError(
            f"there is no snapshot in {snapshots.directory(data_dir)}, expected the state of `uba serve` or of "
            "`uba replay --save-state`: name their directory with --data-dir"
        )
    seq, engine = found
    if seq < head:
        typer.echo(
            f"note: counts are as of journal entry {seq} of {head}; a running service has them to the moment: "
            "GET /v1/report/weekly",
            err=True,
        )
    return engine


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
