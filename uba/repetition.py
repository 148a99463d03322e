"""Which events were met already: the same uid again is not counted again."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.state.table import KeyTable, as_day, slot_of

DAYS = 8
"""Days before and after the one that closes of which uids are remembered."""
MOST = 1 << 24
"""Uids remembered at most, those nearest to the present: 16 million."""


class MetUids:
    """Hashes of uids, with the UTC day of their event."""

    def __init__(self) -> None:
        self.table = KeyTable({"day": np.uint16})

    def again(self, uid: NDArray[np.uint64], day: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each was met before, shape (n,); from now on it was."""
        self.table.reserve(uid.size)
        return _again(uid, day, self.table.keys, self.table.columns["day"], self.table.used)

    def forget_around(self, day: int) -> None:
        """Drop those of events too far from UTC day `day`, in the past or in a future nobody believes in."""
        self.table.retain(self._distance(day) <= DAYS)

    def make_room(self, day: int) -> None:
        """Keep the most that are kept, on UTC day `day`."""
        if int(self.table.used[0]) > MOST:
            self.table.trim(MOST, -self._distance(day))

    def _distance(self, day: int) -> NDArray[np.int64]:
        distance: NDArray[np.int64] = np.abs(self.table.columns["day"].astype(np.int64) - day)
        return distance


@njit(cache=True)
def _again(
    uid: NDArray[np.uint64],
    day: NDArray[np.int64],
    keys: NDArray[np.uint64],
    days: NDArray[np.uint16],
    used: NDArray[np.int64],
) -> NDArray[np.bool_]:
    again = np.zeros(uid.shape[0], dtype=np.bool_)
    for i in range(uid.shape[0]):
        slot = slot_of(keys, uid[i])
        again[i] = keys[slot] != np.uint64(0)
        if not again[i]:
            keys[slot] = uid[i]
            days[slot] = np.uint16(as_day(day[i]))
            used[0] += 1
    return again
