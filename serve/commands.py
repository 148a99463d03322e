"""The commands of this package: `uba serve` and `uba keys`."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uba.errors import UBAError
from uba.settings import DEFAULT_DATA_DIR

if TYPE_CHECKING:
    from serve.store import Store

DataDir = Annotated[
    Path, typer.Option(envvar="UBA_DATA_DIR", help="Directory of everything the service keeps.", show_default=True)
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(envvar="UBA_DATABASE_URL", help="PostgreSQL URL; SQLite in the data directory when left out."),
]

keys = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to `uba`."""
    app.command("serve")(serve)
    app.add_typer(keys, name="keys")


def serve(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.", min=0, max=65535)] = 8080,
    context: Annotated[
        Path | None, typer.Option(help="Directory of context files; `context` in the data directory when left out.")
    ] = None,
    mappings: Annotated[Path | None, typer.Option(help="Directory of your own mapping files (*.yaml).")] = None,
    rules: Annotated[Path | None, typer.Option(help="Directory of your own Sigma rules (*.yml).")] = None,
    strict_rules: Annotated[bool, typer.Option(help="Do not start when one of your rules cannot be used.")] = False,
    database_url: DatabaseUrl = None,
    budget: Annotated[
        float | None,
        typer.Option(help="Findings a day when nothing is wrong; one per 1,000 users when left out.", min=0),
    ] = None,
    entities: Annotated[
        int | None,
        typer.Option(help="Users, addresses, ... remembered at once, each kind apart; 100,000 or more when left out."),
    ] = None,
    team_budget: Annotated[
        list[str] | None,
        typer.Option(metavar="TEAM=N", help="The same for one department, as Finance=0.5; may be given several times."),
    ] = None,
    snapshot_every: Annotated[int, typer.Option(help="Events between two snapshots.", min=1)] = 100_000,
    queue: Annotated[int, typer.Option(help="Events that may wait before requests get 503.", min=1)] = 200_000,
    rate: Annotated[float, typer.Option(help="Requests a second of one key before it gets 429.", min=0.01)] = 1000.0,
    max_body: Annotated[int, typer.Option(help="Bytes of a request's body, unpacked too.", min=1)] = 32 * 2**20,
) -> None:
    """Run the service: events in over HTTP, decisions and findings out."""
    with _errors_as_sentences():
        from serve.run import Options, run
        from uba.decide.teams import parse
        from uba.settings import Settings

        run(
            Options(
                host=host,
                port=port,
                data_dir=data_dir,
                context_dir=context,
                mappings_dir=mappings,
                rules_dir=rules,
                strict_rules=strict_rules,
                database_url=database_url,
                settings=Settings(
                    budget_per_day=budget,
                    entities_per_kind=entities,
                    team_budgets=parse(team_budget or ()),
                ),
                snapshot_every=snapshot_every,
                queue_limit=queue,
                rate=rate,
                body_limit=max_body,
            )
        )


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="What the key is for, as `siem-forwarder`.")],
    scope: Annotated[list[str], typer.Option(help="score, read, triage or admin; may be given several times.")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
    database_url: DatabaseUrl = None,
) -> None:
    """Make a key and print it; it is never shown again."""
    with _errors_as_sentences(), _store(data_dir, database_url) as store:
        from serve.keys import create

        typer.echo(create(store, name, scope, int(time.time() * 1000)))


@keys.command("list")
def list_keys(data_dir: DataDir = DEFAULT_DATA_DIR, database_url: DatabaseUrl = None) -> None:
    """List all keys: id, name, scopes, when made, when revoked."""
    with _errors_as_sentences(), _store(data_dir, database_url) as store:
        from rich.console import Console
        from rich.table import Table

        from serve.store import keys as table

        shown = Table("id", "name", "scopes", "created", "revoked")
        with store.read() as connection:
            for row in table.everything(connection):
                shown.add_row(row.id, row.name, row.scopes, _day(row.created), _day(row.revoked))
        Console().print(shown)


@keys.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `uba keys list` shows it.")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
    database_url: DatabaseUrl = None,
) -> None:
    """Revoke a key; a running service refuses it within seconds."""
    with _errors_as_sentences(), _store(data_dir, database_url) as store:
        from serve.store import keys as table
        from uba.errors import ConfigError

        with store.write() as connection:
            revoked = table.revoke(connection, key_id, int(time.time() * 1000))
        if not revoked:
            raise ConfigError(f"no valid key {key_id!r}, expected an id that `uba keys list` shows: check it")
        typer.echo(f"revoked {key_id}")


@contextlib.contextmanager
def _store(data_dir: Path, database_url: str | None) -> Iterator[Store]:
    from serve.data_dir import prepare
    from serve.store import open_store

    prepare(data_dir)
    store = open_store(data_dir, database_url)
    try:
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def _errors_as_sentences() -> Iterator[None]:
    """An error raised on purpose is a sentence on stderr and exit code 2, never a traceback."""
    try:
        yield
    except UBAError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


def _day(time_ms: int | None) -> str:
    return "" if time_ms is None else time.strftime("%Y-%m-%d %H:%M", time.gmtime(time_ms / 1000))
