"""From the surprises of an entity's day to one statistic.

Within an evidence group (features that move together) the strongest counts.
Over the groups two statistics are taken: the strongest of all, for a day with
one glaring thing, and a truncated product, which adds what exceeds p = 0.2, for
a day with several independent oddities (Zaykin et al., Truncated product method,
Genetic Epidemiology 22, 2002). These and the detectors are then joined by the
harmonic mean of their p-values, which tolerates any dependence (Wilson, PNAS 116,
2019; asymptotically the Cauchy combination of Liu & Xie, JASA 115, 2020).
Whatever dependence is left is taken out by calibration.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.tails import MAX_SURPRISE
from uba.decide.calibration import lookup
from uba.decide.sums import TRUNCATION
from uba.state.entities import VECTOR_SCALE

FUSED, STRONGEST = 0, 1
"""Columns of the baselines' statistics."""
BASELINE_WEIGHT = 0.7
"""Weight of the baselines' two statistics together in the harmonic mean; detectors share the rest."""
CARRY_SHARE = 0.5
"""An event carries its day's evidence when its own is at least this part of the day's strongest ..."""
CARRY_FLOOR = -math.log10(0.05)
"""... and this surprising by itself."""


@njit(cache=True)
def fuse(calibrated: NDArray[np.float32], evidence: NDArray[np.int64], groups: int) -> tuple[float, float]:
    """The truncated product and the strongest surprise of one vector, both in [0, 30]."""
    strongest = np.zeros(groups)
    for f in range(calibrated.shape[0]):
        strongest[evidence[f]] = max(strongest[evidence[f]], calibrated[f])
    total = 0.0
    for g in range(groups):
        total += max(strongest[g] - TRUNCATION, 0.0)
    return min(total, MAX_SURPRISE), min(strongest.max(), MAX_SURPRISE)


_Advanced: TypeAlias = tuple[
    NDArray[np.float32],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.bool_],
    NDArray[np.float64],
    NDArray[np.bool_],
    NDArray[np.int64],
]


@njit(cache=True)
def advance_days(
    start: NDArray[np.int64],
    entity: NDArray[np.int64],
    day: NDArray[np.int64],
    late: NDArray[np.bool_],
    feature: NDArray[np.int64],
    raw: NDArray[np.float64],
    cell: NDArray[np.int64],
    tables: NDArray[np.float64],
    evidence: NDArray[np.int64],
    groups: int,
    open_day: NDArray[np.int32],
    vector: NDArray[np.uint16],
) -> _Advanced:
    """Carry each event's observations into its entity's day, in order.

    Row i is one (event, entity) with observations `start[i]:start[i + 1]`;
    `cell[i]` is the calibration cell of its entity, `tables` has shape (cells, features, bins).

    Returns
    -------
    tuple
        Per row: calibrated vector of the day so far (n, features), its two fused
        statistics (n, 2), those of the event's own observations (n, 2), and whether the
        event carries its day's evidence (it adds to what is strange about it). Per
        observation: calibrated surprise, and whether it is the day's new maximum. Per row:
        the first row with the same vector, most often an earlier one of the same day that nothing was added to since.
    """
    n = entity.shape[0]
    features = vector.shape[2]
    calibrated = np.zeros((n, features), dtype=np.float32)
    fused = np.zeros((n, 2))
    own_fused = np.zeros((n, 2))
    carries = np.zeros(n, dtype=np.bool_)
    surprise = np.zeros(raw.shape[0])
    is_maximum = np.zeros(raw.shape[0], dtype=np.bool_)
    own = np.zeros(features, dtype=np.float32)
    first = np.arange(n)
    strongest_of = np.zeros(n)
    newest = np.full(_places_for(n), -1)
    for i in range(n):
        e, slot = entity[i], day[i] % 2
        in_time = not late[i] and _is_open(day[i], open_day[e], vector[e])
        own[:] = 0.0
        touched = 0.0
        grows = False
        for j in range(start[i], start[i + 1]):
            f = feature[j]
            surprise[j] = lookup(tables[cell[i], f], raw[j])
            own[f] = max(own[f], np.float32(surprise[j]))
            touched = max(touched, surprise[j])
            kept = np.uint16(raw[j] * VECTOR_SCALE)
            if in_time and kept > vector[e, slot, f]:
                vector[e, slot, f] = kept
                is_maximum[j] = True
                grows = True
        before = _exchanged(newest, entity, day, i) if in_time else -1
        if before >= 0 and not grows:
            first[i] = first[before]
            calibrated[i] = calibrated[before]
            fused[i] = fused[before]
            strongest_of[i] = strongest_of[before]
        else:
            if in_time:
                _calibrate(vector[e, slot], tables[cell[i]], calibrated[i])
            else:
                calibrated[i] = own
            strongest_of[i] = calibrated[i].max()
            fused[i] = fuse(calibrated[i], evidence, groups)
        own_fused[i] = fuse(own, evidence, groups)
        carries[i] = touched >= CARRY_FLOOR and touched >= CARRY_SHARE * max(touched, strongest_of[i])
    return calibrated, fused, own_fused, carries, surprise, is_maximum, first


@njit(cache=True)
def _calibrate(vector: NDArray[np.uint16], tables: NDArray[np.float64], out: NDArray[np.float32]) -> None:
    """Calibrate a day's vector; `tables` are its cell's, and `out` holds zeros."""
    for f in range(vector.shape[0]):
        if vector[f] > 0:  # most features of most days are 0, whose surprise is 0
            out[f] = np.float32(lookup(tables[f], vector[f] / VECTOR_SCALE))


@njit(cache=True)
def _places_for(rows: int) -> int:
    """A power of two, so many places that half of them stay free."""
    places = 4
    while places < 2 * rows:
        places *= 2
    return places


@njit(cache=True)
def _exchanged(newest: NDArray[np.int64], entity: NDArray[np.int64], day: NDArray[np.int64], i: int) -> int:
    """Enter row i as the newest of its entity's day; the one that was, -1 for none.

    `newest` is an open-addressing table of rows, -1 where a place is free.
    """
    mask = newest.shape[0] - 1
    hashed = (np.uint64(entity[i]) * np.uint64(2) + np.uint64(day[i] & 1)) * np.uint64(0x9E3779B97F4A7C15)
    place = np.int64(hashed >> np.uint64(32)) & mask
    while newest[place] >= 0 and (entity[newest[place]] != entity[i] or day[newest[place]] != day[i]):
        place = (place + 1) & mask
    before = newest[place]
    newest[place] = i
    return int(before)


@njit(cache=True)
def _is_open(day: int, open_day: NDArray[np.int32], vector: NDArray[np.uint16]) -> bool:
    """Whether an entity's day is one of its two open ones; it is opened where an older one is in its slot."""
    slot = day % 2
    if open_day[slot] < day:
        open_day[slot] = np.int32(day)
        vector[slot, :] = 0
    return bool(open_day[slot] == day)


def harmonic(surprises: list[NDArray[np.float64]], weights: list[float]) -> NDArray[np.float64]:
    """Surprise of the weighted harmonic mean of p-values, element by element; shape (n,)."""
    total = sum(weights)
    mean = np.zeros_like(surprises[0])
    for surprise, weight in zip(surprises, weights, strict=True):
        mean += weight / total * 10.0**surprise
    result: NDArray[np.float64] = np.log10(mean)
    return result
