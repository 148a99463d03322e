from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from river.anomaly import GaussianScorer

from models.gaussian import Gaussian


@given(seed=st.integers(0, 2**32), grace=st.integers(2, 60))
def test_equal_to_river(seed: int, grace: int):
    """Above the mean every score is that of river's GaussianScorer on the same totals, below it 0."""
    rng = np.random.default_rng(seed)
    vectors = rng.exponential(0.5, (200, 4)).astype(np.float32)
    vectors[::17] *= 5
    ours, river = Gaussian(list("abcd"), grace=grace), GaussianScorer(grace_period=grace)

    for row in vectors:
        total = float(np.cbrt(np.float64(sum(float(value) for value in row))))
        expected = river.score_one(None, total) if total > river.gaussian.mu else 0.0
        assert abs(ours.score_many(row[None])[0] - expected) < 1e-12
        river.learn_one(None, total)
        ours.learn_many(row[None])


def test_constant_stream_is_never_strange():
    """Where all totals are equal nothing can be told, and nothing is divided by zero."""
    detector = Gaussian(["a"], grace=5)
    detector.learn_many(np.ones((50, 1), dtype=np.float32))

    assert detector.ready
    assert detector.score_many(np.array([[1.0], [9.0]], dtype=np.float32)).tolist() == [0.0, 0.0]


def test_more_surprise_is_never_less_strange():
    """Scores rise with the total, to 1."""
    detector = Gaussian(["a"])
    detector.learn_many(np.random.default_rng(1).exponential(1, (500, 1)).astype(np.float32))
    scores = detector.score_many(np.linspace(0, 400, 200, dtype=np.float32)[:, None])

    assert (np.diff(scores) >= 0).all()
    assert scores[0] == 0.0
    assert scores[-1] == 1.0
