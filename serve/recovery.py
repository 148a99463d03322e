"""The way back to the engine the journal describes: newest good snapshot, then the entries behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import structlog

from serve import setups, snapshots, transaction
from serve.engines import Engines
from serve.playback import Playback
from serve.store import journal
from serve.store.database import Store
from uba.errors import StateError

if TYPE_CHECKING:
    from uba.engine import Engine

log = structlog.get_logger("serve.recovery")


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
    state = snapshots.directory(data_dir)
    playback = Playback(store, engines, setups.read_notes(state))
    found = snapshots.newest_good(data_dir, playback.engines_behind, head)
    if found is None:
        found = (0, _begin(data_dir, engines, head))
    start, engine = found
    engine, replayed = playback.play(engine, start, head)
    if playback.engines_behind(head) is not engines:  # set up otherwise than until now
        engine = engines.restore(engine.snapshot())
    engines.keep()
    setups.note(state, head, engines.setup)
    added = transaction.add_missing_findings(store, engine, head)
    log.info("engine recovered", snapshot_seq=start, journal_seq=head, replayed=replayed, findings_added=added)
    return Recovered(engine, head, start, replayed)


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
