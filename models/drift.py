"""Drift: when what is usual has changed, p-values are no longer what they were.

On days without anything wrong the fused p-values of an entity kind keep their distribution, whatever it is; when the
organisation changes faster than baselines follow, or a source does, their mean moves and stays. ADWIN watches it.

References
----------
Bifet, Gavalda: Learning from Time-Changing Data with Adaptive Windowing, SDM 2007.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.statistics import DayStatistics

LEAST = 0.05
"""Change of the mean p-value that is worth a word, however sure it is."""
_DELTA = 0.002
_UNSETTLED_DAYS = 14
"""First days of the whole system, in which p-values settle: no change of anything but what is known."""
_A_DAY = 200
"""p-values of a day that are looked at, at most: so many say as much as all."""


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """The newest change of one entity kind: since which day (days since the epoch), and the mean p before and since."""

    kind: str
    since_day: int
    before: float
    since: float


def drifts(days: Sequence[DayStatistics]) -> list[Drift]:
    """Find the newest change of each entity kind, if there was any; `days` ascend. Equal days give equal answers."""
    days = [day for day in days if day.p_values][_UNSETTLED_DAYS:]
    kinds = dict.fromkeys(kind for day in days for kind in day.p_values)
    found = (_newest(kind, [(day.day, day.p_values[kind]) for day in days if kind in day.p_values]) for kind in kinds)
    return [drift for drift in found if drift is not None and abs(drift.since - drift.before) >= LEAST]


def _newest(kind: str, days: Sequence[tuple[int, Sequence[int]]]) -> Drift | None:
    from river import drift  # seconds to import, and only reports ask

    of_day = [_looked_at(day, counts) for day, counts in days]
    adwin: Any = drift.ADWIN
    window, begin, start = adwin(delta=_DELTA), 0, 0
    for place, p_values in enumerate(of_day):
        for p_value in p_values.tolist():
            window.update(p_value)
            if window.drift_detected:
                begin, start = start, _day_of_change(of_day[: place + 1], start)
    if start <= begin:
        return None
    before, since = np.concatenate(of_day[begin:start]), np.concatenate(of_day[start:])
    means = round(float(before.mean()), 3), round(float(since.mean()), 3)
    return Drift(kind=kind, since_day=days[start][0], before=means[0], since=means[1])


def _day_of_change(of_day: Sequence[NDArray[np.float64]], begin: int) -> int:
    """The day, after `begin`, whose beginning parts the days so that their means differ most: ADWIN cuts coarsely."""
    sizes, sums = (np.array([measure(day) for day in of_day[begin:]], dtype=np.float64) for measure in (len, np.sum))
    left, total = np.cumsum(sizes)[:-1], sizes.sum()
    excess = np.cumsum(sums)[:-1] - left / total * sums.sum()
    return begin + 1 + int(np.argmax(excess**2 / (left * (total - left)))) if left.size else begin


def _looked_at(day: int, counts: Sequence[int]) -> NDArray[np.float64]:
    """Of the p-values of a day, given by bins of equal width, some in an order drawn by lot: middles of their bins."""
    middles = (np.arange(len(counts)) + 0.5) / len(counts)
    return np.random.default_rng(day).permutation(np.repeat(middles, counts))[:_A_DAY]
