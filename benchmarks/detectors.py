"""Each detector against the one it equals, river's or scikit-learn's, on the same vectors of closed days."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from river import anomaly
from sklearn.ensemble import IsolationForest as SklearnForest

from models.half_space_trees import FULL_SURPRISE, HalfSpaceTrees
from models.isolation_forest import IsolationForest
from uba.engine import DayVectors

_BATCH = 250
_ROWS = 4_000


class DetectorCost(NamedTuple):
    """Microseconds a vector, theirs and ours, and the largest difference between the scores."""

    name: str
    work: str
    theirs: float
    ours: float
    difference: float


def costs(days: DayVectors) -> list[DetectorCost]:
    """Measure on the vectors of one entity kind, repeated where they are few."""
    vectors = np.resize(days.vectors, (_ROWS, days.vectors.shape[1])).astype(np.float32)
    return [
        _half_space_trees(vectors, days.feature_names),
        *_isolation_forest(vectors, days.feature_names),
    ]


def _half_space_trees(vectors: NDArray[np.float32], names: tuple[str, ...]) -> DetectorCost:
    """Let both learn a batch, then measure on the rest: river row by row, ours in batches as the engine does."""
    ours, theirs = HalfSpaceTrees(names, 7), anomaly.HalfSpaceTrees(n_trees=10, height=8, window_size=_BATCH, seed=7)
    rows = [{i: min(float(value) / FULL_SURPRISE, 1.0) for i, value in enumerate(row)} for row in vectors]

    def score_and_learn(x: dict[int, float]) -> float:
        score: float = theirs.score_one(x)
        theirs.learn_one(x)
        return score

    def in_batches() -> NDArray[np.float64]:
        scores = []
        for first in range(_BATCH, len(vectors), _BATCH):
            batch = vectors[first : first + _BATCH]
            scores.append(ours.score_many(batch))
            ours.learn_many(batch)
        return np.concatenate(scores)

    for row in rows[:_BATCH]:
        score_and_learn(row)
    ours.learn_many(vectors[:_BATCH])
    ours.score_many(vectors[:1])
    river, spent = _timed(lambda: np.array([score_and_learn(row) for row in rows[_BATCH:]]))
    mine, quick = _timed(in_batches)
    starts = np.arange(0, len(mine), _BATCH)  # where both have learned the same
    difference = float(np.abs(river[starts] - mine[starts]).max())
    return DetectorCost("half-space trees, 10 of height 8", "score, then learn", spent, quick, difference)


def _isolation_forest(vectors: NDArray[np.float32], names: tuple[str, ...]) -> list[DetectorCost]:
    fitted = SklearnForest(n_estimators=100, random_state=7).fit(vectors)
    ours = IsolationForest.of(fitted, names)
    ours.score_many(vectors)
    theirs, spent = _timed(lambda: -fitted.score_samples(vectors))
    mine, quick = _timed(lambda: ours.score_many(vectors))
    few = vectors[:100]
    _, slow = _timed(lambda: np.concatenate([-fitted.score_samples(row[None]) for row in few]))
    _, alone = _timed(lambda: np.concatenate([ours.score_many(row[None]) for row in few]))
    difference = float(np.abs(theirs - mine).max())
    return [
        DetectorCost("isolation forest, 100 trees", f"score {len(vectors):,} at once", spent, quick, difference),
        DetectorCost("isolation forest, 100 trees", "score one by one", slow, alone, difference),
    ]


def _timed(work: Callable[[], NDArray[np.float64]]) -> tuple[NDArray[np.float64], float]:
    start = time.process_time()
    scores = work()
    return scores, (time.process_time() - start) / len(scores) * 1e6
