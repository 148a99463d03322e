from __future__ import annotations

import numpy as np
import pytest
from fakes import dataset, rows
from sklearn.ensemble import IsolationForest as SklearnForest

from training.dataset import Dataset, Rows
from training.fit import FitSettings, fit, keep_ordinary


def test_fits_what_has_rows_enough_and_says_what_has_not():
    """A kind of few rows is skipped with the reason; the others get a forest that is ready."""
    models, report = fit(dataset())

    assert [d.name for d in models.detectors["user"]] == ["isolation_forest"]
    assert models.detectors["user"][0].ready
    assert models.features == {"user": rows().feature_names}
    assert "src_ip" not in models.detectors
    assert report["src_ip"].skipped == "36 days of entities, expected 200 or more"
    assert (report["user"].rows, report["user"].trimmed, report["user"].skipped) == (480, 2, "")


def test_a_kind_without_surprises_is_skipped():
    """A forest cannot be fitted on zeros, nor where trimming leaves nothing else."""
    silent = rows()
    _, report = fit(Dataset({"user": Rows(silent.entity, silent.day, silent.vectors * 0, silent.feature_names)}))

    assert report["user"].skipped == "nothing surprising in 478 ordinary days, so nothing to split on"
    silent.vectors[2:] = 0
    _, report = fit(Dataset({"user": silent}))
    assert report["user"].skipped == "nothing surprising in 478 ordinary days, so nothing to split on"


def test_the_forest_is_scikit_learns_on_the_ordinary_rows():
    """Scores are those of a forest of the stated parameters, fitted on all rows but the trimmed."""
    whole = rows()
    kept = whole.vectors[keep_ordinary(whole.vectors, 0.005)]
    forest = SklearnForest(n_estimators=100, max_samples=256, random_state=7).fit(kept)
    models, _ = fit(Dataset({"user": whole}))

    assert (
        np.abs(models.detectors["user"][0].score_many(whole.vectors) + forest.score_samples(whole.vectors)).max() < 1e-9
    )


def test_the_same_history_gives_the_same_version():
    """Fitting is a function of the data set and the settings."""
    first, _ = fit(dataset())
    again, _ = fit(dataset())
    other, _ = fit(dataset(), FitSettings(random_state=8))

    assert first.versions == again.versions
    assert first.versions != other.versions


@pytest.mark.parametrize(("trimmed", "left_out"), [(0.0, 0), (0.005, 0), (0.01, 1), (0.05, 5)])
def test_the_most_surprising_are_trimmed(trimmed: float, left_out: int):
    """Exactly the rows of highest total surprise are left out, rounded down."""
    vectors = np.arange(200, dtype=np.float32).reshape(100, 2)
    kept = keep_ordinary(vectors, trimmed)

    assert kept.tolist() == [True] * (100 - left_out) + [False] * left_out


def test_poisoned_days_stay_strange():
    """Days planted to be learned as normal, few and extreme, do not make their like normal."""
    poisoned = rows()
    poisoned.vectors[:2] = 30.0
    models, _ = fit(Dataset({"user": poisoned}))
    scores = models.detectors["user"][0].score_many(poisoned.vectors)

    assert scores[:2].min() > np.quantile(scores[2:], 0.99)
