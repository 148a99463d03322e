"""The way back to the engine the journal describes: newest good snapshot, then the entries behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import structlog
from sqlalchemy import Connection

from serve import codec, setups, snapshots, transaction
from serve.engines import Engines
from serve.playback import Playback
from serve.store import decisions, journal
from serve.store.database import Store
from uba.errors import StateError
from uba.events import Event

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
        undecided = _undecided(connection, head)
    state = snapshots.directory(data_dir)
    playback = Playback(store, engines, setups.read_notes(state))
    last = head - 1 if undecided else head
    found = snapshots.newest_good(data_dir, playback.engines_behind, head, below=last + 1)
    if found is None:
        found = (0, _begin(data_dir, engines, last))
    start, engine = found
    engine, replayed = playback.play(engine, start, last)
    if undecided:
        try:
            _decide(store, engine, undecided, head)
        except _Undecidable:
            return recover(data_dir, store, engines)
        replayed += len(undecided)
    if playback.engines_behind(head) is not engines:  # set up otherwise than until now
        engine = engines.restore(engine.snapshot())
    engines.keep()
    setups.note(state, head, engines.setup)
    added = transaction.add_missing_findings(store, engine, head)
    log.info("engine recovered", snapshot_seq=start, journal_seq=head, replayed=replayed, findings_added=added)
    return Recovered(engine, head, start, replayed)


class _Undecidable(Exception):
    """The last entry cannot be decided; nobody was answered, and it is gone from the journal."""


def _undecided(connection: Connection, head: int) -> list[Event]:
    """Events of the last entry, if a crash came before their decisions were stored; of earlier ones they are."""
    entry = journal.get(connection, head)
    if entry is None or entry.kind != journal.EVENTS:
        return []
    events = codec.unpack_events(entry.seq, entry.body)
    return [] if decisions.get(connection, events[0].uid) is not None else events


def _decide(store: Store, engine: Engine, events: list[Event], seq: int) -> None:
    """Decide the last entry's events as they were about to be decided, or take the entry back."""
    try:
        batch = engine.process(events)
        rows = transaction.decided(batch, events, seq)
    except Exception as error:
        log.error("the last journal entry cannot be decided and is taken back", journal_seq=seq, exc_info=error)
        with store.write() as connection:
            journal.remove(connection, seq)
        raise _Undecidable from error
    with store.write() as connection:
        transaction.keep(connection, batch, rows, seq)
    log.info("the last journal entry was decided again", journal_seq=seq, events=len(events))


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
