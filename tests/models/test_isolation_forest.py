from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest as SklearnForest

from models.isolation_forest import IsolationForest
from uba.errors import StateError


@pytest.mark.parametrize(("rows", "features", "max_samples"), [(1000, 6, 256), (300, 1, 64), (40, 3, 2), (5, 2, 5)])
def test_equal_to_scikit_learn(rows: int, features: int, max_samples: int):
    """Scores are -score_samples within 1e-9, on the rows it was fitted on and on rows far from them."""
    rng = np.random.default_rng(rows)
    fitted = rng.exponential(0.5, (rows, features)).astype(np.float32)
    forest = SklearnForest(n_estimators=30, max_samples=max_samples, random_state=1).fit(fitted)
    vectors = np.vstack([fitted, 20 * fitted, np.zeros_like(fitted)])
    ours = IsolationForest.of(forest, [f"f{i}" for i in range(features)])

    assert np.abs(ours.score_many(vectors) + forest.score_samples(vectors)).max() < 1e-9


def test_threshold_goes_left():
    """A value equal to a split's threshold goes where scikit-learn sends it."""
    fitted = np.repeat(np.arange(8, dtype=np.float32), 4)[:, None]
    forest = SklearnForest(n_estimators=10, random_state=1).fit(fitted)
    thresholds = np.concatenate([tree.tree_.threshold for tree in forest.estimators_]).astype(np.float32)[:, None]
    ours = IsolationForest.of(forest, ["f"])

    assert np.abs(ours.score_many(thresholds) + forest.score_samples(thresholds)).max() < 1e-9


def test_without_a_fit_it_is_not_ready():
    """Before a fitted forest is in place every score is 0 and `ready` says why."""
    unfitted = IsolationForest(["a", "b"])

    assert not unfitted.ready
    assert unfitted.score_many(np.ones((3, 2), dtype=np.float32)).tolist() == [0, 0, 0]


def test_version_names_the_fit():
    """Two fits have two versions, the same fit twice has one."""
    fitted = np.random.default_rng(1).random((50, 2)).astype(np.float32)

    def version(seed: int) -> str:
        return IsolationForest.of(SklearnForest(n_estimators=5, random_state=seed).fit(fitted), ["a", "b"]).version

    assert version(1) == version(1) != version(2)


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("left", 0, "left child"),
        ("right", 10**6, "right child"),
        ("feature", 2, "column 2 of 2"),
        ("roots", -1, "root"),
        ("roots", 10**6, "root"),
    ],
)
def test_a_state_that_would_lead_astray_is_refused(key: str, value: int, problem: str):
    """A tree that goes round, out of the arrays or to a column that is not there raises StateError."""
    fitted = np.random.default_rng(1).random((50, 2)).astype(np.float32)
    ours = IsolationForest.of(SklearnForest(n_estimators=5, random_state=1).fit(fitted), ["a", "b"])
    state = ours.state()
    state[key][0] = value

    with pytest.raises(StateError, match=problem):
        ours.restore(state)
