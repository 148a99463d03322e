"""Window contents: one ring of open windows for each (entity, feature) that has ever been observed."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.features.spec import Aggregation, FeatureSpec, Window
from uba.state.arrays import grown
from uba.state.hashing import mix
from uba.state.table import KeyTable, as_day, owned, slot_of

RING = {Window.HOUR: 48, Window.DAY: 4}
"""Open windows kept, until their day is closed: 14 hours of the easternmost day before the UTC day, the day itself, and
the 10 hours until it closes."""
CELL = {Window.HOUR: np.uint16, Window.DAY: np.float32}
"""How a window's content is kept. An hour's is a whole number up to 65,535 (larger is as strange) ..."""
WIDE = np.float32
"""... except of features whose weights are larger."""
FORGET_DAYS = 90
"""Days after which a value is new again to who has not had it."""
MOST_DISTINCT = 10_000
"""Different values counted in one window; more is as strange."""
MOST_VALUES = 64
"""Values remembered for each entity there is room for, on average: what one does not need is there for others."""
TOO_LATE = -1.0

_DISTINCT, _NOVEL, _MAXIMUM = int(Aggregation.DISTINCT), int(Aggregation.NOVEL), int(Aggregation.MAXIMUM)


Ring = NDArray[np.uint16] | NDArray[np.float32]


class SeriesTable:
    """All series of one entity kind and window length, one row each, as arrays.

    Attributes
    ----------
    rows
        Shape (entities, features): row of the series, -1 where there is none.
    ring, head
        Contents of the newest windows, and the newest window's index.
    total, exposure, excess, square
        Discounted sums over closed days: content, exposure, over-dispersion and
        squared expectation (see `uba.baselines.counts`); for sizes: sum of
        logs, days, squared deviations and, for trends, of deviations.
    """

    FIELDS = ("entity", "feature", "head", "ring", "total", "exposure", "excess", "square")

    def __init__(self, specs: tuple[FeatureSpec, ...], window: Window) -> None:
        self.specs = specs
        self.window = window
        self.aggregation = np.array([int(spec.aggregation) for spec in specs], dtype=np.int64)
        self.rows = np.full((0, len(specs)), -1, dtype=np.int32)
        self.count = np.zeros(1, dtype=np.int64)
        self.entity = np.zeros(0, dtype=np.int32)
        self.feature = np.zeros(0, dtype=np.int16)
        self.head = np.zeros(0, dtype=np.int32)
        wide = any(spec.is_wide for spec in specs)
        self.ring = np.zeros((0, RING[window]), dtype=WIDE if wide else CELL[window])
        self.total, self.exposure, self.excess, self.square = (np.zeros(0, dtype=np.float32) for _ in range(4))

    def reserve(self, entities: int, entity: NDArray[np.int64], feature: NDArray[np.int64]) -> None:
        """Make room for the series these observations begin, so that the kernel never has to allocate."""
        self.rows = grown(self.rows, entities, fill=-1)
        begun = self.rows[entity, feature] < 0
        needed = int(self.count[0]) + np.unique(entity[begun] * len(self.specs) + feature[begun]).size
        for name in self.FIELDS:
            setattr(self, name, grown(getattr(self, name), needed))

    def drop(self, gone: NDArray[np.bool_]) -> None:
        """Drop the series of entities that are `gone`, shape (entities,), and give their memory back."""
        used = int(self.count[0])
        kept = np.flatnonzero(~gone[self.entity[:used]])
        for name in self.FIELDS:
            setattr(self, name, getattr(self, name)[kept])
        self._number(self.rows.shape[0])

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Used rows, as they lie in memory."""
        used = int(self.count[0])
        return {name: getattr(self, name)[:used] for name in self.FIELDS}

    def restore(self, state: dict[str, NDArray[np.generic]], entities: int) -> None:
        """Rebuild from `state`."""
        for name in self.FIELDS:
            setattr(self, name, state[name].copy())
        self._number(entities)

    def _number(self, entities: int) -> None:
        self.count[0] = self.entity.shape[0]
        self.rows = np.full((entities, len(self.specs)), -1, dtype=np.int32)
        self.rows[self.entity, self.feature] = np.arange(self.entity.shape[0], dtype=np.int32)

    @property
    def most(self) -> float:
        """The largest content a window can hold."""
        return float(np.iinfo(np.uint16).max) if self.ring.dtype == np.uint16 else math.inf

    @property
    def nbytes(self) -> int:
        """Bytes of all rows, those in waiting too, and of the index."""
        return sum(int(getattr(self, name).nbytes) for name in self.FIELDS) + self.rows.nbytes


