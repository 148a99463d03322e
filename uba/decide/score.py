"""The score: a fixed function of the p-value, the same for every entity, model and version."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POINTS_PER_DECADE = 12.5
"""100 points are one in a hundred million."""
_BANDS = ((75.0, "critical"), (55.0, "high"), (40.0, "medium"), (25.0, "low"))
SEVERITIES = ("informational", "low", "medium", "high", "critical")
"""Names of the bands, ascending."""


def score_of(surprise: NDArray[np.float64]) -> NDArray[np.float64]:
    """min(100, 12.5 * -log10 p), rounded to two decimals; shape (n,)."""
    return np.round(np.minimum(POINTS_PER_DECADE * surprise, 100.0), 2).astype(np.float64)


def severity_of(score: float) -> str:
    """Name the band of a score."""
    return next((name for bound, name in _BANDS if score >= bound), "informational")
