from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from river.anomaly import HalfSpaceTrees as RiverTrees

from models.half_space_trees import HalfSpaceTrees


@given(seed=st.integers(0, 2**32), features=st.integers(1, 12), window=st.integers(1, 40), height=st.integers(1, 6))
@settings(max_examples=25)
def test_equal_to_river(seed: int, features: int, window: int, height: int):
    """Every score, before and after every learned row, is river's to the bit."""
    rng = np.random.default_rng(seed)
    vectors = rng.exponential(rng.choice([0.5, 4.0]), (130, features)).astype(np.float32)
    vectors[rng.random(vectors.shape) < 0.4] = 0
    ours = HalfSpaceTrees([f"f{i}" for i in range(features)], seed, trees=3, height=height, window=window)
    river = RiverTrees(n_trees=3, height=height, window_size=window, seed=seed)

    for row in vectors:
        x = {i: min(float(value) / 8, 1.0) for i, value in enumerate(row)}
        assert ours.score_many(row[None])[0] == river.score_one(x)
        river.learn_one(x)
        ours.learn_many(row[None])


@pytest.mark.parametrize(("learned", "ready"), [(0, False), (249, False), (250, True), (499, True)])
def test_ready_after_the_first_window(learned: int, ready: bool):
    """Scores mean something once one window of vectors was learned, and not one vector before."""
    detector = HalfSpaceTrees(["a", "b"], seed=1)
    detector.learn_many(np.ones((learned, 2), dtype=np.float32))

    assert detector.ready is ready


def test_seed_and_parameters_make_the_version():
    """Whatever changes the trees changes the version."""
    versions = {
        HalfSpaceTrees(["a"], seed=1).version,
        HalfSpaceTrees(["a"], seed=2).version,
        HalfSpaceTrees(["b"], seed=1).version,
        HalfSpaceTrees(["a"], seed=1, trees=11).version,
        HalfSpaceTrees(["a"], seed=1, height=7).version,
        HalfSpaceTrees(["a"], seed=1, window=251).version,
    }

    assert len(versions) == 6