class SeenValues:
    """Which values were seen in which window, or ever; the column `day` is the last that they are known on.

    Those of a window are known on its day, those seen ever for `FORGET_DAYS` more.
    """

    def __init__(self) -> None:
        self.table = KeyTable({"day": np.uint16})

    def forget_before(self, day: int) -> None:
        """Drop what is not known any more on UTC day `day`."""
        self.table.retain(self.table.columns["day"] >= day)

    def make_room(self, entities: int) -> None:
        """Keep what so many entities may have; what would be forgotten first goes."""
        self.table.trim(MOST_VALUES * entities, self.table.columns["day"])


@njit(cache=True)
def open_window(ring: Ring, head: NDArray[np.int32], row: int, window: int) -> bool:
    """Open `window` in the ring of `row`; False when it is older than the ring reaches."""
    size = ring.shape[1]
    newest = head[row]
    if window > newest:
        for fresh in range(max(newest + 1, window - size + 1), window + 1):
            ring[row, fresh % size] = 0
        head[row] = window
        return True
    return bool(window > newest - size)


@njit(cache=True)
def observe(
    entity: NDArray[np.int64],
    feature: NDArray[np.int64],
    window: NDArray[np.int64],
    day: NDArray[np.int64],
    weight: NDArray[np.float64],
    value: NDArray[np.uint64],
    salt: np.uint64,
    aggregation: NDArray[np.int64],
    rows: NDArray[np.int32],
    count: NDArray[np.int64],
    row_entity: NDArray[np.int32],
    row_feature: NDArray[np.int16],
    head: NDArray[np.int32],
    ring: Ring,
    most: float,
    seen: NDArray[np.uint64],
    seen_day: NDArray[np.uint16],
    seen_used: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Add observations in order; row and window content after each (`TOO_LATE` where the window is gone)."""
    n = entity.shape[0]
    out_row = np.empty(n, dtype=np.int64)
    content = np.empty(n, dtype=np.float64)
    for i in range(n):
        row = rows[entity[i], feature[i]]
        if row < 0:
            row = np.int32(count[0])
            count[0] += 1
            rows[entity[i], feature[i]] = row
            row_entity[row] = entity[i]
            row_feature[row] = feature[i]
            head[row] = window[i] - ring.shape[1]
        out_row[i] = row
        if not open_window(ring, head, row, window[i]):
            content[i] = TOO_LATE
            continue
        slot = window[i] % ring.shape[1]
        kind = aggregation[feature[i]]
        if kind in (_DISTINCT, _NOVEL):
            owner = mix(salt + np.uint64(feature[i]), np.uint64(entity[i]))
            epoch = np.uint64(0) if kind == _NOVEL else np.uint64(window[i] + 1)
            key = owned(entity[i], mix(mix(owner, epoch), value[i]))
            place = slot_of(seen, key)
            if seen[place] == np.uint64(0) and ring[row, slot] < MOST_DISTINCT:
                seen[place] = key
                seen_used[0] += 1
                seen_day[place] = 0
                ring[row, slot] = min(float(ring[row, slot]) + 1.0, most)
            if seen[place] == key:
                known_until = day[i] + FORGET_DAYS if kind == _NOVEL else day[i]
                seen_day[place] = max(seen_day[place], np.uint16(as_day(known_until)))
        elif kind == _MAXIMUM:
            ring[row, slot] = min(max(float(ring[row, slot]), weight[i]), most)
        else:
            ring[row, slot] = min(float(ring[row, slot]) + weight[i], most)
        content[i] = ring[row, slot]
    return out_row, content


@njit(cache=True)
def content_at(ring: Ring, head: NDArray[np.int32], row: int, window: int) -> float:
    """Content of a window, 0 where it was never opened or is gone."""
    if window > head[row] or window <= head[row] - ring.shape[1]:
        return 0.0
    return float(ring[row, window % ring.shape[1]])
