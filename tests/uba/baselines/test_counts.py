"""Laws of counts: a newcomer is a peer, history is earned, one wild day teaches little."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from uba.baselines.counts import CLIP, learn_day, posterior, size_posterior
from uba.baselines.rhythm import MEMORY
from uba.baselines.rings import Rings, put
from uba.features.spec import BaselineKind

PRIORS = st.tuples(st.floats(0.01, 1e4), st.floats(0.05, 10.0), st.floats(0.02, 5.0)).map(np.array)
DAY = 20_520
"""A Monday, in days since the epoch."""


def day_rings(day: int, content: float) -> Rings:
    """Rings of one series whose newest window is that of a day."""
    head, place, used = np.array([day], np.int32), np.array([-1], np.int32), np.array([0, 1])
    made = Rings(head, place, np.zeros((0, 4), np.uint8), np.zeros((1, 4), np.float32), used)
    put(made, 0, day, content)
    return made


class Series:
    """One series with windows of a day, learned day by day by the kernel itself."""

    def __init__(self, prior: NDArray[np.float64], kind: BaselineKind = BaselineKind.COUNT) -> None:
        self.prior = prior
        self.kind = np.array([int(kind)])
        self.sums = [np.zeros(1) for _ in range(4)]
        self.day = DAY

    def learn(self, content: float) -> None:
        """Let one day with this content close."""
        rings = day_rings(self.day, content)
        learn_day(
            self.day,
            np.array([self.day * 24]),
            self.kind,
            np.array([False]),
            False,
            1,
            np.zeros(1, np.int32),
            np.zeros(1, np.int16),
            rings,
            *self.sums,
            np.zeros(1, np.int32),
            np.array([[self.day - 1, self.day] if self.day % 2 else [self.day, self.day - 1]], dtype=np.int32),
            np.zeros((1, 48), np.float32),
            np.full((1, 168), 1 / 24),
            np.ones((1, 7)),
            self.prior[None, None],
        )
        self.day += 1

    def posterior(self) -> tuple[float, float, float, float]:
        """Rate, predictive dispersion, own dispersion, maturity."""
        total, exposure, excess, square = (float(array[0]) for array in self.sums)
        return posterior(total, exposure, excess, square, self.prior)


@given(prior=PRIORS)
def test_a_newcomer_is_its_peers(prior: NDArray[np.float64]) -> None:
    """Without history the rate and the spread are the peer group's, and nothing is one's own."""
    rate, dispersion, own, maturity = posterior(0.0, 0.0, 0.0, 0.0, prior)

    assert math.isclose(rate, max(prior[0], 1e-3))
    assert math.isclose(own, min(max(prior[2], 0.02), 10.0), rel_tol=1e-9)
    assert math.isclose(dispersion, prior[2] + (1.0 + prior[2]) / prior[1], rel_tol=1e-9)
    assert maturity == 0.0


@given(prior=PRIORS, rate=st.floats(0.1, 1e3))
def test_maturity_is_earned(prior: NDArray[np.float64], rate: float) -> None:
    """Day by day, a baseline becomes the entity's own; the rate lies between the peers' and its own mean."""
    last = 0.0
    for days in range(1, 40):
        found, _, _, maturity = posterior(days * rate, float(days), 0.0, days * rate**2, prior)
        assert last <= maturity <= 1.0
        low, high = sorted((rate, float(prior[0])))
        assert low * (1 - 1e-9) - 1e-9 <= found <= max(high, 1e-3) * (1 + 1e-9)
        last = maturity
    assert posterior(1e6 * rate, 1e6, 0.0, 1e6 * rate**2, prior)[3] > 0.95


@pytest.mark.parametrize(("mean", "dispersion"), [(3.0, 0.1), (12.0, 0.4), (150.0, 0.8)])
def test_a_steady_stream_is_learned(mean: float, dispersion: float) -> None:
    """After months of negative binomial days the rate is near the mean and the spread near the dispersion."""
    random = np.random.default_rng(1)
    rates, spreads = [], []
    for _ in range(12):
        series = Series(np.array([20.0, 0.25, 1.0]))
        for _ in range(150):
            series.learn(float(random.negative_binomial(1 / dispersion, 1 / (1 + dispersion * mean))))
        rate, _, own, maturity = series.posterior()
        assert maturity > 0.8
        rates.append(rate)
        spreads.append(own)

    assert np.mean(rates) == pytest.approx(mean, rel=0.2)
    assert np.median(spreads) == pytest.approx(dispersion, rel=0.7, abs=0.15)


def test_one_wild_day_teaches_little() -> None:
    """A day a thousand times the usual is learned as a few standard deviations, no more, and is forgotten again."""
    calm, wild = Series(np.array([10.0, 0.5, 0.3])), Series(np.array([10.0, 0.5, 0.3]))
    for _ in range(40):
        calm.learn(10.0)
        wild.learn(10.0)
    rate, dispersion, _, _ = wild.posterior()
    calm.learn(rate + CLIP * math.sqrt(rate + dispersion * rate**2) + 1.0)
    wild.learn(10_000.0)

    assert wild.posterior() == pytest.approx(calm.posterior())
    assert wild.posterior()[0] < 2.0 * rate


def test_what_is_new_counts_more_than_what_is_old() -> None:
    """Memory is finite: a hundred days after a change of habit, the old habit weighs less than a tenth."""
    series = Series(np.array([10.0, 0.25, 0.5]))
    for _ in range(100):
        series.learn(10.0)
    for _ in range(100):
        series.learn(18.0)

    assert 17.0 < series.posterior()[0] < 18.5
    assert series.sums[1][0] == pytest.approx((1 - MEMORY**200) / (1 - MEMORY))


def test_a_day_without_the_entity_is_not_learned() -> None:
    """A day on which the entity was not active leaves its series as it is: absence is not a zero."""
    series = Series(np.array([10.0, 0.25, 0.5]))
    series.learn(5.0)
    before = [array.copy() for array in series.sums]
    series.day += 2
    learn_day(
        series.day, np.array([series.day * 24]), series.kind, np.array([False]), False, 1, np.zeros(1, np.int32),
        np.zeros(1, np.int16), day_rings(series.day, 0.0), *series.sums, np.zeros(1, np.int32),
        np.array([[DAY, DAY - 1]], dtype=np.int32), np.zeros((1, 48), np.float32), np.full((1, 168), 1 / 24),
        np.ones((1, 7)), series.prior[None, None],
    )  # fmt: skip

    assert all(np.array_equal(one, other) for one, other in zip(before, series.sums, strict=True))


@given(mean=st.floats(0.0, 20.0), precision=st.floats(0.01, 10.0), variance=st.floats(0.05, 10.0))
def test_sizes_start_from_peers_too(mean: float, precision: float, variance: float) -> None:
    """Without history a size is expected as among the peers; with it, as the entity's own."""
    prior = np.array([mean, precision, variance])
    centre, spread, degrees, maturity = size_posterior(0.0, 0.0, 0.0, prior)

    assert (centre, maturity) == (pytest.approx(mean), 0.0)
    assert spread == pytest.approx(variance + 1.0 / precision)
    assert degrees > 0.0

    centre, _, _, maturity = size_posterior(5_000 * 7.0, 5_000.0, 0.0, prior)
    assert maturity > 0.9
    assert abs(centre - 7.0) <= abs(mean - 7.0) * 0.11 + 1e-9


def test_sizes_are_learned() -> None:
    """Days of log-normal sizes are learned with their mean and spread."""
    random = np.random.default_rng(2)
    series = Series(np.array([14.0, 1.0 / 9.0, 4.0]), BaselineKind.SIZE)
    for _ in range(150):
        series.learn(float(np.expm1(random.normal(9.0, 0.5))))
    total, days, excess = (float(array[0]) for array in series.sums[:3])
    centre, variance, _, _ = size_posterior(total, days, excess, series.prior)

    assert centre == pytest.approx(9.0, abs=0.3)
    assert 0.3 < math.sqrt(variance) < 1.1
