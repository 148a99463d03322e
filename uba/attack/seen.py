"""Notes which footprints come in: for each kind of record how many, and the event time of the newest.

An event is told by numbers first (source, class, activity, outcome): which records an event of such numbers can
belong to is worked out once and remembered. Only where records differ by code or log are those looked at. What is
kept are a count and a time for each kind of record the rows ask about, whatever the logs say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.attack.footprints import RECORDS
from uba.attack.records import Records
from uba.attack.sighting import Seen, Sighting
from uba.batch import EventBatch
from uba.events import Event
from uba.state.arrays import grown
from uba.state.hashing import Hasher, mix
from uba.state.table import KeyTable, slot_of

Numbers = NDArray[np.int64]

STORED_UNDER = "footprints"
"""Name of `SeenRows` in a snapshot: its arrays are `footprints.records`, `footprints.count`, ..."""
_REMEMBERED = 4_096
"""Texts of one kind of event whose meaning is remembered; when there are more, all are worked out anew."""
_KINDS = 4_096
"""Kinds of event, by their numbers, whose meaning is remembered."""
_SOURCE = attrgetter("source")
_NEVER, _UNKNOWN, _UNDECIDED = -1, -1, -2


class SeenRows:
    """Part of an engine's state: what was seen of each kind of record.

    Parameters
    ----------
    records
        What is looked for. Their order is no part of the state: it is stored by what the records say, so that a
        version with other records keeps what still applies.
    """

    def __init__(self, records: Sequence[Records] = RECORDS) -> None:
        self._records = tuple(records)
        self._newest: Numbers = np.full(1, _NEVER, dtype=np.int64)
        """Largest event time of an event that was in time: nothing is believed to be later."""
        self._groups = _Groups(self._records)
        self._count: Numbers = np.zeros(0, dtype=np.int64)
        self._last: Numbers = np.zeros(0, dtype=np.int64)
        self._before: list[tuple[int, int]] = [(0, _NEVER)] * len(records)
        """Count and newest time of each kind of record in the state that was restored."""

    def observe(self, batch: EventBatch, late: NDArray[np.bool_] | None = None) -> None:
        """Note the events of a batch, in arrival order; how a stream is cut into batches changes nothing.

        Parameters
        ----------
        late
            Events that came late or that the clock does not believe, shape (n,); None for none. They are counted,
            and never move the newest time ahead.
        """
        group = self._groups.of(batch)
        self._count = grown(self._count, len(self._groups))
        self._last = grown(self._last, len(self._groups), _NEVER)
        late = np.zeros(len(batch), dtype=np.bool_) if late is None else late
        _note(group, batch.time, late, self._newest, self._count, self._last)

    def seen(self, now_ms: int = _NEVER) -> Seen:
        """What was seen until `now_ms`, the engine's clock; without it, until the newest event."""
        now_ms = now_ms if now_ms >= 0 else int(self._newest[0])
        return Seen(
            now_ms,
            {
                records.key: Sighting(count, min(last, now_ms))
                for records, (count, last) in zip(self._records, self._totals(), strict=True)
                if last >= 0
            },
        )

    @property
    def nbytes(self) -> int:
        """Bytes of what is remembered."""
        return self._count.nbytes + self._last.nbytes + 16 * len(self._before)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Counts and times of the records that were seen, under the hashes of their keys."""
        totals = np.array(self._totals(), dtype=np.int64).reshape(-1, 2)
        met = np.flatnonzero(totals[:, 0])
        return {
            "records": self._hashes()[met],
            "count": totals[met, 0],
            "last": totals[met, 1],
            "newest": self._newest.copy(),
        }

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`; what is about records that are no more is dropped, new ones begin at nothing."""
        stored = {
            int(key): (int(count), int(last))
            for key, count, last in zip(state["records"], state["count"], state["last"], strict=True)
        }
        self._before = [stored.get(int(key), (0, _NEVER)) for key in self._hashes()]
        self._newest = state["newest"].astype(np.int64)
        self._count[:], self._last[:] = 0, _NEVER

    def _totals(self) -> list[tuple[int, int]]:
        """Count and newest time of each kind of record, in their order."""
        totals = list(self._before)
        for group, members in enumerate(self._groups.members[: self._count.shape[0]]):
            for i in members:
                count, last = totals[i]
                totals[i] = (count + int(self._count[group]), max(last, int(self._last[group])))
        return totals

    def _hashes(self) -> NDArray[np.uint64]:
        return Hasher().many([records.key for records in self._records])


class _Texts(dict[Any, int]):
    """What code and log of events with certain numbers mean: the group, worked out when first met.

    Parameters
    ----------
    possible
        Rows and records between which the texts decide.
    number
        Gives the number of a group by the rows of its records.
    """

    def __init__(self, possible: list[tuple[int, Records]], number: Callable[[tuple[int, ...]], int]) -> None:
        super().__init__()
        self._possible = possible
        self._number = number
        self._reads_log = any(records.logs for _, records in possible)
        # One attribute is read as it is, two as a tuple.
        self._read = attrgetter("event_code", "log_name") if self._reads_log else attrgetter("event_code")

    def groups_of(self, events: Sequence[Event]) -> list[int]:
        """The group of each event."""
        return list(map(self.__getitem__, map(self._read, events)))

    def __missing__(self, read: Any) -> int:
        code, log = read if self._reads_log else (read, "")
        code, log = code.lower(), log.lower()
        if len(self) >= _REMEMBERED:
            self.clear()
        group = self[read] = self._number(tuple(i for i, records in self._possible if records.says(code, log)))
        return group


