"""Gaussian: how far the total surprise of a vector lies above what such totals usually are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numba
import numpy as np
from numpy.typing import NDArray

from models.columns import Array, check_columns, check_state, fingerprint
from uba.detector import Scores, Vectors


class Gaussian:
    """One-sided `anomaly.GaussianScorer` of river, on the cube root of a vector's total surprise.

    A total of independent surprises is gamma distributed, and the cube root of
    a gamma variable is nearly normal. Totals below the mean score 0: a dull day
    is not strange. Above it, scores equal river's. Blind to which features are
    surprising, and at its end (score 1) from 8 standard deviations on.

    Parameters
    ----------
    features
        Column names in order.
    seed
        Not used; every detector of the catalogue is built alike.
    grace
        Rows learned before scores mean something.

    References
    ----------
    Wilson, Hilferty: The distribution of chi-square, PNAS 17, 1931.
    """

    name = "gaussian"

    def __init__(self, features: Sequence[str], seed: int = 0, grace: int = 100) -> None:
        self.version = f"1-{fingerprint(features)}-g{grace}"
        self._n_features = len(features)
        self._grace = grace
        self._moments = np.zeros(3, dtype=np.float64)  # rows, mean, sum of squared deviations

    @property
    def ready(self) -> bool:
        """True once `grace` rows were learned."""
        return bool(self._moments[0] >= self._grace)

    def score_many(self, vectors: Vectors) -> Scores:
        """Score each row in [0, 1]: 2 CDF - 1 of its total, 0 below the mean."""
        vectors = check_columns(self.name, vectors, self._n_features)
        rows, mean, squares = self._moments
        if not self.ready or squares <= 0.0:
            return np.zeros(len(vectors), dtype=np.float64)
        return _score(vectors, mean, math.sqrt(squares / (rows - 1.0)))

    def learn_many(self, vectors: Vectors) -> None:
        """Learn the rows in order."""
        _learn(check_columns(self.name, vectors, self._n_features), self._moments)

    def state(self) -> dict[str, Array]:
        """Rows learned, mean, and sum of squared deviations."""
        return {"moments": self._moments.copy()}

    def restore(self, state: dict[str, Array]) -> None:
        """Go back to a state."""
        check_state(self.name, state, {"moments": np.zeros(3, dtype=np.float64)})
        self._moments = state["moments"].astype(np.float64)


@numba.njit(cache=True)
def _total(vector: NDArray[np.float32]) -> float:
    """Cube root of the sum, added up in column order."""
    total = 0.0
    for value in vector:
        total += value
    return float(np.cbrt(total))


@numba.njit(cache=True)
def _learn(vectors: Vectors, moments: NDArray[np.float64]) -> None:
    """Welford's update, in river's order of operations."""
    for row in range(vectors.shape[0]):
        value = _total(vectors[row])
        before = moments[1]
        moments[0] += 1.0
        moments[1] += (value - before) / moments[0]
        moments[2] += (value - before) * (value - moments[1])


@numba.njit(cache=True)
def _score(vectors: Vectors, mean: float, deviation: float) -> Scores:
    """2 CDF - 1 is erf(z / sqrt 2)."""
    scores = np.zeros(vectors.shape[0], dtype=np.float64)
    for row in range(vectors.shape[0]):
        z = (_total(vectors[row]) - mean) / deviation
        if z > 0.0:
            scores[row] = math.erf(z / math.sqrt(2.0))
    return scores
