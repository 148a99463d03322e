"""The way back to the engine the journal describes: newest good snapshot, then the entries behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import structlog

from serve import codec, snapshots, transaction
from serve.engines import Engines
from serve.store import journal
from serve.store.database import Store
from uba.errors import StateError
from uba.events import Event

if TYPE_CHECKING:
    from uba.engine import Engine

log = structlog.get_logger("serve.recovery")

_BATCH = 20_000
"""Events replayed at once; decisions do not depend on how events are cut into batches."""


class Recovered(NamedTuple):
    """An engine whose state is exactly the journal's.

    Attributes
    ----------
    seq
        The last journal entry it has seen.
    snapshot_seq
        The entry the snapshot on disk covers.
    replayed
        Events replayed behind the snapshot.
    """

    engine: Engine
    seq: int
    snapshot_seq: int
    replayed: int


def recover(data_dir: Path, store: Store, engines: Engines) -> Recovered:
    """Bring back the engine, and store findings of a replayed state that the store lacks.

    Raises
    ------
    uba.errors.StateError
        The journal and the snapshots do not belong together, or an entry is damaged.
    sqlalchemy.exc.DBAPIError, OSError
        The database or the disk does not answer.
    """
    with store.read() as connection:
        head = journal.head(connection)
    found = snapshots.newest_good(data_dir, engines, head)
    if found is None:
        found = (0, _begin(data_dir, engines, head))
    start, engine = found
    seq, replayed = _replay(store, engine, start)
    added = transaction.add_missing_findings(store, engine, seq)
    log.info("engine recovered", snapshot_seq=start, journal_seq=seq, replayed=replayed, findings_added=added)
    return Recovered(engine, seq, start, replayed)


def _begin(data_dir: Path, engines: Engines, head: int) -> Engine:
    """Make a fresh engine; of a new journal it is kept as snapshot 0, because it holds the settings all else rests on.

    Raises
    ------
    uba.errors.StateError
        The journal has entries, so there was a snapshot 0, and now none can be read.
    """
    if head:
        raise StateError(
            f"the journal has entries up to {head} and no readable snapshot is in {snapshots.directory(data_dir)}, "
            "expected at least snapshot 0, the state the journal begins with: restore the directory from a backup, "
            "or move the whole data directory away to begin anew"
        )
    engine = engines.fresh()
    snapshots.write(data_dir, 0, engine.snapshot())
    return engine


def _replay(store: Store, engine: Engine, seq: int) -> tuple[int, int]:
    replayed = 0
    waiting: list[Event] = []
    with store.read() as connection:
        for entry in journal.after(connection, seq):
            if entry.kind == journal.EVENTS:
                waiting += codec.unpack_events(entry.seq, entry.body)
            if waiting and (entry.kind != journal.EVENTS or len(waiting) >= _BATCH):
                engine.process(waiting)
                replayed += len(waiting)
                waiting = []
            if entry.kind == journal.VERDICT:
                transaction.apply_verdict(engine, codec.unpack_verdict(entry.seq, entry.body))
            seq = entry.seq
    if waiting:
        engine.process(waiting)
        replayed += len(waiting)
    return seq, replayed
