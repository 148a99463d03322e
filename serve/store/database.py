"""Opening the database: SQLite by default, PostgreSQL by URL, brought to the current tables first."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from uba.errors import ConfigError, StateError

FILE_NAME = "uba.db"
"""SQLite file in the data directory."""

_CHECKED_WHOLE = 256 * 2**20
"""A larger SQLite file is only checked where it is read: a full check would hold up the start."""

WAL_PAGES = 16_000
"""Pages (4 KiB each) of write-ahead log at which a commit carries it over itself; see `serve.store.checkpoints`."""

_CACHE_KIB = 16 * 1024
"""Of each connection: uids come in no order, and each finds its place in the index."""

_WRITER_LOCK = 0x75_62_61
"""PostgreSQL advisory lock of the one process that scores into this database."""


class Store:
    """One open database; safe to use from many threads, written by one process.

    Attributes
    ----------
    engine
        SQLAlchemy's engine, for reads that need more than the modules beside this one.
    """

    def __init__(self, engine: Engine, behind: Engine | None = None) -> None:
        self.engine = engine
        self._behind = behind or engine
        self._claim: Connection | None = None

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database for as long as it is held."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are on disk when the block ends, or undone when it raises."""
        with self.engine.connect().execution_options(uba_writes=True) as connection, connection.begin():
            yield connection

    def begin(self) -> Connection:
        """Give a connection with a transaction that writes; whoever asked commits it, and gives the connection back."""
        connection = self.engine.connect().execution_options(uba_writes=True)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def write_behind(self) -> Iterator[Connection]:
        """Give a connection whose changes are seen when the block ends, and on disk with the next `write` at latest.

        They survive the end of this process; a power cut may take those of the last blocks, in reverse order.
        """
        with self._behind.connect().execution_options(uba_writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield connection

    def claim(self) -> None:
        """Make this process the only one that scores into the database (SQLite: the data directory's lock does it).

        Raises
        ------
        uba.errors.ConfigError
            Another process already does.
        """
        if self.engine.dialect.name != "postgresql":
            return
        self._claim = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not self._claim.execute(text(f"SELECT pg_try_advisory_lock({_WRITER_LOCK})")).scalar_one():
            self.close()
            raise ConfigError(
                "another `uba serve` is writing to this database; expected to be the only one: stop the other "
                "or give this one a database of its own"
            )

    def close(self) -> None:
        """Give all connections back."""
        if self._claim is not None:
            self._claim.close()
            self._claim = None
        self.engine.dispose()
        self._behind.dispose()


def open_store(data_dir: Path, url: str | None = None) -> Store:
    """Open the database and bring its tables up to date.

    Parameters
    ----------
    data_dir
        Where `uba.db` lives when no URL is given.
    url
        `postgresql://user:password@host/name`, or None.

    Raises
    ------
    uba.errors.ConfigError
        The URL cannot be used, the server does not answer, or the directory cannot be written.
    uba.errors.StateError
        The database is damaged, or was made by a newer version.
    """
    file = data_dir / FILE_NAME
    store = Store(_connect(url)) if url else Store(_open_sqlite(file, "FULL"), _open_sqlite(file, "NORMAL"))
    place = _without_password(url) if url else str(data_dir / FILE_NAME)
    try:
        if not url:
            _check_sqlite(store, data_dir / FILE_NAME)
        from serve.store.migrate import upgrade

        upgrade(store)
    except DatabaseError as error:
        store.close()
        raise _explained(place, error) from error
    except Exception:
        store.close()
        raise
    return store


def _explained(place: str, error: DatabaseError) -> ConfigError | StateError:
    cause = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    if "not a database" in cause or "malformed" in cause:
        return StateError(
            f"database {place} is damaged ({cause}), expected an intact one: restore it from a backup, or move it away"
        )
    return ConfigError(
        f"database {place} cannot be used ({cause}), expected one that answers and can be written: "
        "check the address, the rights and the space left"
    )


def _without_password(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _connect(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "the database URL cannot be read, expected postgresql://user:password@host:port/name: check --database-url"
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "postgresql":
        raise ConfigError(
            f"database {parsed.get_backend_name()!r} is not supported, expected a postgresql:// URL, "
            "or none for SQLite in the data directory: check --database-url"
        )
    try:
        return create_engine(parsed, pool_pre_ping=True, pool_size=8, connect_args={"connect_timeout": 10})
    except (NoSuchModuleError, ImportError) as error:
        raise ConfigError(f"no driver for {parsed.drivername}: install psycopg[binary]") from error


def _open_sqlite(path: Path, synchronous: str) -> Engine:
    """Open a file; `FULL` puts every commit on disk, `NORMAL` only the log's order, so that a later one carries it."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10}, pool_size=8)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `begin` below does
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at once: a read that later turns into a write could be refused in the middle.
        writes = connection.get_execution_options().get("uba_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _check_sqlite(store: Store, path: Path) -> None:
    if not path.exists():
        return
    if not os.access(path, os.W_OK):
        raise ConfigError(f"database {path} is read-only, expected one that can be written: give this user the right")
    if path.stat().st_size > _CHECKED_WHOLE:
        return
    with store.read() as connection:
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if verdict != "ok":
        raise StateError(
            f"database {path} is damaged ({verdict}), expected an intact one: restore it from a backup, or move it away"
        )
