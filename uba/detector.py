"""The one contract of everything that scores a vector: online, batch or yardstick.

A vector is one entity's day so far: for each feature of its entity kind the
calibrated surprise, -log10 p, 0 where nothing was observed. Detectors live in
`models/`; the engine only knows this protocol.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, n_features), finite, >= 0, columns in the feature order of the entity kind."""

Scores = NDArray[np.float64]
"""Shape (n,), in [0, 1], higher = stranger, always."""


class Detector(Protocol):
    """Scores vectors, and may learn from them. Score before learning, always."""

    name: str
    version: str
    """Changes whenever the same vector could get another score (new fit, new parameters)."""

    def score_many(self, vectors: Vectors) -> Scores:
        """Score each row on its own: changes nothing, and a row's score does not depend on other rows.

        A detector that has not learned enough yet answers 0 for every row and says so in `ready`.
        """
        ...

    def learn_many(self, vectors: Vectors) -> None:
        """Learn the rows in order; the same as learning them one at a time. Batch models do nothing."""
        ...

    @property
    def ready(self) -> bool:
        """False until scores mean something (cold start)."""
        ...

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything learned, as plain arrays; a copy."""
        ...

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Go back to a state: equal scores, equal further learning.

        Raises
        ------
        uba.errors.StateError
            The arrays are not of this detector's shape.
        """
        ...
