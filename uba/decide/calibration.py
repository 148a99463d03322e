"""Conformal calibration: a statistic becomes the share of benign entity-days that reach it.

For each statistic a discounted histogram of its daily maximum per active
entity is kept (Mondrian: one per entity kind). In the body the p-value is the
conformal one, the share of recent entity-days at least as large, as far as
enough days reach. From there on the tail is a generalised Pareto distribution
with shape 0, its scale fitted by censored maximum likelihood to the excesses
over the upper 3 %: the largest 5 % of them count as "at least this large", so
that an attack in the history cannot make the tail heavy. A small mass of cautious days
stands for what has not been seen yet; it dominates at cold start and fades.
Of a statistic that is itself made of calibrated surprises the tail is known, a
decade a unit or that of their sum, and only where it starts is learned.
Only surprises are extrapolated like that: a detector's score has no scale, so
its p-value is the plain conformal one and never below one in its history.

References
----------
Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World, 2005 (Mondrian
conformal prediction). Coles, An Introduction to Statistical Modeling of Extreme
Values, 2001, ch. 4 (threshold excesses). Lawless, Statistical Models and Methods
for Lifetime Data, 2003, 4.1 (exponential scale under censoring).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from uba.baselines.tails import MAX_SURPRISE
from uba.decide.sums import TRUNCATION, tail_of

STEP = 0.1
"""Width of a bin, in units of the statistic."""
BINS = int(MAX_SURPRISE / STEP) + 1
MEMORY = 0.98
"""Discount per day: about 50 days of effective history."""
WARM_UP_DAYS = 1
"""Days of the whole system that are not learned: they were held against a guess, not a baseline ..."""
_MATURE_AFTER = 4
"""... and days after that until a day counts in full: baselines are still narrowing."""
RAW_CAUTION, FUSED_CAUTION = 0.7, 0.85
"""Unseen days are taken to reach x with probability 10 ** (-caution x): a baseline's own surprise is
believed in part, one that is made of calibrated surprises nearly as it is."""
_CAUTIOUS_DAYS = 20.0
_BORROWED_DAYS = 300.0
"""Entity-days up to which a cell is filled from its kin."""
_TAIL_SHARE = 0.03
_TAIL_OF_POSITIVE = 0.35
"""Where a statistic is mostly 0, the tail is this part of what is not."""
_MIN_EXCESSES, _MAX_EXCESSES = 20.0, 300.0
_CENSORED = 0.05
_ANCHOR_SHARE, _MIN_ANCHOR, _MAX_ANCHOR = 0.005, 8.0, 100.0
"""Entity-days the empirical p-value needs; beyond the last bin that so many reached, the tail is extrapolated."""
_PRIOR_EXCESSES = 10.0
_GRID: NDArray[np.float64] = STEP * np.arange(BINS, dtype=np.float64)


class Tail(IntEnum):
    """What is taken for known of a statistic beyond what enough entity-days reached."""

    FITTED = 0
    """Nothing: its scale is fitted."""
    SURPRISE = 1
    """It is a surprise: a decade a unit, and never rarer than it says itself."""
    SUM = 2
    """It adds up surprises, `uba.decide.sums`; never rarer than if it were one alone."""


class Calibration:
    """Calibration of several statistics, each in [0, 30], apart for each cell of entities.

    Parameters
    ----------
    cells
        Sorts of entities that are calibrated apart (people and service accounts, say).
    surprises
        How many of the statistics are surprises; they come first.
    scores
        How many are detectors' scores.
    caution
        How far surprises are believed before there is history, in (0, 1].
    kin
        Cells that fill up from another while they hold little.
    tails
        Of each surprise, in their order; all are fitted where none is said.

    Attributes
    ----------
    histogram
        Shape (cells, statistics, bins): discounted entity-days.
    surprise
        Shape (cells, statistics, bins): calibrated surprise at each bin's lower edge.
    """

    def __init__(
        self,
        cells: int,
        surprises: int,
        scores: int = 0,
        *,
        caution: float = RAW_CAUTION,
        tails: Sequence[Tail] = (),
        kin: Mapping[int, int] | None = None,
    ) -> None:
        self._kin = kin or {}
        self._caution = caution
        self._tails = tails or (Tail.FITTED,) * surprises
        self._surprises = surprises
        self.histogram = np.zeros((cells, surprises + scores, BINS))
        self.surprise = np.zeros((cells, surprises + scores, BINS))
        self.days = 0
        self.refresh()

    @property
    def nbytes(self) -> int:
        """Bytes of histograms and of what is looked up."""
        return self.histogram.nbytes + self.surprise.nbytes

    def _with_kin(self, c: int, s: int) -> NDArray[np.float64]:
        """A cell's histogram, filled up from its kin's while it holds little."""
        own: NDArray[np.float64] = self.histogram[c, s]
        other = self.histogram[self._kin.get(c, c), s]
        missing = max(_BORROWED_DAYS - float(own.sum()), 0.0)
        held = float(other.sum())
        return own + other * min(missing / held, 1.0) if c in self._kin and held > 0.0 else own

    def learn(self, maxima: NDArray[np.float64], cell: NDArray[np.int64], weight: NDArray[np.float64]) -> None:
        """Learn one closed day: daily maxima of active entities (n, statistics), their cells and weights (n,)."""
        self.days += 1
        age = self.days - WARM_UP_DAYS
        if age <= 0:
            return
        self.histogram *= MEMORY
        self.add(maxima, cell, weight * min(age / _MATURE_AFTER, 1.0))

    def add(self, maxima: NDArray[np.float64], cell: NDArray[np.int64], weight: NDArray[np.float64]) -> None:
        """Count entity-days."""
        bins = np.minimum((maxima / STEP + 1e-9).astype(np.int64), BINS - 1)
        _, statistics, _ = self.histogram.shape
        place = (cell[:, None] * statistics + np.arange(statistics)) * BINS + bins
        weights = np.repeat(weight, statistics)
        counted = np.bincount(place.ravel(), weights=weights, minlength=self.histogram.size)
        self.histogram += counted.reshape(self.histogram.shape)

    def refresh(self) -> None:
        """Recompute the surprise tables from the histograms."""
        for c, s in np.ndindex(self.histogram.shape[:2]):
            histogram = self._with_kin(c, s)
            if s < self._surprises:
                self.surprise[c, s] = calibrated(histogram, self._caution, self._tails[s])
            else:
                self.surprise[c, s] = conformal(histogram)


def calibrated(histogram: NDArray[np.float64], caution: float, tail: Tail = Tail.FITTED) -> NDArray[np.float64]:
    """Calibrated surprise at each bin's lower edge, from one histogram of entity-days; never falls, 0 at 0."""
    weight = float(histogram.sum())
    cautious = _cautious(caution)
    if weight == 0.0:
        return _as_surprise(cautious / _CAUTIOUS_DAYS, tail)
    reached = np.cumsum(histogram[::-1])[::-1]
    probability = reached / weight
    enough = min(max(_ANCHOR_SHARE * weight, _MIN_ANCHOR), _MAX_ANCHOR)
    anchor = max(_last_reached(reached, enough), 1)
    start = min(max(reached[anchor], enough) / weight, 1.0)
    if tail is Tail.SUM:
        beyond = tail_of(start, float(_GRID[anchor]), _GRID[anchor:]) / start
        probability[anchor:] = start * beyond**caution
    else:
        believed = 1.0 / (caution * math.log(10.0))
        scale = believed if tail is Tail.SURPRISE else _tail_scale(histogram, reached, believed)
        probability[anchor:] = start * np.exp(-(_GRID[anchor:] - _GRID[anchor]) / scale)
    return _as_surprise((weight * probability + cautious) / (weight + _CAUTIOUS_DAYS), tail)


