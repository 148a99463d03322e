"""The entities of one kind: names, peer groups, local days and the day's vector, as arrays."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from uba.baselines.rhythm import DAYPART
from uba.state.arrays import grown
from uba.state.hashing import Hasher

ACTIVITY_HOURS = 48
PEOPLE, OWN_SYSTEMS, NEWCOMERS = 0, 1, 2
"""Calibration cells: people or strangers' addresses, what the organisation runs itself, and who was met on few days."""
NEW_DAYS = 4.5
"""Active days, discounted, until somebody is no newcomer: to a newcomer much is new at once."""
VECTOR_SCALE = 2_000.0
"""A vector keeps surprises, at most 30, as whole numbers of half a thousandth."""
LONGEST_NAME = 256
"""Characters of an entity's name."""
_NAME_BYTES = 49 + 8 + 100
"""Of a name beside its characters: string, place in the list, entry in the index at a middling load."""
OPEN_DAYS = 2
"""The open local day and the one before it, which closes at noon UTC."""


class EntityTable:
    """One row per entity; the row of one that is dropped is the next one's.

    Attributes
    ----------
    names
        By row, empty where a row is free. The list is replaced when entities are dropped, so that who kept
        it reads the names of then.
    group, cell, zone
        Peer group, calibration cell and time zone, as small integers.
    first_seen, last_seen
        Event time, ms.
    rhythm
        Shape (n, 48): own share of activity by hour of working day and weekend day.
    activity, activity_head
        Events per UTC hour, newest 48 hours.
    daily
        Discounted mean of events on an active day; `active_days` the discounted number of such days.
    day, vector
        Shape (n, 2) and (n, 2, features): the open local days (slot = day
        modulo 2) and the largest surprise of each feature on them, times `VECTOR_SCALE`.

    Of a row what is single numbers lies side by side: where there are millions, memory is waited for once.
    """

    LONG = ("rhythm", "activity", "vector")
    SHORT = (
        ("first_seen", np.int64, ()),
        ("last_seen", np.int64, ()),
        ("group", np.int32, ()),
        ("zone", np.int32, ()),
        ("activity_head", np.int32, ()),
        ("daily", np.float32, ()),
        ("active_days", np.float32, ()),
        ("day", np.int32, (OPEN_DAYS,)),
        ("cell", np.int8, ()),
    )
    FIELDS = (*(name for name, _, _ in SHORT), *LONG)
    first_seen: NDArray[np.int64]
    last_seen: NDArray[np.int64]
    group: NDArray[np.int32]
    zone: NDArray[np.int32]
    activity_head: NDArray[np.int32]
    daily: NDArray[np.float32]
    active_days: NDArray[np.float32]
    day: NDArray[np.int32]
    cell: NDArray[np.int8]

    def __init__(self, features: int) -> None:
        self.names: list[str] = []
        self.index: dict[str, int] = {}
        self._free: list[int] = []
        self._hash = np.zeros(0, dtype=np.uint64)
        self.rhythm = np.zeros((0, DAYPART), dtype=np.float32)
        self.activity = np.zeros((0, ACTIVITY_HOURS), dtype=np.uint16)
        self.vector = np.zeros((0, OPEN_DAYS, features), dtype=np.uint16)
        self._lay(np.zeros(0, dtype=np.dtype(list(self.SHORT), align=True)))

    def _lay(self, records: NDArray[np.void]) -> None:
        """Take records as the rows, and show their columns."""
        self._records = records
        for name, _, _ in self.SHORT:
            setattr(self, name, records[name])

    def __len__(self) -> int:
        return len(self.index)

    @property
    def rows(self) -> int:
        """Rows in use or free: entities are numbered below it."""
        return len(self.names)

    def add(self, name: str, group: int, cell: int, zone: int, time_ms: int) -> int:
        """Enter an entity, in the lowest free row or behind all others; its row."""
        if self._free:
            i = self._free.pop()
            self.names[i] = name
        else:
            i = len(self.names)
            if i >= self.group.shape[0]:
                self._lay(grown(self._records, i + 1))
                self.day[i:] = -1
                for field in self.LONG:
                    setattr(self, field, grown(getattr(self, field), i + 1))
                self._hash = grown(self._hash, i + 1)
            self.names.append(name)
        self.index[name] = i
        self.group[i] = group
        self.cell[i] = cell
        self.zone[i] = zone
        self.first_seen[i] = time_ms
        self.last_seen[i] = time_ms
        return i

    def drop(self, rows: NDArray[np.int64]) -> None:
        """Forget entities; their rows are free."""
        names = list(self.names)
        for row in rows.tolist():
            del self.index[names[row]]
            names[row] = ""
        self.names = names
        for field in self.FIELDS:
            getattr(self, field)[rows] = -1 if field == "day" else 0
        self._hash[rows] = 0
        self._find_free()

    def hashes(self, names: list[str], entity: NDArray[np.int64], hasher: Hasher) -> NDArray[np.uint64]:
        """Hashes of names, shape (n,), some of which are those of entities (-1: of none).

        Those of entities are kept beside them: of millions of names no memory of texts holds enough.
        """
        is_long = np.fromiter(map(len, names), dtype=np.int64, count=len(names)) > LONGEST_NAME  # and may be shortened
        has_own = (entity >= 0) & ~is_long
        hashes = np.where(has_own, self._hash[entity], np.uint64(0)) if self.rows else np.zeros(len(names), np.uint64)
        unknown = np.flatnonzero(hashes == 0)
        if unknown.size:
            hashes[unknown] = hasher.many([names[i] for i in unknown.tolist()])
            fresh = unknown[has_own[unknown]]
            self._hash[entity[fresh]] = hashes[fresh]
        return hashes

    def _find_free(self) -> None:
        self._free = [row for row in range(len(self.names) - 1, -1, -1) if not self.names[row]]

    def cells(self, entity: NDArray[np.int64]) -> NDArray[np.int64]:
        """Calibration cell of entities now: of people and strangers those met on few days so far are apart."""
        is_new = (self.cell[entity] == PEOPLE) & (self.active_days[entity] < NEW_DAYS)
        return np.where(is_new, NEWCOMERS, self.cell[entity]).astype(np.int64)

    @property
    def nbytes(self) -> int:
        """Bytes of all rows, those in waiting too, and of the names."""
        arrays = sum(int(getattr(self, field).nbytes) for field in self.LONG)
        return (
            self._records.nbytes
            + self._hash.nbytes
            + arrays
            + sum(map(len, self.names))
            + _NAME_BYTES * len(self.names)
        )

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Used rows, as they lie in memory; names are stored by the engine."""
        n = len(self.names)
        return {field: getattr(self, field)[:n] for field in self.FIELDS}

    def restore(self, names: list[str], state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        self.names = list(names)
        self.index = {name: i for i, name in enumerate(self.names) if name}
        self._find_free()
        self._lay(np.zeros(state["group"].size, dtype=self._records.dtype))
        for field, _, _ in self.SHORT:
            getattr(self, field)[:] = state[field]
        for field in self.LONG:
            setattr(self, field, state[field].copy())
        self._hash = np.zeros(self.group.shape[0], dtype=np.uint64)


def shortened(name: str) -> str:
    """The name an entity is known by: a long one is cut, and its hash tells it from others that begin alike."""
    if len(name) <= LONGEST_NAME:
        return name
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{name[: LONGEST_NAME - 17]}~{digest}"
