"""Entries are put on disk by a thread of its own, while the engine already decides on what is in them.

Where one event waits for its answer, the disk and the engine take about as long as each other. The journal is what
must be on disk before the answer leaves: decisions and findings follow from it, are written behind it, and are made
again by `serve.recovery` where a crash came between.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from sqlalchemy import Connection

from serve.store import journal


class Entry(NamedTuple):
    """An entry on its way to the disk; `on_disk` is done when it is there, or has failed."""

    seq: int
    on_disk: Future[None]


class Journaling:
    """Appends entries in the background, one after the other."""

    def __init__(self) -> None:
        self._disk = ThreadPoolExecutor(1, "journal")

    def append(self, connection: Connection, kind: str, body: bytes, time_ms: int) -> Entry:
        """Append an entry in the open transaction of `connection`, and commit both in the background.

        The connection must not be used any more: it is given back when the commit is done.
        """
        seq = journal.append(connection, kind, body, time_ms)
        return Entry(seq, self._disk.submit(_commit, connection))

    def close(self) -> None:
        """Finish what is on its way."""
        self._disk.shutdown()


def _commit(connection: Connection) -> None:
    with connection:
        connection.commit()
