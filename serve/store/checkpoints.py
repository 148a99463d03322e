"""SQLite's write-ahead log is carried into the database file by a thread of its own, not by whoever commits next."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import structlog
from sqlalchemy.exc import DBAPIError

from serve.store.database import Store

log = structlog.get_logger("serve.checkpoints")

_SECONDS = 10.0
"""Both carrying over and committing wait for the disk: not so often that one in a hundred commits meets it."""


@contextlib.contextmanager
def carried_over(store: Store, every: float = _SECONDS) -> Iterator[None]:
    """Carry the log over every so many seconds while the block runs; does nothing for other databases.

    Where it cannot keep up, the commit that makes the log `WAL_PAGES` long does it, as without this.
    """
    if store.engine.dialect.name != "sqlite":
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_work, args=(store, every, ended), name="checkpoints", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _work(store: Store, every: float, ended: threading.Event) -> None:
    while not ended.wait(every):
        try:
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        except DBAPIError as error:
            # Nothing is lost: the log has it, and is read as part of the database.
            log.warning("write-ahead log not carried over", error=str(error.orig))
