"""Whether the fused p-value of an entity's day means what it says: its distance to the uniform distribution.

It is the p-value of the day as it closes, before anything is learned from it. Many days are alike, most of them as dull
as can be (p = 1): ties are broken by lot, down to the next smaller p-value, as smoothed conformal p-values are (Vovk,
Gammerman & Shafer, Algorithmic Learning in a Random World, 2005, 2.3). What is left is how far p-values are from the
share of days that have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kstest

from benchmarks.page import table

MOST_DISTANCE = 0.03
"""Asked for."""
ENOUGH_DAYS = 500


class Distance(NamedTuple):
    """How far p-values are from uniform, and the share of them that is up to 0.01."""

    days: int
    dull: float
    """Share of p = 1."""
    distance: float
    """Kolmogorov and Smirnov's, ties broken by lot."""
    small: float


def distance(p_values: NDArray[np.float64], seed: int = 7) -> Distance:
    """Distance of p-values, shape (n,), to the uniform distribution."""
    levels, place = np.unique(p_values, return_inverse=True)
    below = np.concatenate([[0.0], levels[:-1]])[place]
    smoothed = below + np.random.default_rng(seed).uniform(size=p_values.size) * (p_values - below)
    found = float(kstest(smoothed, "uniform").statistic)
    return Distance(p_values.size, float((p_values >= 1.0).mean()), found, float((p_values <= 0.01).mean()))


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
