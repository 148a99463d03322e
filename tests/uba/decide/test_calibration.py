"""Laws of calibration: near uniform on benign days, cautious at the start, hard to spoil."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from uba.baselines.tails import MAX_SURPRISE
from uba.decide.calibration import (
    BINS,
    STEP,
    WARM_UP_DAYS,
    Calibration,
    Tail,
    calibrated,
    conformal,
    lookup,
    lookup_many,
)
from uba.decide.sums import TRUNCATION

GRID = STEP * np.arange(BINS)
HISTOGRAMS = st.dictionaries(st.integers(0, BINS - 1), st.floats(0.1, 5_000.0), max_size=20)


def histogram(weights: dict[int, float]) -> NDArray[np.float64]:
    """Give a histogram with these bins filled."""
    full = np.zeros(BINS)
    for place, weight in weights.items():
        full[place] = weight
    return full


def learned(days: int, entities: int, scale: float = 1.0, *, attacks: float = 0.0, seed: int = 1) -> Calibration:
    """Days of `entities` people whose surprise is exponential, `scale` decades a unit; some of them attacked."""
    random = np.random.default_rng(seed)
    calibration = Calibration(1, 1)
    for _ in range(days + WARM_UP_DAYS):
        x = surprises(random, entities, scale)
        x[random.random(entities) < attacks] = 20.0
        calibration.learn(np.minimum(x, MAX_SURPRISE)[:, None], np.zeros(entities, np.int64), np.ones(entities))
    calibration.refresh()
    return calibration


def surprises(random: np.random.Generator, n: int, scale: float) -> NDArray[np.float64]:
    """Give what would be -log10 of uniform p-values, stretched."""
    return -np.log10(random.random(n)) * scale


def p_values(calibration: Calibration, x: NDArray[np.float64], row: int = 0) -> NDArray[np.float64]:
    """Calibrated p-values in the first cell."""
    return 10.0 ** -lookup_many(calibration.surprise[:, row], np.zeros(x.size, np.int64), x)


@pytest.mark.parametrize("scale", [0.6, 1.0, 2.5])
def test_benign_days_are_near_uniform(scale: float) -> None:
    """Whatever the statistic's scale, p of days like those learned is near uniform, in the tail too."""
    calibration = learned(days=60, entities=300, scale=scale)
    p = p_values(calibration, surprises(np.random.default_rng(2), 50_000, scale))

    assert stats.kstest(p, "uniform").statistic < 0.08
    for level in (0.05, 0.01, 0.001):
        assert 0.4 * level < np.mean(p <= level) < 1.7 * level


def test_a_few_attacks_in_the_history_do_not_hide_the_next() -> None:
    """Attacks on one entity-day in a thousand move the tail by less than a decade, however strange they were."""
    clean, dirty = (learned(days=60, entities=300, attacks=attacks) for attacks in (0.0, 0.001))
    x = np.array([1.0, 2.0, 4.0, 6.0, 8.0])

    assert (p_values(dirty, x) < 10 * p_values(clean, x)).all()
    assert p_values(dirty, np.array([20.0]))[0] < 1e-9


def test_many_attacks_in_the_history_become_usual() -> None:
    """What 3 % of the days learned were like gets a p of about 3 %, no more; the other days keep theirs."""
    clean, dirty = (learned(days=60, entities=300, attacks=attacks) for attacks in (0.0, 0.03))

    assert p_values(dirty, np.array([20.0]))[0] < 0.04
    assert p_values(dirty, np.array([0.5, 1.0])) == pytest.approx(p_values(clean, np.array([0.5, 1.0])), rel=0.4)


def test_the_start_is_cautious() -> None:
    """Without history a surprise is believed less than it says, and history moves p only as it comes."""
    start = Calibration(1, 1)
    x = np.array([0.0, 1.0, 3.0, 6.0])
    first = p_values(start, x)

    assert first[0] == 1.0
    assert (first[1:] > 10.0 ** -x[1:]).all()
    assert (np.diff(first) < 0).all()
    assert (p_values(learned(days=1, entities=3), x[1:]) < 10 * first[1:]).all()


