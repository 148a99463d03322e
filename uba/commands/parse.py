"""`uba parse`: logs in, normalised OCSF events out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from uba.context import Context
from uba.errors import ConfigError
from uba.events import Event
from uba.ocsf import to_ocsf
from uba.reader import Rejected, read_events
from uba.sources import with_mappings


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("parse")(parse)


def parse(
    logs: Annotated[list[Path], typer.Argument(help="Files or directories; .gz and .zst are read as they are.")],
    source: Annotated[str | None, typer.Option(help="Read everything as this source.")] = None,
    context: Annotated[
        Path | None, typer.Option(help="Context directory: names of users, AS and country of addresses.")
    ] = None,
    mappings: Annotated[Path | None, typer.Option(help="Directory of your own mapping files (*.yaml).")] = None,
) -> None:
    """Write normalised OCSF events as NDJSON; what cannot be read goes to standard error, as NDJSON too."""
    try:
        known = _load(context)
        parsed = _write(read_events(logs, source, with_mappings(mappings)), known)
    except ConfigError as error:
        typer.echo(f"uba parse: {error}", err=True)
        raise typer.Exit(2) from None
    except BrokenPipeError:  # `uba parse ... | head`: the reader has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    raise typer.Exit(0 if parsed else 1)


def _load(folder: Path | None) -> Context | None:
    if folder is None:
        return None
    known, errors = Context.load(folder)
    for error in errors:
        typer.echo(f"uba parse: context: {error}", err=True)
    return known


def _write(items: Iterable[Event | Rejected], known: Context | None) -> int:
    """Write events to standard output and rejections to standard error; give the number of events."""
    encoder = msgspec.json.Encoder()
    out, err = sys.stdout.buffer, sys.stderr.buffer
    parsed = 0
    for item in items:
        if isinstance(item, Rejected):
            err.write(encoder.encode(item) + b"\n")
            continue
        if known is not None:
            item = _enriched(item, known)
        out.write(encoder.encode(to_ocsf(item)) + b"\n")
        parsed += 1
    out.flush()
    err.flush()
    return parsed


def _enriched(event: Event, known: Context) -> Event:
    """Users by their canonical names; system and country of the address where the record says neither."""
    network = known.network(event.src_ip) if event.src_ip else None
    return msgspec.structs.replace(
        event,
        actor_user_name=known.canonical(event.actor_user_name),
        user_name=known.canonical(event.user_name),
        src_asn=event.src_asn or (network.asn if network is not None else 0),
        src_country=event.src_country or (network.country if network is not None else ""),
    )
