"""A detector small enough to be obviously right, for tests of the engine around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from uba.detector import Scores, Vectors
from uba.errors import StateError


class Distance:
    """Scores how far a day's total surprise is above the mean of those learned; ready after ten."""

    def __init__(self, version: str = "1") -> None:
        self.name = "distance"
        self.version = version
        self.sums = np.zeros(2)

    def score_many(self, vectors: Vectors) -> Scores:
        """Score each row."""
        if not self.ready:
            return np.zeros(vectors.shape[0])
        above = np.maximum(vectors.sum(axis=1).astype(np.float64) - self.sums[0] / self.sums[1], 0.0)
        return above / (1.0 + above)

    def learn_many(self, vectors: Vectors) -> None:
        """Learn the rows in order."""
        for row in vectors:
            self.sums += (float(row.sum()), 1.0)

    @property
    def ready(self) -> bool:
        """False until ten rows were learned."""
        return bool(self.sums[1] >= 10)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything learned."""
        return {"sums": self.sums.copy()}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Go back to a state."""
        if "sums" not in state:
            raise StateError("the detector's sums are missing; replay the journal")
        self.sums = state["sums"].astype(np.float64)
