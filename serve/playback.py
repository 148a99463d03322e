"""Playing the journal: an engine is taken through entries again, each under the setup it was judged with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from serve import codec, transaction
from serve.engines import Engines
from serve.setups import SetupNote, setup_behind
from serve.store import journal
from serve.store.database import Store
from serve.store.journal import Entry

if TYPE_CHECKING:
    from uba.engine import Engine
    from uba.events import Event

_BATCH = 20_000
"""Events replayed at once; decisions do not depend on how events are cut into batches."""


class Playback:
    """Takes engines through the journal.

    Parameters
    ----------
    engines
        Today's.
    notes
        Which setup the entries were judged with; where nothing is noted, it is taken for today's.
    """

    def __init__(self, store: Store, engines: Engines, notes: Sequence[SetupNote]) -> None:
        self._store = store
        self._engines = engines
        self._notes = notes

    def engines_behind(self, seq: int) -> Engines:
        """Give the engines that judged what came behind entry `seq`."""
        setup = setup_behind(self._notes, seq)
        return self._engines if setup is None else self._engines.under(setup)

    def play(self, engine: Engine, after: int, last: int) -> tuple[Engine, int]:
        """Take an engine through the entries behind `after`, up to and with `last`.

        Returns
        -------
        tuple
            The engine as it stood before the entry behind `last` (another one when the setup changed on the way), and
            how many events it was taken through.

        Raises
        ------
        uba.errors.StateError
            An entry is damaged.
        """
        changes = [known.seq for known in self._notes if after < known.seq <= last]
        replayed = 0
        waiting: list[Event] = []
        for entry in self._entries(after, last):
            if waiting and (changes or entry.kind != journal.EVENTS or len(waiting) >= _BATCH):
                engine.process(waiting)
                replayed, waiting = replayed + len(waiting), []
            engine = self._switched(engine, changes, entry.seq - 1)
            if entry.kind == journal.EVENTS:
                waiting += codec.unpack_events(entry.seq, entry.body)
            else:
                transaction.apply_verdict(engine, codec.unpack_verdict(entry.seq, entry.body))
        if waiting:
            engine.process(waiting)
        return self._switched(engine, changes, last), replayed + len(waiting)

    def _switched(self, engine: Engine, changes: list[int], seq: int) -> Engine:
        """Give the engine as it is behind entry `seq`, and strike the changes that led there off the list."""
        passed = [change for change in changes if change <= seq]
        if not passed:
            return engine
        del changes[: len(passed)]
        return self.engines_behind(passed[-1]).restore(engine.snapshot())

    def _entries(self, after: int, last: int) -> Iterator[Entry]:
        with self._store.read() as connection:
            for entry in journal.after(connection, after):
                if entry.seq > last:
                    return
                yield entry
