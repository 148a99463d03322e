"""A frozen decision, made again: the engine of that moment comes back from snapshot and journal and decides anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from serve import codec, setups, snapshots, transaction
from serve.engines import Engines
from serve.playback import Playback
from serve.store import decisions, findings, journal
from serve.store.database import Store
from uba.errors import ConfigError, StateError

if TYPE_CHECKING:
    from uba.engine import Engine


class Recomputation(msgspec.Struct, frozen=True, kw_only=True):
    """A decision made again, and from what.

    Attributes
    ----------
    snapshot_seq
        The journal entry the snapshot covers; None where none was left and the engine began with nothing.
    events
        Events replayed between snapshot and the event's own entry.
    """

    body: bytes
    snapshot_seq: int | None
    events: int


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered for an event, and what comes out when it is decided again.

    Attributes
    ----------
    seq
        The event's journal entry.
    finding
        The finding it entered, as it is now; None for none.
    obstacle
        Why it could not be decided again; empty where it was.
    """

    uid: str
    seq: int
    frozen: bytes
    finding: bytes | None
    recomputed: Recomputation | None
    obstacle: str = ""

    @property
    def agrees(self) -> bool:
        """Tell whether both are equal to the byte."""
        return self.recomputed is not None and self.recomputed.body == self.frozen


def explain(data_dir: Path, store: Store, engines: Engines, uid: str) -> Explanation:
    """Decide an event again as the service did; changes nothing, and a service may be running meanwhile.

    Raises
    ------
    uba.errors.ConfigError
        No event of this uid was scored.
    """
    with store.read() as connection:
        place = decisions.place(connection, uid) if "\0" not in uid else None
        if place is None:
            raise ConfigError(
                f"no event with uid {uid!r} was scored here, expected the uid of a result of POST /v1/score: check "
                "uid and --data-dir"
            )
        frozen, seq = place
        finding_uid = msgspec.json.decode(frozen, type=_Entered).finding_uid
        finding = findings.get(connection, finding_uid) if finding_uid else None
    recomputed, obstacle = None, ""
    try:
        recomputed = _recompute(data_dir, store, engines, uid, seq)
    except StateError as error:
        obstacle = str(error)
    return Explanation(uid=uid, seq=seq, frozen=frozen, finding=finding, recomputed=recomputed, obstacle=obstacle)


class _Entered(msgspec.Struct, frozen=True):
    finding_uid: str | None = None


def _recompute(data_dir: Path, store: Store, engines: Engines, uid: str, seq: int) -> Recomputation:
    with store.read() as connection:
        entry = journal.get(connection, seq)
        head = journal.head(connection)
    if entry is None:
        raise StateError(f"journal entry {seq}, which has the event, was pruned: the frozen decision is all there is")
    playback = Playback(store, engines, setups.read_notes(snapshots.directory(data_dir)))
    found = snapshots.newest_good(data_dir, playback.engines_behind, head, below=seq)
    start, engine = found or (0, _from_nothing(data_dir, playback.engines_behind(0)))
    with store.read() as connection:
        missing = decisions.without_entry(connection, start, seq)
    if missing is not None:
        raise StateError(
            f"journal entry {missing} was pruned and no snapshot covers it (the newest one before the event covers "
            f"{start}): the frozen decision is all there is"
        )
    engine, events = playback.play(engine, start, seq - 1)
    decided = codec.unpack_events(entry.seq, entry.body)
    batch = engine.process(decided)
    place = next((i for i, event in enumerate(decided) if event.uid == uid), None)
    if place is None:
        raise StateError(f"journal entry {seq} does not hold the event, expected that it does: restore the database")
    return Recomputation(
        body=transaction.body_of(batch, place, decided[place]),
        snapshot_seq=found[0] if found else None,
        events=events,
    )


def _from_nothing(data_dir: Path, engines: Engines) -> Engine:
    """Make the engine a journal without a beginning starts with: empty, with the settings of the oldest snapshot."""
    oldest = snapshots.oldest_good(data_dir, engines)
    return engines.fresh(oldest.settings if oldest is not None else None)
