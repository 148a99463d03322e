"""Laws that every detector of the catalogue obeys, after river's estimator checks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest as SklearnForest
from sklearn.metrics import roc_auc_score

from models import DETECTORS, ONLINE
from models.isolation_forest import IsolationForest
from models.yardsticks import Oracle
from uba.detector import Detector, Vectors
from uba.errors import FeatureMismatch, StateError

FEATURES = ("logons", "failures", "pages", "mails", "requests")


def stream(rows: int, seed: int = 1) -> Vectors:
    """Make the surprises of ordinary days: exponential, and often 0 where nothing was observed."""
    rng = np.random.default_rng(seed)
    surprises = rng.exponential(1 / np.log(10), (rows, len(FEATURES)))
    return (surprises * (rng.random((rows, len(FEATURES))) < 0.6)).astype(np.float32)


def build(detector: type) -> Detector:
    """Make a detector as its users do."""
    if detector is Oracle:
        return Oracle(FEATURES, is_attack=lambda vectors: vectors.sum(axis=1) > 8)
    if detector is IsolationForest:
        forest = SklearnForest(n_estimators=20, max_samples=128, random_state=3).fit(stream(400, seed=9))
        return IsolationForest.of(forest, FEATURES)
    made: Detector = detector(FEATURES, 7)
    return made


every_detector = pytest.mark.parametrize("fresh", [pytest.param(lambda d=d: build(d), id=d.name) for d in DETECTORS])
Fresh = Callable[[], Detector]


@every_detector
def test_scoring_changes_nothing(fresh: Fresh):
    """Scoring twice gives the same scores and leaves state and input as they were."""
    detector = fresh()
    detector.learn_many(stream(600))
    before, vectors = detector.state(), stream(50, seed=2)
    untouched = vectors.copy()

    assert np.array_equal(detector.score_many(vectors), detector.score_many(vectors))
    assert all(np.array_equal(before[key], array) for key, array in detector.state().items())
    assert np.array_equal(vectors, untouched)


@every_detector
def test_a_score_depends_on_its_row_alone(fresh: Fresh):
    """The scores of a batch are the scores of its rows one by one."""
    detector = fresh()
    detector.learn_many(stream(600))
    vectors = stream(50, seed=2)

    assert detector.score_many(vectors).tolist() == [detector.score_many(row[None])[0] for row in vectors]


@every_detector
def test_order_of_rows_in_memory_does_not_matter(fresh: Fresh):
    """A Fortran-ordered or strided array scores as its contiguous copy."""
    detector = fresh()
    detector.learn_many(stream(600))
    vectors = stream(60, seed=2)

    assert np.array_equal(detector.score_many(np.asfortranarray(vectors)), detector.score_many(vectors))
    assert np.array_equal(detector.score_many(vectors[::2]), detector.score_many(vectors[::2].copy()))


@every_detector
@pytest.mark.parametrize("cuts", [(1,) * 620, (249, 1, 1, 249, 120), (620,), (0, 310, 0, 310)], ids=len)
def test_learning_does_not_depend_on_batches(fresh: Fresh, cuts: tuple[int, ...]):
    """A stream cut anywhere is learned as the whole stream."""
    whole, split, vectors = fresh(), fresh(), stream(620)
    whole.learn_many(vectors)
    start = 0
    for cut in cuts:
        split.learn_many(vectors[start : start + cut])
        start += cut

    assert start == len(vectors)
    assert {k: a.tobytes() for k, a in whole.state().items()} == {k: a.tobytes() for k, a in split.state().items()}


@every_detector
def test_scores_are_in_range(fresh: Fresh):
    """Scores are float64 in [0, 1], of vectors of zeros and of vectors beyond anything seen too."""
    detector = fresh()
    vectors = np.vstack([stream(100, seed=2), np.zeros((1, 5)), np.full((1, 5), 300.0)]).astype(np.float32)
    for _ in range(4):
        scores = detector.score_many(vectors)
        detector.learn_many(stream(170))

        assert scores.dtype == np.float64
        assert scores.shape == (102,)
        assert ((scores >= 0) & (scores <= 1)).all()


@every_detector
def test_no_rows_are_no_scores(fresh: Fresh):
    """An empty batch is scored and learned."""
    detector = fresh()
    detector.learn_many(stream(0))

    assert detector.score_many(stream(0)).shape == (0,)


@every_detector
@pytest.mark.parametrize("learned", [0, 7, 250, 333])
def test_state_round_trip(fresh: Fresh, learned: int):
    """A restored detector scores equally and learns on equally."""
    original, restored = fresh(), fresh()
    original.learn_many(stream(learned))
    restored.restore(original.state())
    vectors = stream(50, seed=2)

    assert np.array_equal(original.score_many(vectors), restored.score_many(vectors))
    for detector in (original, restored):
        detector.learn_many(stream(400, seed=3))
    assert np.array_equal(original.score_many(vectors), restored.score_many(vectors))
    assert original.ready == restored.ready


@every_detector
def test_state_is_a_copy(fresh: Fresh):
    """Learning on, here or in a detector restored from it, leaves a state taken before as it was."""
    detector, other = fresh(), fresh()
    detector.learn_many(stream(300))
    state = detector.state()
    taken = {key: array.tobytes() for key, array in state.items()}
    other.restore(state)
    other.learn_many(stream(300))
    detector.learn_many(stream(300))

    assert {key: array.tobytes() for key, array in state.items()} == taken


@every_detector
def test_state_of_another_detector_is_refused(fresh: Fresh):
    """Arrays that are not this detector's raise StateError and change nothing."""
    detector = fresh()
    detector.learn_many(stream(300))
    scores = detector.score_many(stream(20))

    with pytest.raises(StateError, match=detector.name):
        detector.restore({**detector.state(), "foreign": np.zeros(3)})
    for key, array in detector.state().items():
        with pytest.raises(StateError, match=detector.name):
            detector.restore({**detector.state(), key: array.astype(np.float16)})
    assert np.array_equal(detector.score_many(stream(20)), scores)