@lru_cache
def _cautious(caution: float) -> NDArray[np.float64]:
    """Days that have not been seen yet, by what they would reach."""
    return np.asarray(_CAUTIOUS_DAYS * 10.0 ** (-caution * _GRID), dtype=np.float64)


def _as_surprise(probability: NDArray[np.float64], tail: Tail) -> NDArray[np.float64]:
    surprise: NDArray[np.float64] = np.maximum.accumulate(-np.log10(np.maximum(probability, 1e-300)))
    surprise[0] = 0.0
    if tail is Tail.FITTED:
        return surprise
    # Few days on which anything was seen say that these are rare, and each surprise says so already.
    bounded: NDArray[np.float64] = np.minimum(surprise, _GRID + (TRUNCATION if tail is Tail.SUM else 0.0))
    return bounded


def conformal(histogram: NDArray[np.float64]) -> NDArray[np.float64]:
    """Surprise of the conformal p-value (k + 1) / (n + 1) at each bin's lower edge; never falls."""
    reached = np.cumsum(histogram[::-1])[::-1]
    surprise: NDArray[np.float64] = -np.log10((reached + 1.0) / (reached[0] + 1.0))
    return surprise


def _last_reached(reached: NDArray[np.float64], days: float) -> int:
    """The last bin that at least `days` entity-days reached; 0 where none did."""
    return max(int(np.count_nonzero(reached >= days)) - 1, 0)


def _tail_scale(histogram: NDArray[np.float64], reached: NDArray[np.float64], believed: float) -> float:
    """Censored maximum likelihood of the tail's excesses, with `believed` as the scale of a few more."""
    rare = min(_TAIL_SHARE * float(reached[0]), _TAIL_OF_POSITIVE * float(reached[1]))
    u = _last_reached(reached, min(max(rare, _MIN_EXCESSES), _MAX_EXCESSES))
    excesses = histogram[u:]
    total = float(reached[u])
    if u == 0 or total <= 0.0:
        return believed
    beyond = np.flatnonzero(reached[u:] <= _CENSORED * total)
    c = int(beyond[0]) if beyond.size else excesses.size - 1
    centres = STEP * (np.arange(excesses.size) + 0.5)
    observed = float(excesses[:c].sum())
    sums = float((excesses[:c] * centres[:c]).sum()) + (total - observed) * STEP * c
    return (sums + _PRIOR_EXCESSES * believed) / (observed + _PRIOR_EXCESSES)


@njit(cache=True)
def lookup(table: NDArray[np.float64], x: float) -> float:
    """Calibrated surprise at `x`, between the grid points of one row of `Calibration.surprise`."""
    position = min(max(x, 0.0) / STEP, table.shape[0] - 1.0)
    low = int(position)
    if low >= table.shape[0] - 1:
        return float(table[-1])
    part = position - low
    return float(table[low] + part * (table[low + 1] - table[low]))


@njit(cache=True)
def lookup_many(tables: NDArray[np.float64], cell: NDArray[np.int64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """`lookup` of each element in the table of its cell; `tables` has shape (cells, bins)."""
    out = np.empty(x.shape[0])
    for i in range(x.shape[0]):
        out[i] = lookup(tables[cell[i]], x[i])
    return out
