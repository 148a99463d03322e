"""Window contents: one ring of open windows for each (entity, feature) that has ever been observed."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.rings import Rings, begin, content_in, open_in, put
from uba.features.spec import Aggregation, FeatureSpec, Window
from uba.state.arrays import grown
from uba.state.hashing import mix
from uba.state.table import KeyTable, as_day, owned, slot_of

RING = {Window.HOUR: 48, Window.DAY: 4}
"""Open windows kept, until their day is closed: 14 hours of the easternmost day before the UTC day, the day itself, and
the 10 hours until it closes."""
MOST_WHOLE = 65_535.0
"""Contents of hours are whole numbers up to this, larger is as strange: except where features have larger weights."""
FORGET_DAYS = 90
"""Days after which a value is new again to who has not had it."""
MOST_DISTINCT = 10_000
"""Different values counted in one window; more is as strange."""
MOST_VALUES = 64
"""Values remembered for each entity there is room for, on average: what one does not need is there for others."""
TOO_LATE = -1.0

_DISTINCT, _NOVEL, _MAXIMUM = int(Aggregation.DISTINCT), int(Aggregation.NOVEL), int(Aggregation.MAXIMUM)


class SeriesTable:
    """All series of one entity kind and window length, one row each, as arrays.

    Attributes
    ----------
    rows
        Shape (entities, features): row of the series, -1 where there is none.
    head, place, narrow, wide
        Contents of the newest windows, see `uba.baselines.rings`.
    total, exposure, excess, square
        Discounted sums over closed days: content, exposure, over-dispersion and
        squared expectation (see `uba.baselines.counts`); for sizes: sum of
        logs, days, squared deviations and, for trends, of deviations.

    All of a row but its contents lies side by side: where there are millions, memory is waited for once.
    """

    FIELDS = ("entity", "head", "place", "total", "exposure", "excess", "square", "feature")
    entity: NDArray[np.int32]
    feature: NDArray[np.int16]
    head: NDArray[np.int32]
    place: NDArray[np.int32]
    total: NDArray[np.float32]
    exposure: NDArray[np.float32]
    excess: NDArray[np.float32]
    square: NDArray[np.float32]

    def __init__(self, specs: tuple[FeatureSpec, ...], window: Window) -> None:
        self.specs = specs
        self.window = window
        self.aggregation = np.array([int(spec.aggregation) for spec in specs], dtype=np.int64)
        self.rows = np.full((0, len(specs)), -1, dtype=np.int32)
        self.count = np.zeros(1, dtype=np.int64)
        self.narrow = np.zeros((0, RING[window]), dtype=np.uint8)
        self.wide = np.zeros((0, RING[window]), dtype=np.float32)
        self.used = np.zeros(2, dtype=np.int64)
        self.is_wide = np.array([spec.is_wide for spec in specs], dtype=np.bool_)
        self.most = MOST_WHOLE if window is Window.HOUR and not self.is_wide.any() else math.inf
        types = (np.int32, np.int32, np.int32, np.float32, np.float32, np.float32, np.float32, np.int16)
        self._lay(np.zeros(0, dtype=np.dtype(list(zip(self.FIELDS, types, strict=True)), align=True)))

    def _lay(self, records: NDArray[np.void]) -> None:
        """Take records as the rows, and show their columns."""
        self._records = records
        for name in self.FIELDS:
            setattr(self, name, records[name])

    @property
    def rings(self) -> Rings:
        """Window contents as kernels take them, until the next `reserve`."""
        return Rings(self.head, self.place, self.narrow, self.wide, self.used)

    def reserve(self, entities: int) -> None:
        """Make room for so many entities."""
        self.rows = grown(self.rows, entities, fill=-1)

    def _reserve_series(self, entity: NDArray[np.int64], feature: NDArray[np.int64]) -> None:
        """Make room for the series these observations begin, so that the kernel never has to allocate."""
        new = self.rows[entity, feature] < 0
        begun = np.unique(entity[new] * len(self.specs) + feature[new]) % len(self.specs)
        self._lay(grown(self._records, int(self.count[0]) + begun.size))
        self.narrow = grown(self.narrow, int(self.used[0]) + int(np.count_nonzero(~self.is_wide[begun])))

    def observe(
        self,
        entity: NDArray[np.int64],
        feature: NDArray[np.int64],
        window: NDArray[np.int64],
        day: NDArray[np.int64],
        weight: NDArray[np.float64],
        value: NDArray[np.uint64],
        salt: np.uint64,
        seen: SeenValues,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Add observations in order; row and window content after each (`TOO_LATE` where the window is gone)."""
        self._reserve_series(entity, feature)
        seen.table.reserve(entity.size)
        row, content = np.empty(entity.size, dtype=np.int64), np.empty(entity.size)
        done = 0
        while done < entity.size:
            done = _observe(
                done,
                entity,
                feature,
                window,
                day,
                weight,
                value,
                salt,
                self.aggregation,
                self.is_wide,
                self.rows,
                self.count,
                self.entity,
                self.feature,
                self.rings,
                self.most,
                seen.table.keys,
                seen.table.columns["day"],
                seen.table.used,
                row,
                content,
            )
            if done < entity.size:
                self.wide = grown(self.wide, self.wide.shape[0] + 1)
        return row, content

    def drop(self, gone: NDArray[np.bool_]) -> None:
        """Drop the series of entities that are `gone`, shape (entities,), and give their memory back."""
        used = int(self.count[0])
        kept = np.flatnonzero(~gone[self.entity[:used]])
        self._lay(self._records[kept])
        is_narrow = self.place >= 0
        self.narrow, self.wide = self.narrow[self.place[is_narrow]], self.wide[-1 - self.place[~is_narrow]]
        self.place[is_narrow] = np.arange(self.narrow.shape[0])
        self.place[~is_narrow] = -1 - np.arange(self.wide.shape[0])
        self._number(self.rows.shape[0])

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Used rows, as they lie in memory."""
        used = int(self.count[0])
        rings = {"narrow": self.narrow[: int(self.used[0])], "wide": self.wide[: int(self.used[1])]}
        return {**{name: getattr(self, name)[:used] for name in self.FIELDS}, **rings}

    def restore(self, state: dict[str, NDArray[np.generic]], entities: int) -> None:
        """Rebuild from `state`."""
        self._lay(np.zeros(state["entity"].size, dtype=self._records.dtype))
        for name in self.FIELDS:
            getattr(self, name)[:] = state[name]
        self.narrow, self.wide = state["narrow"].astype(np.uint8), state["wide"].astype(np.float32)
        self._number(entities)

    def _number(self, entities: int) -> None:
        self.count[0] = self.entity.shape[0]
        self.used[:] = self.narrow.shape[0], self.wide.shape[0]
        self.rows = np.full((entities, len(self.specs)), -1, dtype=np.int32)
        self.rows[self.entity, self.feature] = np.arange(self.entity.shape[0], dtype=np.int32)

    @property
    def nbytes(self) -> int:
        """Bytes of all rows, those in waiting too, and of the index."""
        return self._records.nbytes + self.narrow.nbytes + self.wide.nbytes + self.rows.nbytes


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
def _observe(
    first: int,
    entity: NDArray[np.int64],
    feature: NDArray[np.int64],
    window: NDArray[np.int64],
    day: NDArray[np.int64],
    weight: NDArray[np.float64],
    value: NDArray[np.uint64],
    salt: np.uint64,
    aggregation: NDArray[np.int64],
    is_wide: NDArray[np.bool_],
    rows: NDArray[np.int32],
    count: NDArray[np.int64],
    row_entity: NDArray[np.int32],
    row_feature: NDArray[np.int16],
    rings: Rings,
    most: float,
    seen: NDArray[np.uint64],
    seen_day: NDArray[np.uint16],
    seen_used: NDArray[np.int64],
    out_row: NDArray[np.int64],
    out_content: NDArray[np.float64],
) -> int:
    """Add observations from the one numbered `first` on; the number of the one there has to be more room for first.

    What the series that begin here need is there already; which of them become wide is not known before.
    """
    for i in range(first, entity.shape[0]):
        if rings.used[1] == rings.wide.shape[0]:
            return i
        row = int(rows[entity[i], feature[i]])
        if row < 0:
            row = int(count[0])
            count[0] += 1
            rows[entity[i], feature[i]] = row
            row_entity[row] = entity[i]
            row_feature[row] = feature[i]
            begin(rings, row, window[i], is_wide[feature[i]])
        out_row[i] = row
        if not open_in(rings, row, window[i]):
            out_content[i] = TOO_LATE
            continue
        content = content_in(rings, row, window[i])
        kind = aggregation[feature[i]]
        if kind in (_DISTINCT, _NOVEL):
            owner = mix(salt + np.uint64(feature[i]), np.uint64(entity[i]))
            epoch = np.uint64(0) if kind == _NOVEL else np.uint64(window[i] + 1)
            key = owned(entity[i], mix(mix(owner, epoch), value[i]))
            known_until = day[i] + FORGET_DAYS if kind == _NOVEL else day[i]
            content += _met(key, content < MOST_DISTINCT, known_until, seen, seen_day, seen_used)
        elif kind == _MAXIMUM:
            content = max(content, weight[i])
        else:
            content = content + weight[i]
        content = float(math.floor(min(content, most))) if most < math.inf else float(np.float32(content))
        put(rings, row, window[i], content)
        out_content[i] = content
    return int(entity.shape[0])


@njit(cache=True)
def _met(
    key: np.uint64,
    is_counted: bool,
    known_until: int,
    seen: NDArray[np.uint64],
    seen_day: NDArray[np.uint16],
    seen_used: NDArray[np.int64],
) -> float:
    """Note that a value was met; 1 where it is new and counted, else 0."""
    place = slot_of(seen, key)
    new = seen[place] == np.uint64(0)
    if new and not is_counted:
        return 0.0
    if new:
        seen[place] = key
        seen_used[0] += 1
        seen_day[place] = 0
    seen_day[place] = max(seen_day[place], np.uint16(as_day(known_until)))
    return 1.0 if new else 0.0