class _Groups:
    """Tells for events which of the records they belong to; a group is a set of records, and has a number.

    Nothing here is state: it is worked out anew in every process.
    """

    def __init__(self, records: tuple[Records, ...]) -> None:
        self._records = records
        self.members: list[tuple[int, ...]] = []
        """Rows of the records of each group."""
        self._numbers: dict[tuple[int, ...], int] = {}
        self._sources: dict[str, int] = {}
        self._kinds = KeyTable({"group": np.int64})
        """By an event's numbers the group, or the place among `_texts` as `_UNDECIDED` and below."""
        self._texts: list[_Texts] = []

    def __len__(self) -> int:
        return len(self.members)

    def of(self, batch: EventBatch) -> Numbers:
        """The group of each event, shape (n,)."""
        if self._kinds.used[0] >= _KINDS:
            self._kinds, self._texts = KeyTable({"group": np.int64}), []
        source = self._source_numbers(batch.events)
        numbers = (source, batch.class_uid, batch.activity_id, batch.status_id)
        group, unknown = _looked_up(*numbers, self._kinds.keys, self._kinds.columns["group"])
        if unknown:
            for i in np.flatnonzero(group == _UNKNOWN).tolist():
                self._learn(batch.events[i], int(source[i]))
            group, _ = _looked_up(*numbers, self._kinds.keys, self._kinds.columns["group"])
        undecided = np.flatnonzero(group <= _UNDECIDED)
        kinds = group[undecided]
        for kind in set(kinds.tolist()):
            at = undecided[kinds == kind]
            texts = self._texts[_UNDECIDED - kind]
            group[at] = texts.groups_of([batch.events[i] for i in at.tolist()])
        return group

    def _source_numbers(self, events: Sequence[Event]) -> Numbers:
        try:
            return np.fromiter(map(self._sources.__getitem__, map(_SOURCE, events)), np.int64, len(events))
        except KeyError:
            for event in events:
                self._sources.setdefault(event.source, len(self._sources))
            return self._source_numbers(events)

    def _learn(self, event: Event, source: int) -> None:
        """Work out which records an event of such numbers can belong to."""
        self._kinds.reserve(1)
        key = np.uint64(_key(source, event.class_uid, event.activity_id, event.status_id))
        slot = slot_of(self._kinds.keys, key)
        if self._kinds.keys[slot] == key:  # another event of the batch had the same numbers
            return
        numbers = (event.source, event.class_uid, event.activity_id, event.status_id)
        fitting = tuple(i for i, records in enumerate(self._records) if records.fits(*numbers))
        if any(self._records[i].reads_text for i in fitting):
            group = _UNDECIDED - len(self._texts)
            self._texts.append(_Texts([(i, self._records[i]) for i in fitting], self._number))
        else:
            group = self._number(fitting)
        self._kinds.keys[slot] = key
        self._kinds.columns["group"][slot] = group
        self._kinds.used[0] += 1

    def _number(self, members: tuple[int, ...]) -> int:
        known = self._numbers.get(members)
        if known is None:
            known = self._numbers[members] = len(self.members)
            self.members.append(members)
        return known


@njit(cache=True)
def _key(source: int, class_uid: int, activity: int, status: int) -> np.uint64:
    """One number for an event's four, which are all far below 2**16."""
    packed = (source << 48) | (class_uid << 32) | ((activity & 0xFFFF) << 16) | (status & 0xFFFF)
    return mix(np.uint64(packed), np.uint64(0))


@njit(cache=True)
def _looked_up(
    source: Numbers,
    class_uid: Numbers,
    activity: Numbers,
    status: Numbers,
    keys: NDArray[np.uint64],
    groups: Numbers,
) -> tuple[Numbers, int]:
    """The group of each event, and for how many it is `_UNKNOWN`."""
    group = np.empty(source.shape[0], dtype=np.int64)
    unknown = 0
    for i in range(source.shape[0]):
        key = _key(source[i], class_uid[i], activity[i], status[i])
        slot = slot_of(keys, key)
        if keys[slot] == key:
            group[i] = groups[slot]
        else:
            group[i] = _UNKNOWN
            unknown += 1
    return group, unknown


@njit(cache=True)
def _note(
    group: Numbers, time: Numbers, late: NDArray[np.bool_], newest: Numbers, count: Numbers, last: Numbers
) -> None:
    for i in range(group.shape[0]):
        if not late[i]:
            newest[0] = max(newest[0], time[i])
        count[group[i]] += 1
        if time[i] <= newest[0]:
            last[group[i]] = max(last[group[i]], time[i])