@every_detector
def test_memory_is_bounded(fresh: Fresh):
    """State takes as many bytes after 5,000 rows as after 500."""
    detector = fresh()
    detector.learn_many(stream(500))
    before = sum(array.nbytes for array in detector.state().values())
    detector.learn_many(stream(4500))

    assert sum(array.nbytes for array in detector.state().values()) == before


@every_detector
def test_other_features_are_refused(fresh: Fresh):
    """A vector with a column more or less raises FeatureMismatch, in scoring and in learning."""
    detector = fresh()
    for columns in (4, 6):
        with pytest.raises(FeatureMismatch, match="uba train"):
            detector.score_many(np.zeros((2, columns), dtype=np.float32))
        with pytest.raises(FeatureMismatch, match="uba train"):
            detector.learn_many(np.zeros((2, columns), dtype=np.float32))


@every_detector
def test_planted_anomalies_are_stranger(fresh: Fresh):
    """ROC AUC on planted anomalies, each scored before it is learned, is no worse than a coin's."""
    detector = fresh()
    rng = np.random.default_rng(4)
    vectors, planted = stream(1500, seed=5), rng.random(1500) < 0.03
    vectors[planted] += rng.exponential(2.5, (planted.sum(), len(FEATURES))).astype(np.float32)
    scores = np.zeros(1500)
    for i in range(1500):
        scores[i] = detector.score_many(vectors[i : i + 1])[0]
        detector.learn_many(vectors[i : i + 1])
    auc = roc_auc_score(planted[300:], scores[300:])

    if detector.name == "random":
        assert 0.4 < auc < 0.6
    elif detector.name == "null":
        assert auc == 0.5
    else:
        assert auc > 0.9


@pytest.mark.parametrize("name", ONLINE)
def test_cold_start_says_so(name: str):
    """An online detector that has learned nothing scores 0 and is not ready; later it is."""
    detector = ONLINE[name](FEATURES, 7)

    assert not detector.ready
    assert (detector.score_many(stream(20)) == 0).all()
    detector.learn_many(stream(500))
    assert detector.ready
    assert (detector.score_many(stream(20)) > 0).any()


@every_detector
def test_version_names_the_features(fresh: Fresh):
    """The version is the same for the same model, and another for the same features in another order."""
    detector = fresh()

    assert detector.version == fresh().version
    if type(detector) is not Oracle:
        assert type(detector)(FEATURES[::-1], 7).version != detector.version
