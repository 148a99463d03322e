"""`uba coverage`: each technique row, what detects it, what it needs and what was seen."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from uba.errors import ConfigError, UBAError
from uba.settings import DEFAULT_DATA_DIR

if TYPE_CHECKING:
    from rich.table import Table

    from uba.attack.coverage import Coverage, RowCoverage
    from uba.attack.sighting import Seen
    from uba.events import Event
    from uba.indicators import Rule
    from uba.reader import Rejected

_BATCH = 20_000
_COLOURS = {"live": "green", "degraded": "yellow", "blind": "red"}
_MARKS = {"full": "", "partial": " (partial)", "proxy-only": " (proxy)"}


class Format(StrEnum):
    """What coverage is written as."""

    TABLE = "table"
    JSON = "json"
    NAVIGATOR = "navigator"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("coverage")(coverage)


def coverage(
    logs: Annotated[
        list[Path] | None, typer.Argument(help="Files or directories: judge by them, not by a data directory.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="navigator is a layer of the ATT&CK Navigator.")
    ] = Format.TABLE,
    data_dir: Annotated[Path | None, typer.Option(help="Data directory of `uba serve` or `uba replay`.")] = None,
    source: Annotated[str | None, typer.Option(help="Read all logs as this source.")] = None,
    mappings: Annotated[Path | None, typer.Option(help="Directory of your own mapping files (*.yaml).")] = None,
    rules: Annotated[Path | None, typer.Option(help="Directory of your own Sigma rules (*.yml).")] = None,
) -> None:
    """Show which techniques are watched: live, degraded (what is missing) or blind."""
    from uba.attack.coverage import coverage as judged

    try:
        seen = _seen(logs or [], data_dir, source, mappings)
        text = _written(judged(seen, _rules(rules)), form)
    except UBAError as error:
        typer.echo(f"uba coverage: {error}", err=True)
        raise typer.Exit(2) from None
    if text is not None:
        typer.echo(text)
    raise typer.Exit(1 if logs and seen.now_ms < 0 else 0)


def _rules(directory: Path | None) -> tuple[Rule, ...]:
    """The rules that come with the program and those of a directory; says on stderr which of these are left out."""
    from uba.indicators import rules_with

    found, problems = rules_with(directory)
    for problem in problems:
        typer.echo(f"note: rule left out: {problem}", err=True)
    return found.rules


def _seen(logs: list[Path], data_dir: Path | None, source: str | None, mappings: Path | None) -> Seen:
    """What logs or, without any, a data directory let see.

    Raises
    ------
    ConfigError
        A path cannot be used, or there is no state in a directory that was named.
    """
    if logs:
        if data_dir is not None:
            raise ConfigError("logs and --data-dir were both given: expected one of them")
        from uba.reader import read_events
        from uba.sources import with_mappings

        return seen_in_logs(read_events(logs, source, with_mappings(mappings)))
    from uba.attack.sighting import Seen
    from uba.attack.stored import seen_in

    found = seen_in(data_dir or DEFAULT_DATA_DIR)
    if found is not None:
        return found
    if data_dir is not None:
        raise ConfigError(
            f"there is no snapshot in {data_dir / 'state'}, expected the state of `uba serve` or of "
            "`uba replay --save-state`: name their directory with --data-dir, or name logs"
        )
    typer.echo("note: neither logs nor state to judge by: this is what would be needed", err=True)
    return Seen()


def seen_in_logs(items: Iterable[Event | Rejected]) -> Seen:
    """What records let see, in any order; says on stderr how many could not be read."""
    from uba.attack.seen import SeenRows
    from uba.batch import EventBatch
    from uba.context import Context
    from uba.events import Event
    from uba.identity import Identity
    from uba.state.hashing import Hasher

    rows, identity, hasher = SeenRows(), Identity(Context(), "UTC"), Hasher()
    rejected = 0
    stream = iter(items)
    while taken := list(islice(stream, _BATCH)):
        events = [item for item in taken if isinstance(item, Event)]
        rejected += len(taken) - len(events)
        rows.observe(EventBatch(events, identity, hasher))
    if rejected:
        typer.echo(f"note: {rejected} records could not be read; `uba parse` says why", err=True)
    return rows.seen()


def _written(judged: Coverage, form: Format) -> str | None:
    """Write coverage in a form; a table goes to the terminal itself, which knows its width."""
    match form:
        case Format.JSON:
            return msgspec.json.format(msgspec.json.encode(judged)).decode()
        case Format.NAVIGATOR:
            from uba.attack.layer import layer_of

            return msgspec.json.format(msgspec.json.encode(layer_of(judged))).decode()
        case Format.TABLE:
            from rich.console import Console

            console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
            console.print(table(judged))
            console.print(_summary(judged))
            return None


def table(judged: Coverage) -> Table:
    """One line or more a row, readable in 120 columns."""
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    drawn.add_column("Technique", no_wrap=True)
    drawn.add_column("Name", width=23)
    drawn.add_column("Status", no_wrap=True)
    drawn.add_column("Detections", justify="right", no_wrap=True)
    drawn.add_column("Needs (+ seen, - missing)", ratio=1)
    drawn.add_column("Last event", no_wrap=True)
    for row in judged.rows:
        drawn.add_row(*_cells(row))
    return drawn


def _cells(row: RowCoverage) -> list[str]:
    status = f"[{_COLOURS[row.status.value]}]{row.status.value}[/]{_MARKS[row.honesty]}"
    return [
        row.technique,
        row.name,
        status,
        str(sum(detection.role.value == "detects" for detection in row.detections)),
        "\n".join(_needs(row)),
        row.last_event[:16].replace("T", " ") if row.last_event else "never",
    ]


def _needs(row: RowCoverage) -> list[str]:
    """What is needed, each on a line: met by which sources, or missing."""
    met = [need.footprint for need in row.needs if need.is_met]
    by = {name: [found.source for found in row.seen if found.footprint == name] for name in met}
    return [*(f"+ {name}: {', '.join(sources)}" for name, sources in by.items()), *(f"- {gap}" for gap in row.missing)]


def _summary(judged: Coverage) -> str:
    counts = ", ".join(f"{count} {status}" for status, count in judged.counts.items())
    until = f"Event time {judged.time[:16].replace('T', ' ')}" if judged.time else "Nothing was seen"
    return f"{len(judged.rows)} rows: {counts}. {until}."
