"""Whether the fused p-value of an entity's day means what it says: its distance to the uniform distribution.

The p-value of a day is the smallest that any of its events was decided with. Many days are as dull as can be and have
p = 1: such ties are broken by lot, as smoothed conformal p-values are (Vovk, Gammerman & Shafer, Algorithmic Learning
in a Random World, 2005, 2.3), so that what is left is how far the p-values of all other days are from their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kstest

from benchmarks.page import table
from uba.decide.batch import DecisionBatch

MOST_DISTANCE = 0.03
"""Asked for."""
ENOUGH_DAYS = 500
_DAYS = 1 << 20


class FusedDays:
    """The largest surprise of each entity-day, gathered from the decisions of one engine."""

    def __init__(self) -> None:
        self._largest: dict[str, dict[int, float]] = {}

    def note(self, decided: DecisionBatch) -> None:
        """Take in the decisions of a batch; an engine's rows name entities as long as none is forgotten."""
        for segment in decided.segments:
            for kind in segment.kinds:
                days, place = np.unique(kind.seen.entity * _DAYS + kind.seen.day, return_inverse=True)
                most = np.zeros(days.size)
                np.maximum.at(most, place, kind.verdicts.surprise)
                known = self._largest.setdefault(kind.state.kind, {})
                for day, surprise in zip(days.tolist(), most.tolist(), strict=True):
                    known[day] = max(surprise, known.get(day, 0.0))

    def p_values(self, first: int) -> dict[str, NDArray[np.float64]]:
        """By entity kind, the p-values of the days from local day `first` on."""
        return {
            kind: 10.0 ** -np.array([surprise for key, surprise in days.items() if key % _DAYS >= first])
            for kind, days in self._largest.items()
        }


class Distance(NamedTuple):
    """How far p-values are from uniform, and the share of them that is up to 0.01."""

    days: int
    dull: float
    """Share of p = 1."""
    distance: float
    """Kolmogorov and Smirnov's, ties at 1 broken by lot."""
    small: float


def distance(p_values: NDArray[np.float64], seed: int = 7) -> Distance:
    """Distance of p-values, shape (n,), to the uniform distribution."""
    dull = p_values >= 1.0
    smoothed = p_values.copy()
    largest = float(p_values[~dull].max(initial=0.0))
    smoothed[dull] = np.random.default_rng(seed).uniform(largest, 1.0, int(dull.sum()))
    return Distance(
        p_values.size,
        float(dull.mean()),
        float(kstest(smoothed, "uniform").statistic),
        float((p_values <= 0.01).mean()),
    )


def lines_of(p_values: Mapping[str, NDArray[np.float64]]) -> list[str]:
    """The table: a row for each entity kind with days enough to say."""
    rows = []
    for kind, values in p_values.items():
        if values.size >= ENOUGH_DAYS:
            found = distance(values)
            mark = "" if found.distance <= MOST_DISTANCE else " **outside**"
            row = [f"{found.days:,}", f"{found.dull:.1%}", f"{found.distance:.3f}{mark}", f"{found.small:.4f}"]
            rows.append([kind, *row])
    return table(["of", "entity-days", "p = 1", f"distance (at most {MOST_DISTANCE})", "p ≤ 0.01"], rows)
