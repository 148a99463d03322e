"""The event clock: how far event time has come, what is late, and when a day closes."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

_Time = TypeVar("_Time", int, NDArray[np.int64])

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
CLOSING_HOUR = 10
"""UTC hour at which the day before closes: by then it has ended in every time zone down to UTC-10."""
LEAP_MS = 4 * DAY_MS
"""A record this far ahead of the clock (more than a long weekend) does not move it ..."""
LEAP_STRIKES = 16
"""... until this many in a row agree: one device with a wrong clock must not make everybody late."""
SETTLED_AFTER = 16
"""Until so many records were in time the clock may still be put back: the first record's may be the wrong one."""


class EventClock:
    """Largest credible event time so far; part of the engine's state.

    Attributes
    ----------
    now
        The time, ms; -1 before the first event.
    strikes, in_time
        Records in a row that leapt ahead; records that were in time, up to `SETTLED_AFTER`.
    """

    def __init__(self, lateness_hours: int) -> None:
        self.lateness_ms = lateness_hours * HOUR_MS
        self.now = np.full(1, -1, dtype=np.int64)
        self.strikes = np.zeros(1, dtype=np.int64)
        self.in_time = np.zeros(1, dtype=np.int64)

    def advance(self, time: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Take events in arrival order.

        Returns
        -------
        tuple
            After each event the clock, whether the event is late (or absurdly
            early), and whether the clock is settled; shape (n,) each.
        """
        return _advance(time, self.now, self.strikes, self.in_time, self.lateness_ms)


@njit(cache=True)
def _advance(
    time: NDArray[np.int64],
    now: NDArray[np.int64],
    strikes: NDArray[np.int64],
    in_time: NDArray[np.int64],
    lateness: int,
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    after = np.empty(time.shape[0], dtype=np.int64)
    late = np.zeros(time.shape[0], dtype=np.bool_)
    settled = np.zeros(time.shape[0], dtype=np.bool_)
    for i in range(time.shape[0]):
        if in_time[0] < SETTLED_AFTER and time[i] < now[0] - LEAP_MS:
            now[0] = time[i]
        leap = now[0] >= 0 and time[i] > now[0] + LEAP_MS
        strikes[0] = strikes[0] + 1 if leap else 0
        if not leap or strikes[0] >= LEAP_STRIKES:
            now[0] = max(now[0], time[i])
            strikes[0] = 0
            late[i] = time[i] < now[0] - lateness
        else:
            late[i] = True
        if not late[i]:
            in_time[0] = min(in_time[0] + 1, SETTLED_AFTER)
        after[i] = now[0]
        settled[i] = in_time[0] >= SETTLED_AFTER
    return after, late, settled


def closed_day(now_ms: _Time) -> _Time:
    """The newest local day (days since the epoch) that is closed at event time `now_ms`; element by element."""
    return (now_ms - CLOSING_HOUR * HOUR_MS) // DAY_MS - 1
