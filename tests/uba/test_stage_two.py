"""Laws of stage two: reported days teach less, a detector put in later is calibrated at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.uba.detectors import Distance
from uba.decide.calibration import WARM_UP_DAYS
from uba.features import features_of
from uba.stage_two import KindDecider, statistic_of

WIDTH = len(features_of("user"))


def benign(random: np.random.Generator, n: int) -> NDArray[np.float32]:
    """Ordinary days: surprises of a tenth of the features."""
    raw = -np.log10(random.random((n, WIDTH)))
    raw[random.random((n, WIDTH)) > 0.1] = 0.0
    return raw.astype(np.float32)


def learned(decider: KindDecider, days: int = 40, n: int = 60) -> KindDecider:
    """Let a decider learn ordinary days."""
    random = np.random.default_rng(1)
    for _ in range(days):
        decider.close_day(benign(random, n), np.zeros(n, np.int64), threshold=4.0)
    return decider


@given(scores=st.lists(st.floats(0.0, 1.0), min_size=2, max_size=20))
def test_spread_scores(scores: list[float]) -> None:
    """Spreading scores over the calibration's range keeps their order and stays in it."""
    spread = statistic_of(np.array(sorted(scores)))

    assert (np.diff(spread) >= 0.0).all()
    assert ((spread >= 0.0) & (spread <= 30.0)).all()


def test_vectors_are_calibrated() -> None:
    """A closed day's vectors are calibrated surprises: 0 where nothing was observed, finite, in the same shape."""
    raw = benign(np.random.default_rng(2), 30)
    vectors = learned(KindDecider("user", ())).close_day(raw, np.zeros(30, np.int64), 4.0).vectors

    assert vectors.shape == raw.shape
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert ((raw > 0.0) | (vectors == 0.0)).all()


def test_reported_days_teach_detectors_nothing() -> None:
    """A day that was strange enough to be reported is not learned by detectors, and by calibration at a discount."""
    with_attack, without = (learned(KindDecider("user", [Distance()])) for _ in range(2))
    ordinary = benign(np.random.default_rng(3), 20)
    attack = np.full((1, WIDTH), 30.0, dtype=np.float32)
    with_attack.close_day(np.vstack([ordinary, attack]), np.zeros(21, np.int64), 4.0)
    without.close_day(ordinary, np.zeros(20, np.int64), 4.0)

    assert np.array_equal(with_attack.detectors[0].state()["sums"], without.detectors[0].state()["sums"])
    assert 0.0 < with_attack.features.histogram[0, 0, -1] < 1.0
    assert without.features.histogram[0, 0, -1] == 0.0


def test_an_empty_day_changes_nothing() -> None:
    """A day on which nobody was there is no history."""
    decider = learned(KindDecider("user", ()))
    before = decider.state()
    closed = decider.close_day(np.zeros((0, WIDTH), np.float32), np.zeros(0, np.int64), 4.0)

    assert (closed.vectors.shape, closed.surprise.shape) == ((0, WIDTH), (0,))
    assert all(np.array_equal(before[name], array) for name, array in decider.state().items())


def test_the_first_days_are_not_remembered() -> None:
    """Days held against a guess are no example for a detector put in later."""
    decider = learned(KindDecider("user", ()), days=WARM_UP_DAYS)

    assert decider.recent_count == 0
    assert learned(decider, days=1).recent_count > 0


def test_a_detector_put_in_later_is_calibrated() -> None:
    """From recent vectors a new detector gets the history it would have had; baselines nearly keep theirs."""
    decider = learned(KindDecider("user", ()))
    before = decider.statistics.surprise[0, 0].copy()
    detector = Distance()
    detector.learn_many(decider.recent[:50])
    decider.detectors.append(detector)
    decider.calibrate_detectors()

    assert decider.statistics.histogram.shape[1] == 4
    assert decider.statistics.histogram[0, 3].sum() > 100.0
    assert np.abs(decider.statistics.surprise[0, 0, :40] - before[:40]).max() < 0.6


def test_state_round_trip() -> None:
    """A restored decider holds the same tables, detectors included."""
    decider = learned(KindDecider("user", [Distance()]))
    again = KindDecider("user", [Distance()])
    again.restore(decider.state(), ["distance 1"])

    assert np.array_equal(again.features.surprise, decider.features.surprise)
    assert np.array_equal(again.statistics.surprise, decider.statistics.surprise)
    raw = benign(np.random.default_rng(4), 10)
    for one in (decider, again):
        one.close_day(raw, np.zeros(10, np.int64), 4.0)
    assert all(np.array_equal(again.state()[name], array) for name, array in decider.state().items())
