"""Laws of the tails: right against scipy, and never falling as evidence grows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from uba.baselines.tails import (
    MAX_SURPRISE,
    count_quantile,
    count_surprise,
    log_betainc,
    student_surprise,
)

DEGREES = st.floats(1.0, 200.0)
MEANS = st.floats(1e-3, 1e5)
DISPERSIONS = st.floats(0.02, 30.0)


@given(a=st.floats(0.3, 150.0), b=st.floats(0.3, 20.0), x=st.floats(1e-6, 1.0 - 1e-6))
def test_incomplete_beta(a: float, b: float, x: float) -> None:
    """The incomplete beta function is scipy's, wherever scipy does not underflow."""
    expected = special.betainc(a, b, x)
    if expected > 1e-300:
        assert math.isclose(log_betainc(a, b, x), math.log(expected), rel_tol=1e-7, abs_tol=1e-9)


def test_incomplete_beta_at_its_ends() -> None:
    """I_0 is 0 and I_1 is 1."""
    assert log_betainc(2.0, 0.5, 0.0) == -math.inf
    assert log_betainc(2.0, 0.5, 1.0) == 0.0


@given(t=st.floats(-30.0, 60.0), degrees=DEGREES)
def test_student(t: float, degrees: float) -> None:
    """The tail is scipy's Student t, cut at the largest surprise."""
    expected = min(-stats.t.logsf(t, degrees) / math.log(10.0), MAX_SURPRISE)

    assert math.isclose(student_surprise(t, degrees), expected, rel_tol=1e-6, abs_tol=1e-8)


@given(xs=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), mean=MEANS, dispersion=DISPERSIONS, degrees=DEGREES)
def test_more_is_never_less_surprising(xs: tuple[int, int], mean: float, dispersion: float, degrees: float) -> None:
    """More of what is counted never lowers surprise; surprise stays in [0, 30]."""
    low, high = (count_surprise(float(x), mean, dispersion, degrees) for x in sorted(xs))

    assert 0.0 <= low <= high + 1e-12 <= MAX_SURPRISE + 1e-12


@given(mean=MEANS, dispersion=st.floats(0.02, 3.0))
def test_the_expected_is_not_surprising(mean: float, dispersion: float) -> None:
    """A count at its mean has p above one in ten."""
    assert count_surprise(mean, mean, dispersion, 30.0) < 1.0


@pytest.mark.parametrize(("mean", "dispersion"), [(2.0, 0.1), (8.0, 0.5), (40.0, 0.3), (200.0, 1.0)])
def test_the_tail_is_not_lighter_than_the_data(mean: float, dispersion: float) -> None:
    """On negative binomial counts, p is reached no more than about as often as it says."""
    counts = np.random.default_rng(0).negative_binomial(1 / dispersion, 1 / (1 + dispersion * mean), 20_000)
    surprise = np.array([count_surprise(float(x), mean, dispersion, 20.0) for x in counts])

    for p in (0.05, 0.01, 0.001):
        assert np.mean(surprise >= -math.log10(p)) <= 1.6 * p + 3 * math.sqrt(p / counts.size)


@given(mean=MEANS, dispersion=DISPERSIONS)
def test_the_expected_range_is_a_range(mean: float, dispersion: float) -> None:
    """Quantiles are whole, not negative and in order."""
    quantiles = [count_quantile(z, mean, dispersion) for z in (-1.96, 0.0, 1.96)]

    assert quantiles == sorted(quantiles)
    assert quantiles[0] >= 0.0
    assert all(q == math.floor(q) for q in quantiles)