def test_the_first_days_are_not_learned() -> None:
    """Days on which everybody was held against a guess leave calibration as it was, and count less for a while."""
    calibration = Calibration(1, 1)
    weights = []
    for _ in range(WARM_UP_DAYS + 5):
        calibration.learn(np.full((10, 1), 2.0), np.zeros(10, np.int64), np.ones(10))
        weights.append(float(calibration.histogram.sum()))

    assert weights[:WARM_UP_DAYS] == [0.0] * WARM_UP_DAYS
    assert 0.0 < weights[WARM_UP_DAYS] < 10.0
    assert weights == sorted(weights)


@given(weights=HISTOGRAMS, caution=st.floats(0.2, 1.0), tail=st.sampled_from(Tail))
def test_calibrated_surprise_is_monotone(weights: dict[int, float], caution: float, tail: Tail) -> None:
    """Whatever was learned: stranger is never less surprising, 0 at 0, finite everywhere."""
    table = calibrated(histogram(weights), caution, tail)

    assert table.shape == (BINS,)
    assert table[0] == 0.0
    assert np.isfinite(table).all()
    assert (np.diff(table) >= 0).all()


@given(weights=HISTOGRAMS)
def test_a_surprise_is_no_rarer_than_it_says(weights: dict[int, float]) -> None:
    """However seldom anything was seen at all, a surprise counts for no more than itself, alone in a sum likewise."""
    assert (calibrated(histogram(weights), 0.85, Tail.SURPRISE) <= GRID + 1e-9).all()
    assert (calibrated(histogram(weights), 0.85, Tail.SUM) <= GRID + TRUNCATION + 1e-9).all()


def test_a_sum_is_believed_less_than_one_surprise() -> None:
    """Of two statistics with one history, the one that adds up surprises is extrapolated with more care."""
    many = histogram({0: 9000.0, 20: 900.0, 60: 100.0})
    one, total = calibrated(many, 0.85, Tail.SURPRISE), calibrated(many, 0.85, Tail.SUM)

    assert total[60] == pytest.approx(one[60], abs=0.05)
    assert total[90] < one[90] - 0.5


@given(weights=HISTOGRAMS)
def test_conformal_surprise(weights: dict[int, float]) -> None:
    """The conformal p is never below one in the history plus one, falls with the statistic, and is 1 at its least."""
    full = histogram(weights)
    table = conformal(full)

    assert table[0] == pytest.approx(0.0)
    assert (np.diff(table) >= -1e-12).all()
    assert table[-1] <= np.log10(full.sum() + 1.0) + 1e-9


@given(weights=HISTOGRAMS, x=st.floats(-1.0, 40.0), step=st.floats(0.0, 2.0))
def test_lookup_interpolates(weights: dict[int, float], x: float, step: float) -> None:
    """Between grid points surprise lies between theirs, beyond the last it stays, and it never falls."""
    table = calibrated(histogram(weights), 0.5)

    assert lookup(table, x) <= lookup(table, x + step) + 1e-12
    assert lookup(table, 99.0) == table[-1]
    assert lookup(table, -1.0) == 0.0
    assert lookup(table, float(GRID[50])) == pytest.approx(table[50])


def test_cells_are_apart() -> None:
    """What machines do teaches nothing about people."""
    calibration = Calibration(2, 1)
    before = calibration.surprise[0].copy()
    for _ in range(WARM_UP_DAYS + 20):
        calibration.learn(np.full((50, 1), 9.0), np.ones(50, np.int64), np.ones(50))
    calibration.refresh()

    assert np.array_equal(calibration.surprise[0], before)
    assert lookup(calibration.surprise[1, 0], 9.0) < lookup(before[0], 9.0)


def test_scores_are_never_rarer_than_history() -> None:
    """A detector's score has no scale: its p-value never is below one in the days learned."""
    calibration = Calibration(1, 1, 1)
    calibration.add(np.full((99, 2), 3.0), np.zeros(99, np.int64), np.ones(99))
    calibration.refresh()

    assert p_values(calibration, np.array([30.0]), row=1)[0] == pytest.approx(0.01)
    assert p_values(calibration, np.array([30.0]), row=0)[0] < 0.01


def test_weights_count() -> None:
    """A day of half a weight twice is one day."""
    one, halves = Calibration(1, 1), Calibration(1, 1)
    x = np.array([[1.0], [5.0]])
    one.add(x, np.zeros(2, np.int64), np.ones(2))
    for _ in range(2):
        halves.add(x, np.zeros(2, np.int64), np.full(2, 0.5))

    assert np.array_equal(one.histogram, halves.histogram)
