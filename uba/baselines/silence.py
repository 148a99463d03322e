"""Silence: what an entity that always speaks did not say, found when its day closes.

An hour is held against the entity's own daily volume and rhythm, scaled by
how the other entities of its kind did in that hour: a holiday or an outage of
the whole site is nobody's own silence. Hours with less than half of what was
expected, one after the other, are one gap; what is missing in the widest gap
of a day is the observation. So records that come late or out of order change
nothing, as long as they come before their day closes.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.rhythm import share_of
from uba.baselines.rings import content_at

LEAST_PER_DAY = 48.0
"""Events a day, two an hour, from which silence can be told from chance."""
LEAST_DAYS = 3.0
"""Active days before silence means anything."""
_GAP = 0.5
_OTHERS = 4
"""Entities from which the others' median says something about an hour."""
_WEEKEND_HABIT = 0.8


@njit(cache=True)
def expected_and_observed(
    day: int,
    entities: NDArray[np.int64],
    first_hour: NDArray[np.int64],
    daily: NDArray[np.float32],
    own: NDArray[np.float32],
    group: NDArray[np.int32],
    share: NDArray[np.float64],
    exposure: NDArray[np.float64],
    ring: NDArray[np.uint16],
    head: NDArray[np.int32],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Events expected and observed in each local hour of `day`, shape (len(entities), 24) each."""
    weekday = (day + 3) % 7
    expected = np.zeros((entities.shape[0], 24))
    observed = np.zeros((entities.shape[0], 24))
    for i in range(entities.shape[0]):
        e = entities[i]
        g = group[e]
        total = 0.0
        for h in range(24):
            expected[i, h] = share_of(own[e], share[g], exposure[g], weekday * 24 + h)
            total += expected[i, h]
            observed[i, h] = content_at(ring, head, e, first_hour[e] + h)
        for h in range(24):
            expected[i, h] *= daily[e] / max(total, 1e-9)
    return expected, observed


def keeps_weekends(own: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether entities are as good as always active on weekend days, from their rhythms (n, 48); shape (n,)."""
    working, weekend = own[:, :24].sum(axis=1), own[:, 24:].sum(axis=1)
    result: NDArray[np.bool_] = weekend >= _WEEKEND_HABIT * working * 2.0 / 5.0
    return result


def widest_gap(
    expected: NDArray[np.float64], observed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Events missing in the widest gap of each row, and the hour it begins; shape (n,) each, 0 and 0 for none."""
    missing = np.zeros(expected.shape[0])
    begin = np.zeros(expected.shape[0], dtype=np.int64)
    if not expected.shape[0]:
        return missing, begin
    others = np.ones(24)
    if expected.shape[0] >= _OTHERS:
        others = np.minimum(np.median(observed / np.maximum(expected, 1e-9), axis=0), 1.0)
    _widest(expected * others, observed, missing, begin)
    return missing, begin


@njit(cache=True)
def _widest(
    expected: NDArray[np.float64],
    observed: NDArray[np.float64],
    missing: NDArray[np.float64],
    begin: NDArray[np.int64],
) -> None:
    for i in range(expected.shape[0]):
        run, start = 0.0, 0
        for h in range(24):
            if observed[i, h] < _GAP * expected[i, h]:
                if run == 0.0:
                    start = h
                run += expected[i, h] - observed[i, h]
                if run > missing[i]:
                    missing[i], begin[i] = run, start
            else:
                run = 0.0
